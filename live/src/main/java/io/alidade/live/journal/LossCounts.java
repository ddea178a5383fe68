package io.alidade.live.journal;

import io.alidade.live.journal.JournalCounts.Loss;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/// Counts lost records by why they are. For any thread.
final class LossCounts {
    private final AtomicLongArray counts = new AtomicLongArray(Loss.values().length);

    void add(Loss why, long records) {
        counts.addAndGet(why.ordinal(), records);
    }

    Map<Loss, Long> toMap() {
        Map<Loss, Long> map = new EnumMap<>(Loss.class);
        Arrays.stream(Loss.values()).forEach(why -> map.put(why, counts.get(why.ordinal())));
        return map;
    }
}
