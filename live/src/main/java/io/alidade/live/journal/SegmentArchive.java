package io.alidade.live.journal;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Disk;
import io.alidade.kube.document.DurableFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.zip.GZIPOutputStream;

/// Closed segments: they are compressed, get their index, and go when they are too many or too old. What was not done when the
/// process ended is done by the next one. For one thread, but for what is said to be for any.
///
/// Age is told by the clock, which may be wrong: if it ran away by more than [#JUMP] from the clock that does not jump, no segment is
/// too old until it is back or the process ends; and one goes at a time.
final class SegmentArchive {
    /// A clock that is set by this much was wrong, or is now.
    static final Duration JUMP = Duration.ofHours(1);

    private static final String UNFINISHED = ".unfinished";

    private final JournalSettings settings;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Instant begun;
    private final long begunNanos;
    private final Consumer<String> problems;
    private final AtomicReference<Stored> stored = new AtomicReference<>(new Stored(0, 0));

    /// Segments and the bytes that they take.
    record Stored(int segments, long bytes) {
        /// With one more.
        Stored plus(long size) {
            return new Stored(segments + 1, bytes + size);
        }
    }

    SegmentArchive(JournalSettings settings, InstantSource clock, LongSupplier nanoTime, Consumer<String> problems) {
        this.settings = settings;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.begun = clock.instant();
        this.begunNanos = nanoTime.getAsLong();
        this.problems = problems;
    }

    /// A segment is closed. For any thread.
    void comes(long size) {
        stored.updateAndGet(before -> before.plus(size));
    }

    /// What closed segments take. For any thread.
    Stored stored() {
        return stored.get();
    }

    /// Does what is to be done.
    ///
    /// @param active the segment that is written, which is left alone
    void tidy(Optional<Path> active) {
        try {
            DurableFiles.sweep(settings.folder());
            for (Segment segment : Segment.in(settings.folder())) {
                if (active.filter(segment.plain()::equals).isEmpty()) {
                    compress(segment);
                }
            }
            drop(active);
        } catch (IOException failure) {
            problems.accept(settings.folder() + " cannot be tidied up: " + DurableFiles.reason(failure));
        } catch (BadInput failure) {
            problems.accept(String.valueOf(failure.getMessage()));
        }
    }

    private void compress(Segment segment) throws IOException {
        if (!segment.isClosed()) {
            write(segment.compressed(), out -> Files.copy(segment.plain(), out));
        }
        if (!Files.exists(segment.index())) {
            SegmentIndex index = SegmentIndex.of(segment.compressed());
            write(segment.index(), index::write);
        }
        Files.deleteIfExists(segment.plain());
    }

    /// Writes a part of a file.
    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private void write(Path file, Writing content) throws IOException {
        Path unfinished = Files.createTempFile(settings.folder(), "." + file.getFileName() + ".", UNFINISHED);
        try {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(unfinished), 1 << 16)) {
                content.to(out);
            }
            Disk.REAL.force(unfinished);
            Disk.REAL.rename(unfinished, file);
            Disk.REAL.force(settings.folder());
        } finally {
            boolean _ = Disk.REAL.delete(unfinished);
        }
    }

    private void drop(Optional<Path> active) throws IOException {
        List<Segment> closed = Segment.in(settings.folder()).stream()
                .filter(segment -> active.filter(segment.plain()::equals).isEmpty()).toList();
        // The one that is written will grow to its full size.
        long size = settings.segmentBytes();
        for (Segment segment : closed) {
            size += size(segment);
        }
        int remaining = closed.size();
        boolean mayBeOld = isClockTrusted();
        for (Segment oldest : closed) {
            boolean isTooMuch = size > settings.maxBytes();
            if (!isTooMuch && !(mayBeOld && isOld(oldest))) {
                break;
            }
            mayBeOld &= isTooMuch;
            size -= size(oldest);
            remaining--;
            for (Path file : oldest.files()) {
                Files.deleteIfExists(file);
            }
        }
        stored.set(new Stored(remaining, size - settings.segmentBytes()));
    }

    private static long size(Segment segment) throws IOException {
        long size = 0;
        for (Path file : segment.files()) {
            size += Files.size(file);
        }
        return size;
    }

    private boolean isClockTrusted() {
        Duration passed = Duration.ofNanos(nanoTime.getAsLong() - begunNanos);
        return Duration.between(begun, clock.instant()).minus(passed).abs().compareTo(JUMP) < 0;
    }

    private boolean isOld(Segment segment) {
        return SegmentIndex.read(segment.index(), _ -> false)
                .filter(index -> index.to().plus(settings.maxAge()).isBefore(clock.instant())).isPresent();
    }
}
