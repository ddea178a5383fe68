package io.alidade.live.journal;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// What became of the records of a journal since its process started, and what is on disk.
///
/// @param records     written
/// @param losses      not written, by why that was; of each kind, also if there are none
/// @param bytes       written, before they are compressed
/// @param segments    files with records that are on disk, also of former processes
/// @param storedBytes what they take there with their indexes
/// @param isFailing   whether the last record could not be written
public record JournalCounts(long records, Map<Loss, Long> losses, long bytes, int segments, long storedBytes,
        boolean isFailing) {
    public JournalCounts {
        Map<Loss, Long> all = new EnumMap<>(Loss.class);
        for (Loss why : Loss.values()) {
            all.put(why, losses.getOrDefault(why, 0L));
        }
        losses = Map.copyOf(all);
    }

    /// Why a record was not written.
    public enum Loss {
        /// A former process was killed before it was on disk.
        KILLED,
        /// Too many waited to be written.
        CROWDED,
        /// The disk did not take it.
        DISK,
        /// It could not be put into words.
        MALFORMED;

        /// As it is told.
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Of a journal that could not be opened.
    ///
    /// @param lost records that were to be written since
    public static JournalCounts closed(long lost) {
        return new JournalCounts(0, Map.of(Loss.DISK, lost), 0, 0, 0, true);
    }

    /// How many were not written.
    public long lost() {
        return losses.values().stream().mapToLong(Long::longValue).sum();
    }
}
