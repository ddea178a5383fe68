package io.alidade.kube.refusal;

import java.util.List;

/// What was found in a source.
///
/// @param all   in the order of the source
/// @param notes on what was left out, in a sentence each
public record Refusals(List<Refusal> all, List<String> notes) {
    /// More are counted, and not kept.
    public static final int MOST = 100_000;

    public Refusals {
        all = List.copyOf(all);
        notes = List.copyOf(notes);
    }

    /// What several sources tell, one after the other.
    public static Refusals of(List<Refusals> sources) {
        return new Refusals(sources.stream().flatMap(source -> source.all.stream()).toList(),
                sources.stream().flatMap(source -> source.notes.stream()).toList());
    }
}
