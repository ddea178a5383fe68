package io.alidade.live.measure;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What came out for a command.
///
/// @param command its words, for people
/// @param rounds  how many were wanted
/// @param trials  by place, the aligned one first; those without a whole round are left out
/// @param notes   sentences on what was left out
public record CommandResult(String command, int rounds, List<Trial> trials, List<String> notes) {
    public CommandResult {
        trials = List.copyOf(trials);
        notes = List.copyOf(notes);
    }

    /// The command in one place.
    ///
    /// @param seconds          until it ended
    /// @param processorSeconds that it used, in the order of the rounds
    /// @param ownBytes         NUMA node to memory of its own at the largest look, in all processes below it; empty if it ended
    ///                         before the first look
    /// @param counters         NUMA node to counter to what the kernel counted meanwhile, in pages, of everything on the machine
    public record Trial(CommandPlace place, Spread seconds, List<Double> processorSeconds, Map<Integer, Long> ownBytes,
            Map<Integer, Map<String, Long>> counters) {
        public Trial {
            processorSeconds = List.copyOf(processorSeconds);
            ownBytes = Collections.unmodifiableMap(new TreeMap<>(ownBytes));
            counters = Collections.unmodifiableMap(new TreeMap<>(counters));
        }
    }

    /// The command in a place of a kind, if it ran there.
    public Optional<Trial> find(CommandPlace.Kind kind) {
        return trials.stream().filter(trial -> trial.place().kind() == kind).findFirst();
    }
}
