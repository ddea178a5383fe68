package io.alidade.kube.embedded;

import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A text inside a file that knows where each of its characters stands.
final class PlacedText {
    private final String text;
    private final int offset;
    private final Lines lines;

    /// Where the lines of a whole text start; not exact where the file writes the text with escapes or folded: then
    /// everything stands at the start.
    private record Lines(String whole, List<Integer> offsets, List<Position> starts, boolean isExact) {}

    private PlacedText(String text, int offset, Lines lines) {
        this.text = text;
        this.offset = offset;
        this.lines = lines;
    }

    /// A whole file.
    static PlacedText ofFile(String source, byte[] bytes) {
        String decoded = new String(bytes, StandardCharsets.UTF_8);
        String text = decoded.startsWith("\uFEFF") ? decoded.substring(1) : decoded;
        return placed(text, new Position(source, 1, 1), 0, true);
    }

    /// The value of a scalar of this file.
    PlacedText valueOf(Scalar value) {
        Position start = value.position();
        String line = line(start.line());
        int column = Math.min(line.length(), line.offsetByCodePoints(0,
                Math.min(start.column() - 1, line.codePointCount(0, line.length()))));
        String rest = line.substring(column);
        if (rest.startsWith("|")) {
            int first = start.line() + 1;
            while (first <= lines.offsets().size() && line(first).isBlank()) {
                first++;
            }
            String indented = line(first);
            int indent = indented.length() - indented.stripLeading().length();
            return placed(value.text(), new Position(start.source(), start.line() + 1, indent + 1), indent, true);
        }
        int quote = rest.startsWith("\"") || rest.startsWith("'") ? 1 : 0;
        boolean isExact = rest.startsWith(value.text(), quote);
        return placed(value.text(), new Position(start.source(), start.line(), start.column() + (isExact ? quote : 0)),
                0, isExact);
    }

    private static PlacedText placed(String text, Position start, int indent, boolean isExact) {
        List<Integer> offsets = new ArrayList<>(List.of(0));
        List<Position> starts = new ArrayList<>(List.of(start));
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
            offsets.add(at + 1);
            starts.add(new Position(start.source(), start.line() + starts.size(), indent + 1));
        }
        return new PlacedText(text, 0, new Lines(text, offsets, starts, isExact));
    }

    String text() {
        return text;
    }

    /// The characters from `from` up to `to`.
    PlacedText slice(int from, int to) {
        return new PlacedText(text.substring(from, to), offset + from, lines);
    }

    /// Without blanks around it.
    PlacedText strip() {
        int from = 0;
        int to = text.length();
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        return slice(from, to);
    }

    /// The parts between separators, as many as there are.
    List<PlacedText> split(char separator) {
        List<PlacedText> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
            parts.add(slice(from, at));
            from = at + 1;
        }
        parts.add(slice(from, text.length()));
        return parts;
    }

    /// Where it starts.
    Position position() {
        return at(0);
    }

    private Position at(int index) {
        if (!lines.isExact()) {
            return lines.starts().getFirst();
        }
        int wanted = offset + index;
        int line = 0;
        while (line + 1 < lines.offsets().size() && lines.offsets().get(line + 1) <= wanted) {
            line++;
        }
        Position start = lines.starts().get(line);
        return new Position(start.source(), start.line(),
                start.column() + lines.whole().codePointCount(lines.offsets().get(line), wanted));
    }

    /// The place in the file of a line and column of the whole text.
    Position outward(Position inner) {
        if (!lines.isExact() || inner.line() > lines.starts().size()) {
            return lines.starts().getFirst();
        }
        Position start = lines.starts().get(inner.line() - 1);
        return new Position(start.source(), start.line(), start.column() + inner.column() - 1);
    }

    private String line(int number) {
        if (number < 1 || number > lines.offsets().size()) {
            return "";
        }
        int from = lines.offsets().get(number - 1);
        int to = number < lines.offsets().size() ? lines.offsets().get(number) - 1 : text.length();
        return text.substring(from, to);
    }
}
