package io.alidade.agent.bench;

import io.alidade.kube.document.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Waits for something that another process does.
final class Patience {
    private static final long STEP_MILLIS = 2;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /// A look at something.
    @FunctionalInterface
    interface Look {
        boolean isThere() throws IOException;
    }

    private Patience() {}

    /// Looks again and again.
    ///
    /// @param log of the process
    /// @throws BadInput if the process ends before, or nothing comes in ten minutes
    static void await(Process process, Path log, String what, Look look) throws IOException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!look.isThere()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
                throw new BadInput("waited for " + what + " in vain: the process "
                        + (process.isAlive() ? "goes on without it." : "has ended."),
                        lines.isEmpty() ? "It said nothing." : "Its last words: " + lines.getLast());
            }
            Thread.sleep(STEP_MILLIS);
        }
    }

    /// Ends a process, and waits until it has.
    static void end(Process process) {
        process.destroy();
        try {
            int _ = process.waitFor();
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
