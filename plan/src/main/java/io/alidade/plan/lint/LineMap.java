package io.alidade.plan.lint;

import io.alidade.kube.document.Position;
import io.alidade.plan.lint.Fix.Edit;
import java.util.List;

/// From places in a text after edits to the text before them: exact where the line is the same, else the start of the line
/// that was edited.
///
/// @param edits in the order of their places, none touching another
record LineMap(SourceFile before, SourceFile after, List<Edit> edits) {
    LineMap {
        edits = List.copyOf(edits);
    }

    Position backwards(Position place) {
        int line = lineBefore(place.line());
        String text = before.line(line);
        return new Position(before.name(), line, text.equals(after.line(place.line())) ? place.column()
                : text.length() - text.stripLeading().length() + 1);
    }

    private int lineBefore(int line) {
        int shift = 0;
        for (Edit edit : edits) {
            int start = edit.startLine() + shift;
            int end = start + (int) edit.newText().chars().filter(letter -> letter == '\n').count();
            if (line < start) {
                break;
            }
            if (line <= end) {
                return line == end ? Math.min(edit.endLine(), before.lineCount()) : edit.startLine();
            }
            shift = end - edit.endLine();
        }
        return line - shift;
    }
}
