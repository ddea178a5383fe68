package io.alidade.cli;

import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Value;
import io.alidade.view.TextStyle;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;

/// `-o`: in which form a command answers. It is the same option everywhere, but each command has forms of its own, and picocli
/// takes what completion offers from an annotation; so it is put together here instead.
final class OutputOptions implements OptionGroup {
    /// A form, as the option names it in small letters.
    enum Format {
        TABLE(""), MARKDOWN(""), TREE(""), BLOCKS(""), JSON(""), YAML(""), NRT(" (NodeResourceTopology)"), SVG(""),
        HTML(""),
        SARIF(" (2.1.0)"),
        GITHUB(" (annotations)");

        private final String note;

        Format(String note) {
            this.note = note;
        }

        String word() {
            return Choice.word(this);
        }
    }

    private static final class Formats extends Choice<Format> {
        Formats(Format... formats) {
            super(formats, Format::word);
        }
    }

    private final OptionSpec option;

    /// @param formats that the command has, the usual one first
    OutputOptions(Format... formats) {
        Formats accepted = new Formats(formats);
        option = OptionSpec.builder("-o", "--output").paramLabel("FORMAT").arity("1").type(Format.class)
                .converters(accepted).completionCandidates(accepted).defaultValue(formats[0].word())
                .description(description(formats)).userObject(this).build();
    }

    /// Table, JSON or YAML, which is what most commands have.
    OutputOptions() {
        this(Format.TABLE, Format.JSON, Format.YAML);
    }

    private static String description(Format... formats) {
        List<String> words = Arrays.stream(formats).map(format -> format.word() + format.note).toList();
        return "How to answer: " + words.getFirst() + " (default)"
                + words.subList(1, words.size() - 1).stream().map(word -> ", " + word).collect(Collectors.joining())
                + " or " + words.getLast() + ".";
    }

    @Override
    public void addTo(Options options) {
        options.add(option);
    }

    Format format() {
        return Format.class.cast(option.getValue());
    }

    /// Prints the answer of a command that has table, JSON and YAML.
    void print(Session session, Function<TextStyle, String> text, Supplier<Value> document) {
        print(session, switch (format()) {
            case JSON -> DocumentWriter.toJson(document.get());
            case YAML -> DocumentWriter.toYaml(document.get());
            default -> text.apply(session.style());
        });
    }

    /// Prints an answer.
    static void print(Session session, String answer) {
        session.out().print(answer);
        session.out().flush();
    }
}
