package io.alidade.live.measure;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What came out for memory.
///
/// @param blockBytes  how much memory of each NUMA node was used
/// @param pages       of which size they were asked for
/// @param hugeShare   which part of the memory is on huge pages, from 0 to 1; absent where the kernel does not tell
/// @param rounds      how many were wanted
/// @param slot        how long each figure was measured in each round
/// @param figures     in the order in which they were measured
/// @param localShares NUMA node to the part of the memory meant for it that is there, from 0 to 1; absent where the kernel does
///                    not tell
/// @param notes       sentences on what was left out
public record MemoryResult(long blockBytes, PageSize pages, Optional<Double> hugeShare, int rounds,
        Duration slot, List<Figure> figures, Map<Integer, Double> localShares, List<String> notes) {
    public MemoryResult {
        figures = List.copyOf(figures);
        localShares = Collections.unmodifiableMap(new TreeMap<>(localShares));
        notes = List.copyOf(notes);
    }

    /// A figure, if it was measured.
    public Optional<Figure> find(Figure.Subject subject) {
        return figures.stream().filter(figure -> figure.subject().equals(subject)).findFirst();
    }
}
