package io.alidade.live.journal;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.SealedLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// One segment after the other: the next one begins when the last is full or a day old, which is then compressed beside the writing.
/// For one thread, but for [#bytes] and [#stored].
final class SegmentSequence implements AutoCloseable {
    private static final long NANOS_OF_A_SEGMENT = Duration.ofDays(1).toNanos();
    private static final long PATIENCE_SECONDS = 5;

    private final JournalSettings settings;
    private final KubeletVersion version;
    private final SegmentArchive archive;
    private final Consumer<String> problems;
    private final ExecutorService archivist = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().name("journal-archive").daemon().factory());
    private final AtomicLong bytes = new AtomicLong();
    private volatile Optional<SegmentFile> active = Optional.empty();
    private long opened;

    SegmentSequence(JournalSettings settings, InstantSource clock, KubeletVersion version, Consumer<String> problems) {
        this.settings = settings;
        this.version = version;
        this.problems = problems;
        this.archive = new SegmentArchive(settings, clock, System::nanoTime, problems);
    }

    /// The number of the last record of a folder that is whole; 0 if there is none.
    static long lastNumber(Path folder) throws IOException {
        for (Segment segment : Segment.in(folder).reversed()) {
            long last = lastNumber(segment);
            if (last > 0) {
                return last;
            }
        }
        return 0;
    }

    private static long lastNumber(Segment segment) {
        Optional<SegmentIndex> index = SegmentIndex.read(segment.index(), _ -> false);
        if (index.isPresent()) {
            return index.get().last();
        }
        byte[] last = new byte[0];
        try (SealedLines lines = SealedLines.open(segment.file())) {
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                last = line.get();
            }
        } catch (BadInput _) {
            // It goes on behind what can be read.
        }
        // A scenario has the number of the record that follows it.
        return JournalRecord.read(segment.file().toString(), last).map(record -> record.number()
                - (record.kind() == JournalRecord.Kind.SCENARIO ? 1 : 0)).orElse(0L);
    }

    /// Begins the next one.
    ///
    /// @param first the number of its first record
    void open(long first) throws IOException {
        close(active);
        active.ifPresent(file -> archive.comes(file.size()));
        active = Optional.empty();
        Files.createDirectories(settings.folder());
        Path path = settings.folder().resolve(Segment.name(first, version));
        // One that is there already holds no whole record: the first of it is still to come.
        for (Segment same : Segment.in(settings.folder())) {
            if (same.first() == first) {
                if (isDamaged(same.file())) {
                    problems.accept(same.file() + " is damaged from its first record on, and is begun anew");
                }
                for (Path file : same.files()) {
                    Files.deleteIfExists(file);
                }
            }
        }
        active = Optional.of(SegmentFile.create(path));
        opened = System.nanoTime();
        Future<?> _ = archivist.submit(() -> archive.tidy(Optional.of(path)));
    }

    private static boolean isDamaged(Path segment) {
        try (SealedLines lines = SealedLines.open(segment)) {
            Optional<byte[]> line = lines.next();
            while (line.isPresent()) {
                line = lines.next();
            }
            return lines.damaged() > 0;
        } catch (BadInput _) {
            return true;
        }
    }

    private static void close(Optional<SegmentFile> file) throws IOException {
        if (file.isPresent()) {
            try (SegmentFile closed = file.get()) {
                closed.force();
            }
        }
    }

    boolean isOpen() {
        return active.isPresent();
    }

    boolean isFull() {
        return active.filter(file -> file.size() >= settings.segmentBytes()).isPresent()
                || System.nanoTime() - opened >= NANOS_OF_A_SEGMENT;
    }

    void append(byte[] line) throws IOException {
        active.orElseThrow().append(line);
        bytes.addAndGet(line.length);
    }

    boolean isForced() {
        return active.filter(file -> !file.isForced()).isEmpty();
    }

    void force() throws IOException {
        if (!isForced()) {
            active.orElseThrow().force();
        }
    }

    /// Whether somebody has removed the file that is written.
    boolean isRemoved() {
        return active.filter(file -> !Files.exists(file.path())).isPresent();
    }

    /// Gives up the one that is written.
    void abandon() {
        active.ifPresent(file -> {
            try {
                file.close();
            } catch (IOException _) {
                // Nothing more is written to it.
            }
        });
        active = Optional.empty();
    }

    /// How much was written.
    long bytes() {
        return bytes.get();
    }

    /// What is on disk.
    SegmentArchive.Stored stored() {
        SegmentArchive.Stored closed = archive.stored();
        return active.map(file -> closed.plus(file.size())).orElse(closed);
    }

    /// Waits until what is to be compressed is.
    void settle() {
        try {
            archivist.submit(() -> {}).get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        try {
            close(active);
        } catch (IOException _) {
            abandon();
        }
        archivist.shutdown();
        try {
            boolean _ = archivist.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
