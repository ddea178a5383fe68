package io.alidade.plan.lint;

import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.Value;
import io.alidade.kube.embedded.FlagText;
import io.alidade.plan.lint.Fix.Edit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Puts fields as flags before a flag, written as that one is: an item of a list, a field of a mapping, or a word of a
/// command line.
final class FlagLines {
    private static final Pattern ITEM = Pattern.compile("[ ]*-[ ]+([\"']?)");
    /// The name of a flag in a list of `{name, value}`, as kubeadm v1beta4 has.
    private static final Pattern NAMED = Pattern.compile("([ ]*-[ ]+)(\\{[ ]*)?name:[ ]+[\"']?");
    /// After a variable's `=`, or after another word.
    private static final Pattern WORD = Pattern.compile(".*(=[\"']?|[^,\\[\\s][ \t]+[\"']?)");

    private FlagLines() {}

    static Optional<Fix> before(SourceFile file, Position place, List<String> fields, String description) {
        DocumentNode parsed = DocumentReader.readOne("fix", String.join("\n", fields).getBytes(StandardCharsets.UTF_8));
        Optional<List<FlagText>> flags = FlagText.of(DocumentReader.mapping(parsed));
        String line = file.line(place.line());
        int column = line.offsetByCodePoints(0, place.column() - 1);
        return flags.flatMap(texts -> text(line.substring(0, column), line.substring(column), texts, file.lineBreak()))
                .map(text -> {
                    int at = text.endsWith(file.lineBreak()) ? 1 : place.column();
                    return new Fix(description,
                            List.of(new Edit(file.name(), place.line(), at, place.line(), at, text)));
                });
    }

    private static Optional<String> text(String before, String rest, List<FlagText> flags, String lineBreak) {
        String dashes = rest.startsWith("--") ? "--" : "";
        boolean isItem = ITEM.matcher(before).matches();
        if (isItem && rest.substring(dashes.length()).matches("[a-z0-9-]+=.*")) {
            String quote = before.endsWith(" ") ? "" : before.substring(before.length() - 1);
            return Optional.of(flags.stream().map(flag -> before + dashes + flag.name() + "=" + flag.value() + quote
                    + lineBreak).collect(Collectors.joining()));
        }
        Matcher named = NAMED.matcher(before);
        if (named.matches()) {
            return Optional
                    .of(flags.stream().map(flag -> named(named.group(1), named.group(2) != null, flag, lineBreak))
                            .collect(Collectors.joining()));
        }
        if (before.isBlank() && rest.matches("[a-z0-9-]+:([ ].*)?")) {
            return Optional.of(flags.stream().map(flag -> before + flag.name() + ": "
                    + DocumentWriter.toYaml(Value.of(flag.value())).strip() + lineBreak)
                    .collect(Collectors.joining()));
        }
        return !dashes.isEmpty() && WORD.matcher(before).matches()
                ? Optional.of(flags.stream().map(flag -> "--" + flag.name() + "=" + flag.value() + " ")
                        .collect(Collectors.joining()))
                : Optional.empty();
    }

    private static String named(String dash, boolean isFlow, FlagText flag, String lineBreak) {
        return isFlow
                ? dash + "{name: " + flag.name() + ", value: " + DocumentWriter.toCompactJson(Value.of(flag.value()))
                        + "}"
                        + lineBreak
                : dash + "name: " + flag.name() + lineBreak + " ".repeat(dash.length()) + "value: "
                        + DocumentWriter.toYaml(Value.of(flag.value())).strip() + lineBreak;
    }
}
