package io.alidade.cli;

import io.alidade.cli.Outlets.Outlet;
import io.alidade.live.measure.Pace;
import io.alidade.plan.capacity.Patience;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A run that takes a while: shows on a terminal how far it is and how long it may still take, and lets Ctrl-C end it with
/// what is known so far. The process stays until the answer is printed, or for a few seconds.
final class LongRun implements Patience, Pace, AutoCloseable {
    private static final Duration QUIET = Duration.ofMillis(500);
    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final long LAST_SECONDS = 30;

    private final Session session;
    private final String unit;
    private final long start = System.nanoTime();
    private final Thread onSignal = Thread.ofPlatform().unstarted(this::interrupted);
    private final CountDownLatch answered = new CountDownLatch(1);
    private volatile boolean over;
    private long shownAt = start;
    private boolean isShown;

    /// @param unit what the pieces are, for people: `orders of arrival`
    LongRun(Session session, String unit) {
        this.session = session;
        this.unit = unit;
        Runtime.getRuntime().addShutdownHook(onSignal);
    }

    private void interrupted() {
        over = true;
        try {
            boolean _ = answered.await(LAST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean lasts() {
        return !over;
    }

    /// True if somebody pressed Ctrl-C.
    boolean wasInterrupted() {
        return over;
    }

    @Override
    public synchronized void at(long done, long all) {
        long now = System.nanoTime();
        if (session.outlets().err() != Outlet.TERMINAL || now - start < QUIET.toNanos()
                || now - shownAt < BETWEEN.toNanos() || over) {
            return;
        }
        shownAt = now;
        isShown = true;
        session.err().print("\r\u001b[K" + text(done, all, now - start) + "; Ctrl-C shows what is known");
        session.err().flush();
    }

    /// Without an end that is known, or beyond it, no time can be told.
    private String text(long done, long all, long nanos) {
        if (done >= all) {
            return done + " " + unit;
        }
        long seconds = Math.round(nanos * (all - done) / (double) Math.max(1, done) / 1e9);
        return done + " of " + all + " " + unit + ", about " + Math.max(1, seconds) + " s left";
    }

    /// The run is over; what follows is the answer.
    void end() {
        if (isShown) {
            session.err().print("\r\u001b[K");
            session.err().flush();
        }
    }

    /// The answer is printed.
    @Override
    public void close() {
        session.flush();
        answered.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException _) {
            // The signal has come: the hook runs, and has nothing more to wait for.
        }
    }
}
