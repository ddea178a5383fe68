package io.alidade.live.journal;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import io.alidade.kube.pod.PodManifest;
import io.alidade.live.journal.JournalCounts.Loss;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// Takes what happens on a node and writes it down on a thread of its own. Whoever hands something in waits for nothing: it is
/// numbered, the number is noted ([LastNumber]), and it waits for its turn among at most [#MAX_WAITING]; of more, and of what the
/// disk does not take, the number alone remains, and a record says so ([JournalRecord.Kind#GAP]).
///
/// What was written is forced to disk within [#FORCE_MILLIS].
public final class JournalWriter implements AutoCloseable {
    /// So many events may wait.
    public static final int MAX_WAITING = 8_192;
    /// So long a record may be written and not yet on disk.
    static final long FORCE_MILLIS = 50;

    private static final long NANOS_OF_A_MILLI = 1_000_000;

    private final InstantSource clock;
    private final Consumer<String> problems;
    private final BlockingQueue<Task> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final SegmentSequence segments;
    private final Narrative narrative;
    private final Optional<LastNumber> lastNumber;
    private final Thread thread;
    private final AtomicLong records = new AtomicLong();
    private final long first;
    private final Map<Loss, Long> lost = new ConcurrentHashMap<>();
    private long given;
    private boolean isNoted = true;
    private volatile boolean isFailing;
    /// For the thread alone, as all below.
    private long written;
    private long forced;
    private String gap = "the process was killed before they were on disk";
    private long unforcedSince;

    /// What the thread does next.
    private sealed interface Task {}

    private record Write(long number, JournalEvent event) implements Task {}

    /// Everything before is on disk.
    private record Settle(CountDownLatch done) implements Task {}

    private record End() implements Task {}

    private JournalWriter(JournalSettings settings, Situation start, InstantSource clock,
            BiFunction<KubeletNode, PodManifest, List<String>> causes, Consumer<String> problems) throws IOException {
        this.clock = clock;
        this.problems = problems;
        Files.createDirectories(settings.folder());
        this.written = SegmentSequence.lastNumber(settings.folder());
        this.forced = written;
        this.given = Math.max(written, LastNumber.read(settings.folder()));
        long before = given;
        this.first = before + 1;
        lost.merge(Loss.KILLED, before - written, Long::sum);
        this.lastNumber = Optional.of(LastNumber.open(settings.folder()));
        this.narrative = new Narrative(causes, System::nanoTime);
        this.segments = new SegmentSequence(settings, clock, start.found().version(), problems);
        this.thread = Thread.ofPlatform().name("journal").daemon().unstarted(() -> work(start, before));
    }

    /// Goes on with the journal of a folder, or begins one.
    ///
    /// @param start    the node as it is
    /// @param causes   why a node refuses a pod, a sentence each; asked on the journal's thread
    /// @param problems is told when writing fails, and when it goes on
    /// @throws BadInput if the folder cannot be written
    public static JournalWriter open(JournalSettings settings, Situation start, InstantSource clock,
            BiFunction<KubeletNode, PodManifest, List<String>> causes, Consumer<String> problems) {
        try {
            JournalWriter writer = new JournalWriter(settings, start, clock, causes, problems);
            writer.thread.start();
            return writer;
        } catch (IOException failure) {
            throw new BadInput(settings.folder() + " cannot be written: " + DurableFiles.reason(failure) + ".",
                    "Maybe choose a folder that this user may write to, make room on the disk, or do without a journal.");
        }
    }

    /// Hands in what has happened. For one thread.
    public void append(JournalEvent event) {
        long number = ++given;
        note(number);
        if (!queue.offer(new Write(number, event))) {
            lost.merge(Loss.CROWDED, 1L, Long::sum);
        }
    }

    private void note(long number) {
        if (!isNoted) {
            return;
        }
        try {
            lastNumber.orElseThrow().write(number);
        } catch (IOException failure) {
            isNoted = false;
            problems.accept(
                    "the number of the last record cannot be noted, so nobody will know how many are lost if this"
                            + " process is killed: " + DurableFiles.reason(failure));
        }
    }

    /// The number of the first record that this process hands in: smaller ones are of former processes, or are lost.
    public long first() {
        return first;
    }

    /// What became of the records so far.
    public JournalCounts counts() {
        SegmentArchive.Stored stored = segments.stored();
        return new JournalCounts(records.get(), lost, segments.bytes(), stored.segments(), stored.bytes(),
                isFailing);
    }

