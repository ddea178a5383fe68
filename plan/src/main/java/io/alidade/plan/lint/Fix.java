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

    /// One replacement in a file. Lines and columns count from 1, columns in Unicode characters; the end is behind the last
    /// replaced character, so that an insertion ends where it starts.
    ///
    /// @param file as the source was named
    public record Edit(String file, int startLine, int startColumn, int endLine, int endColumn, String newText) {
        public Edit {
            if (startLine < 1 || startColumn < 1 || endLine < startLine
                    || (endLine == startLine && endColumn < startColumn)) {
                throw new IllegalArgumentException(
                        "an edit from " + startLine + ":" + startColumn + " to " + endLine + ":"
                                + endColumn + " ends before it starts.");
            }
        }
    }
}
