package io.alidade.cli;

import io.alidade.cli.Outlets.Outlet;
import io.alidade.plan.fleet.replay.Control;
import io.alidade.plan.fleet.replay.FleetReplay;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/// Watches over a replay: says on a terminal how far it is and how long it may take, and on Ctrl-C lets it end with what is
/// known so far.
final class FleetWatch {
    private static final long SECONDS_TO_PRINT = 30;
    private static final long TICK_MILLIS = 500;

    private final Session session;
    private final Control control;
    private final long startNanos = System.nanoTime();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long expected;

    private FleetWatch(Session session, Control control) {
        this.session = session;
        this.control = control;
    }

    /// Does the work; a signal that ends the process waits until it has come to its end.
    static int over(Session session, Control control, ToIntFunction<FleetWatch> work) {
        FleetWatch watch = new FleetWatch(session, control);
        CountDownLatch printed = new CountDownLatch(1);
        Thread hook = Thread.ofPlatform().unstarted(() -> {
            control.stop();
            await(printed);
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.applyAsInt(watch);
        } finally {
            watch.end();
            session.flush();
            printed.countDown();
            forget(hook);
        }
    }

    private static void await(CountDownLatch printed) {
        try {
            printed.await(SECONDS_TO_PRINT, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // It runs already.
        }
    }

    /// Starts to say how far it is.
    void expect(FleetReplay replay) {
        expected = replay.survey().pods() * replay.question().policies().size() * replay.question().seeds().size();
        if (session.outlets().err() == Outlet.TERMINAL) {
            Thread.ofPlatform().daemon().start(this::tick);
        }
    }

    private void tick() {
        try {
            while (!ended.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                session.err().print("\r\u001b[K" + text(control.arrivedPods(), System.nanoTime() - startNanos));
                session.err().flush();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String text(long arrived, long nanos) {
        if (expected == 0 || arrived >= expected) {
            return arrived + " pods replayed" + (expected == 0 ? "" : "; looking for the nodes to add");
        }
        long left = arrived == 0 ? 0 : TimeUnit.NANOSECONDS.toSeconds((long) ((double) nanos / arrived
                * (expected - arrived)));
        return arrived + " of " + expected + " pods replayed" + (arrived == 0 ? "" : ", about " + left + " s left");
    }

    /// Clears what was said.
    void end() {
        if (ended.getCount() > 0 && session.outlets().err() == Outlet.TERMINAL) {
            session.err().print("\r\u001b[K");
            session.err().flush();
        }
        ended.countDown();
    }
}
