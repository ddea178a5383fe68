package io.alidade.plan.lint;

/// One replacement in a file. Lines and columns count from 1, columns in Unicode characters; the end is behind the last
/// replaced character, so that an insertion ends where it starts.
///
/// @param file as the source was named
public record Edit(String file, int startLine, int startColumn, int endLine, int endColumn, String newText) {
    public Edit {
        if (startLine < 1 || startColumn < 1 || endLine < startLine
                || (endLine == startLine && endColumn < startColumn)) {
            throw new IllegalArgumentException("an edit from " + startLine + ":" + startColumn + " to " + endLine + ":"
                    + endColumn + " ends before it starts.");
        }
    }
}
