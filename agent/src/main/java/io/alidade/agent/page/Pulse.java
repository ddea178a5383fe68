package io.alidade.agent.page;

import io.alidade.agent.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// Tells open pages that something is another now, once a second at most, by server-sent events. A notice is a number and nothing
/// more, so a page that is slow misses some and loses nothing; it asks for what it wants.
final class Pulse implements AutoCloseable {
    /// More people than look at one node.
    static final int MAX_STREAMS = 32;
    static final String CONTENT_TYPE = "text/event-stream; charset=utf-8";

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration BEAT = Duration.ofSeconds(10);
    private static final long AGAIN_MILLIS = 2_000;

    private final String run;
    private final AtomicLong changes = new AtomicLong();
    private final AtomicBoolean isSignalled = new AtomicBoolean();
    private final Semaphore signals = new Semaphore(0);
    private final Semaphore room = new Semaphore(MAX_STREAMS);
    private final LongAdder refused = new LongAdder();
    private final Thread thread = Thread.ofVirtual().name("page-pulse").unstarted(this::work);
    private final Object turn = new Object();
    private long told;
    private volatile boolean closed;

    /// @param run tells the numbers of this process from those of another
    Pulse(String run) {
        this.run = run;
    }

    void start() {
        thread.start();
    }

    /// Something is another. For any thread; waits for nobody.
    void changed() {
        changes.incrementAndGet();
        if (isSignalled.compareAndSet(false, true)) {
            signals.release();
        }
    }

    /// How often something changed.
    long changes() {
        return changes.get();
    }

    /// The name of a state: different for every change, and for every run of the agent.
    String revision(long change) {
        return run + "-" + change;
    }

    /// The number of changes of a revision of this run; -1 of any other.
    long change(String revision) {
        String number = revision.startsWith(run + "-") ? revision.substring(run.length() + 1) : "";
        return number.matches("[0-9]{1,18}") ? Long.parseLong(number) : -1;
    }

    /// Streams that are open.
    int streams() {
        return MAX_STREAMS - room.availablePermits();
    }

    /// How many streams were refused since there were too many.
    long refused() {
        return refused.sum();
    }

    private void work() {
        try {
            while (!closed) {
                signals.acquire();
                isSignalled.set(false);
                synchronized (turn) {
                    told = changes.get();
                    turn.notifyAll();
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// A stream of notices; none if there are too many, which is counted.
    ///
    /// @param seen the revision that the caller has; empty for none
    Optional<HttpResponse> open(String seen) {
        if (!room.tryAcquire()) {
            refused.increment();
            return Optional.empty();
        }
        return Optional.of(HttpResponse.streaming(CONTENT_TYPE, new HttpResponse.Stream() {
            @Override
            public void write(HttpResponse.Sink sink) throws IOException, InterruptedException {
                notices(sink, seen);
            }

            @Override
            public void close() {
                room.release();
            }
        }));
    }

    private void notices(HttpResponse.Sink sink, String seen) throws IOException, InterruptedException {
        sink.write(("retry: " + AGAIN_MILLIS + "\n\n").getBytes(StandardCharsets.US_ASCII));
        String last = seen;
        while (!closed) {
            String now = revision(next(change(last)));
            String event = now.equals(last) ? "event: beat\n" : "id: " + now + "\nevent: change\n";
            sink.write((event + "data: \n\n").getBytes(StandardCharsets.US_ASCII));
            last = now;
        }
    }

    /// What was told last, as soon as it is another than what is known, or when it is time for a sign of life.
    private long next(long known) throws InterruptedException {
        long end = System.nanoTime() + BEAT.toNanos();
        synchronized (turn) {
            while (told <= known && !closed) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    break;
                }
                turn.wait(left);
            }
            return Math.max(told, known);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        synchronized (turn) {
            turn.notifyAll();
        }
    }
}
