package io.alidade.plan.lint;

import java.util.List;

/// A change after which a finding is gone.
///
/// @param description what it does, as an order: `set memory to 1124Mi`
/// @param edits       at least one, all in one file, not overlapping
public record Fix(String description, List<Edit> edits) {
    public Fix {
        edits = List.copyOf(edits);
        if (edits.isEmpty() || edits.stream().anyMatch(edit -> !edit.file().equals(edits.getFirst().file()))) {
            throw new IllegalArgumentException("a fix changes exactly one file.");
        }
    }

    public String file() {
        return edits.getFirst().file();
    }
}
