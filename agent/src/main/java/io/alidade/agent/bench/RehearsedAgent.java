package io.alidade.agent.bench;

import io.alidade.kube.document.BadInput;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// An agent that runs in a thread of this process.
final class RehearsedAgent implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final long STEP_MILLIS = 2;
    private static final Duration MOMENT = Duration.ofMillis(400);

    private final Thread running;

    private RehearsedAgent(Thread running) {
        this.running = running;
    }

    /// Starts one, and waits for nothing.
    static RehearsedAgent start(AgentRehearsal.Program agent, List<String> arguments) {
        return new RehearsedAgent(
                Thread.ofPlatform().name("rehearsed-agent").daemon().start(() -> agent.run(arguments)));
    }

    /// Looks again and again.
    ///
    /// @throws BadInput if the agent ends before, or nothing comes in a minute
    void await(Patience.Look look) throws IOException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!look.isThere()) {
            if (!running.isAlive() || System.nanoTime() > end) {
                throw new BadInput("the rehearsed agent " + (running.isAlive() ? "goes on alone." : "has ended."),
                        "Start an agent by hand, which says why.");
            }
            Thread.sleep(STEP_MILLIS);
        }
    }

    /// Status files are written a moment after the decisions.
    void awaitStatusFiles() throws InterruptedException {
        Thread.sleep(MOMENT);
    }

    /// Ends it, and waits until it has.
    @Override
    public void close() {
        running.interrupt();
        try {
            boolean _ = running.join(LIMIT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
