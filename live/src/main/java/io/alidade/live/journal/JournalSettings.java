package io.alidade.live.journal;

import java.nio.file.Path;
import java.time.Duration;

/// Where a journal is, and how much of it is kept.
///
/// @param folder   its own
/// @param maxBytes of all its files: of more, the oldest segments go
/// @param maxAge   segments that ended longer ago go, too
public record JournalSettings(Path folder, long maxBytes, Duration maxAge) {
    /// Enough for a month of a busy node.
    public static final long DEFAULT_BYTES = 256L << 20;
    /// As long as most look back.
    public static final Duration DEFAULT_AGE = Duration.ofDays(30);
    /// Below that, a machine with many CPUs would not be described.
    public static final long LEAST_BYTES = 1L << 20;

    private static final long SEGMENT_BYTES = 16L << 20;
    /// One is written and one compressed, and some remain.
    private static final int SEGMENTS = 8;

    public JournalSettings {
        if (maxBytes < LEAST_BYTES) {
            throw new IllegalArgumentException("a journal of " + maxBytes + " bytes holds nothing.");
        }
    }

    /// A segment that has become as large is closed.
    long segmentBytes() {
        return Math.min(SEGMENT_BYTES, maxBytes / SEGMENTS);
    }
}
