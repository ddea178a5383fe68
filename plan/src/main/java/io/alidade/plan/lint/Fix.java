package io.alidade.plan.lint;

import java.util.List;

/// A change after which a finding is gone.
///
/// @param description what it does, as an order: `set memory to 1124Mi`
/// @param edits       at least one, all in one file, not overlapping
public record Fix(String description, List<Edit> edits) {
    public Fix {
        edits = List.copyOf(edits);
        if (edits.stream().map(Edit::file).distinct().count() != 1) {
            throw new IllegalArgumentException("a fix changes exactly one file.");
        }
    }

    public String file() {
        return edits.getFirst().file();
    }
}