    /// Waits until everything that was handed in before is on disk, or is lost.
    public void settle() {
        CountDownLatch done = new CountDownLatch(1);
        try {
            queue.put(new Settle(done));
            done.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(Situation start, long before) {
        try {
            begin(start, before);
            for (Task task = next(); !(task instanceof End); task = next()) {
                switch (task) {
                    case Write write -> write(write);
                    case Settle(CountDownLatch done) -> {
                        force();
                        segments.settle();
                        done.countDown();
                    }
                    case End _ -> {
                        // Not here.
                    }
                }
                if (unforcedMillis() >= FORCE_MILLIS) {
                    force();
                }
            }
            force();
        } catch (InterruptedException _) {
            // Nobody has this thread to interrupt it.
            Thread.currentThread().interrupt();
        }
    }

    private Task next() throws InterruptedException {
        while (true) {
            if (segments.isForced()) {
                return queue.take();
            }
            Task task = queue.poll(Math.max(1, FORCE_MILLIS - unforcedMillis()),
                    TimeUnit.MILLISECONDS);
            if (task != null) {
                return task;
            }
            force();
        }
    }

    private long unforcedMillis() {
        return segments.isForced() ? 0 : (System.nanoTime() - unforcedSince) / NANOS_OF_A_MILLI;
    }

    private void force() {
        try {
            segments.force();
            if (segments.isRemoved()) {
                lost.merge(Loss.DISK, written - forced, Long::sum);
                written = forced;
                segments.abandon();
                throw new IOException("the file was removed");
            }
        } catch (IOException failure) {
            // The kernel tells once of a disk that has not taken something; what it says of that file afterwards is worth nothing.
            lost.merge(Loss.DISK, written - forced, Long::sum);
            segments.abandon();
            failed(failure);
        }
        forced = written;
    }

    /// @param before the number that the former process gave last
    private void begin(Situation start, long before) {
        try {
            open(written + 1, start);
            fillGap(before);
        } catch (IOException failure) {
            failed(failure);
        } catch (RuntimeException failure) {
            // The next record begins a segment.
            segments.abandon();
            problems.accept("the state at the beginning could not be written down: " + failure);
        }
    }

    private void open(long number, Situation now) throws IOException {
        segments.open(number);
        append(narrative.begin(number, clock.instant(), now));
    }

    private void append(byte[] line) throws IOException {
        if (segments.isForced()) {
            unforcedSince = System.nanoTime();
        }
        segments.append(line);
    }

    /// Says what is missing up to a number.
    private void fillGap(long last) throws IOException {
        if (last > written) {
            append(Narrative.gap(last, last - written, clock.instant(), gap));
            written = last;
        }
    }

    private void write(Write write) {
        try {
            if (!segments.isOpen() || segments.isFull()) {
                open(written + 1, write.event().earlier());
            }
            if (write.number() > written + 1) {
                narrative.interrupt();
                fillGap(write.number() - 1);
            }
            for (byte[] line : narrative.lines(write.event(), write.number())) {
                append(line);
            }
            written = write.number();
            records.incrementAndGet();
            gap = "more than " + MAX_WAITING + " waited to be written";
            if (isFailing) {
                isFailing = false;
                problems.accept("the journal is written again");
            }
        } catch (IOException failure) {
            lost.merge(Loss.DISK, 1L, Long::sum);
            failed(failure);
        } catch (RuntimeException failure) {
            lost.merge(Loss.MALFORMED, 1L, Long::sum);
            gap = "they could not be written down: " + failure;
            narrative.interrupt();
            problems.accept("record " + write.number() + " could not be written down: " + failure);
        }
    }

    private void failed(IOException failure) {
        gap = "the disk did not take them: " + DurableFiles.reason(failure);
        narrative.interrupt();
        if (!isFailing) {
            isFailing = true;
            problems.accept("the journal cannot be written, decisions go on: " + DurableFiles.reason(failure));
        }
    }

    /// Ends after everything that was handed in before is on disk.
    @Override
    public void close() {
        try {
            // A thread that has failed takes nothing any more.
            while (thread.isAlive() && !queue.offer(new End(), FORCE_MILLIS, TimeUnit.MILLISECONDS)) {
                thread.join(1);
            }
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        segments.close();
        lastNumber.ifPresent(file -> {
            try {
                file.close();
            } catch (IOException _) {
                // Nothing more is written to it.
            }
        });
    }
}
