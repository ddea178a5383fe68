package io.alidade.plan.lint;

import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.Value;
import io.alidade.plan.lint.Fix.Edit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Makes fixes for values and fields of documents. A fix is made only where the text at its place is what was read, on a
/// line that is plain enough: nothing is guessed about anchors, folded text or flow style.
final class Edits {
    private final Map<String, SourceFile> sources;
    private final Set<Position> flagValues;
    private final Set<Position> flagKeys;
    private final Set<Position> foreignKeys;

    /// @param flagValues  places of texts inside a longer one, which are written without quotes
    /// @param flagKeys    places where flags of a kubelet start
    /// @param foreignKeys places of keys beside which no line is put
    Edits(Map<String, SourceFile> sources, Set<Position> flagValues, Set<Position> flagKeys,
            Set<Position> foreignKeys) {
        this.sources = sources;
        this.flagValues = flagValues;
        this.flagKeys = flagKeys;
        this.foreignKeys = foreignKeys;
    }

    /// Writes another text in the place of a value, quoted as the old one was, or where YAML needs it.
    Optional<Fix> replace(Scalar old, String text, String description) {
        return token(old.position(), old.text())
                .map(token -> edit(old.position(), token, quote(old.position(), token, text), description));
    }

    /// Writes a number or truth value in the place of a value.
    Optional<Fix> replaceBare(Scalar old, String text, String description) {
        return token(old.position(), old.text()).map(token -> edit(old.position(), token, text, description));
    }

    /// Writes another key.
    Optional<Fix> rename(Entry entry, String key, String description) {
        return token(entry.keyPosition(), entry.key())
                .map(token -> edit(entry.keyPosition(), token, quote(entry.keyPosition(), token, key), description));
    }

    /// Inserts lines before a field of a mapping in block style, indented as it is; before a flag as flags.
    Optional<Fix> insertBefore(Mapping mapping, Entry entry, List<String> lines, String description) {
        Position place = entry.keyPosition();
        if (flagKeys.contains(place)) {
            return source(place).flatMap(file -> FlagLines.before(file, place, lines, description));
        }
        return blockLine(mapping, entry).map(file -> {
            String indent = file.line(place.line()).substring(0, place.column() - 1);
            StringBuilder text = new StringBuilder();
            lines.forEach(line -> text.append(indent).append(line).append(file.lineBreak()));
            return new Fix(description,
                    List.of(new Edit(file.name(), place.line(), 1, place.line(), 1, text.toString())));
        });
    }

    /// Inserts lines as the first of those fields of a mapping that start a line.
    Optional<Fix> insertInto(Mapping mapping, List<String> lines, String description) {
        return mapping.entries().stream().flatMap(entry -> insertBefore(mapping, entry, lines, description).stream())
                .findFirst();
    }

    /// Removes a field that takes one line, and is not the only one of its mapping.
    Optional<Fix> remove(Mapping mapping, Entry entry, String description) {
        if (mapping.entries().size() < 2 || !(entry.value() instanceof Scalar value)
                || value.position().line() != entry.keyPosition().line()) {
            return Optional.empty();
        }
        return token(value.position(), value.text()).flatMap(_ -> blockLine(mapping, entry)).map(file -> {
            int line = entry.keyPosition().line();
            return new Fix(description, List.of(new Edit(file.name(), line, 1, line + 1, 1, "")));
        });
    }

    /// Lines of YAML for a field, as [#insertBefore] takes them.
    static List<String> lines(String key, Value value) {
        return DocumentWriter.toYaml(Value.mapping().with(key, value).build()).lines().toList();
    }

    /// The file of a field of a mapping in block style that starts its line.
    private Optional<SourceFile> blockLine(Mapping mapping, Entry entry) {
        Position place = entry.keyPosition();
        boolean isFlow = source(mapping.position()).filter(file -> file.offset(mapping.position()).stream()
                .anyMatch(offset -> file.text().startsWith("{", offset))).isPresent();
        return token(place, entry.key()).filter(token -> !isFlow && token.equals(entry.key())
                && !foreignKeys.contains(place)).flatMap(_ -> source(place))
                .filter(file -> file.line(place.line()).substring(0, place.column() - 1).isBlank());
    }

    private Optional<SourceFile> source(Position place) {
        return Optional.ofNullable(sources.get(place.source()));
    }

    /// The characters that a text is written with at a place: plain, or quoted without escapes.
    private Optional<String> token(Position place, String text) {
        Optional<SourceFile> file = source(place);
        OptionalInt offset = file.map(source -> source.offset(place)).orElse(OptionalInt.empty());
        if (offset.isEmpty() || text.isEmpty() || text.lines().count() > 1) {
            return Optional.empty();
        }
        String rest = file.get().text();
        for (String quote : List.of("", "\"", "'")) {
            String token = quote + text + quote;
            if (rest.startsWith(token, offset.getAsInt())
                    && endsThere(place, rest, offset.getAsInt() + token.length())) {
                return Optional.of(token);
            }
        }
        return Optional.empty();
    }

    private boolean endsThere(Position place, String text, int end) {
        String ends = flagValues.contains(place) ? " \t\r\n,]}:;\"'=<" : " \t\r\n,]}:";
        return end == text.length() || ends.indexOf(text.charAt(end)) >= 0;
    }

    private String quote(Position place, String oldToken, String text) {
        if (flagValues.contains(place)) {
            return text;
        }
        if (oldToken.startsWith("\"")) {
            return DocumentWriter.toCompactJson(Value.of(text));
        }
        return oldToken.startsWith("'") && text.indexOf('\'') < 0 ? "'" + text + "'"
                : DocumentWriter.toYaml(Value.of(text)).strip();
    }

    private static Fix edit(Position place, String token, String newText, String description) {
        int end = place.column() + token.codePointCount(0, token.length());
        return new Fix(description,
                List.of(new Edit(place.source(), place.line(), place.column(), place.line(), end, newText)));
    }
}
