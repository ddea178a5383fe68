package io.alidade.plan.lint;

import io.alidade.kube.document.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of a file, by lines and columns as positions count them.
public final class SourceFile {
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");
    private static final Pattern IGNORE = Pattern.compile("#[ \t]*alidade:[ \t]*ignore=([a-z0-9-]+(?:,[a-z0-9-]+)*)");

    private final String name;
    private final byte[] bytes;
    private final boolean hasMark;
    private final String text;
    /// Offsets at which lines start.
    private final List<Integer> lineStarts = new ArrayList<>();

    private SourceFile(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
        String decoded = new String(bytes, StandardCharsets.UTF_8);
        this.hasMark = decoded.startsWith(BYTE_ORDER_MARK);
        this.text = hasMark ? decoded.substring(1) : decoded;
        lineStarts.add(0);
        Matcher end = LINE_END.matcher(text);
        while (end.find()) {
            lineStarts.add(end.end());
        }
    }

    /// A file as it was read.
    ///
    /// @param name what positions of the text carry as their source
    public static SourceFile of(String name, byte[] bytes) {
        return new SourceFile(name, bytes.clone());
    }

    public String name() {
        return name;
    }

    /// The bytes as they were read.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The same file with another text.
    SourceFile withText(String newText) {
        return new SourceFile(name, ((hasMark ? BYTE_ORDER_MARK : "") + newText).getBytes(StandardCharsets.UTF_8));
    }

    /// Without byte order mark.
    String text() {
        return text;
    }

    /// What ends the first line: `\n`, or what the file uses in its place.
    String lineBreak() {
        Matcher end = LINE_END.matcher(text);
        return end.find() ? end.group() : "\n";
    }

    int lineCount() {
        return lineStarts.size();
    }

    /// All lines without what ends them; the last one is empty if the text ends in a line break.
    public List<String> lines() {
        List<String> lines = new ArrayList<>(lineStarts.size());
        for (int line = 1; line <= lineStarts.size(); line++) {
            lines.add(line(line));
        }
        return lines;
    }

    /// A line without what ends it; empty if there is no such line.
    public String line(int line) {
        if (line < 1 || line > lineStarts.size()) {
            return "";
        }
        int start = lineStarts.get(line - 1);
        int end = line == lineStarts.size() ? text.length() : lineStarts.get(line);
        while (end > start && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(start, end);
    }

    /// The offset of a place in [#text], or nothing if there is no such place.
    OptionalInt offset(int line, int column) {
        if (line < 1 || line > lineStarts.size() || column < 1) {
            return OptionalInt.empty();
        }
        String characters = line(line);
        if (column - 1 > characters.codePointCount(0, characters.length())) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(lineStarts.get(line - 1) + characters.offsetByCodePoints(0, column - 1));
    }

    OptionalInt offset(Position position) {
        return position.source().equals(name) ? offset(position.line(), position.column()) : OptionalInt.empty();
    }

    /// Whether a comment silences a finding: `# alidade: ignore=ID` or `ignore=ID,ID` on its line, or alone on the line
    /// before.
    boolean ignores(String id, int line) {
        return names(line(line), id) || (line(line - 1).stripLeading().startsWith("#") && names(line(line - 1), id));
    }

    private static boolean names(String line, String id) {
        Matcher comment = IGNORE.matcher(line);
        return comment.find() && Arrays.asList(comment.group(1).split(",", -1)).contains(id);
    }
}
