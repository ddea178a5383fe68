package io.alidade.cli;

import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Value;
import io.alidade.view.TextStyle;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/// In which form a command answers.
final class OutputOptions {
    enum Format { TABLE, JSON, YAML }

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "table",
            converter = Formats.class, completionCandidates = Formats.class,
            description = "table for people (default), json or yaml.")
    Format format = Format.TABLE;

    static final class Formats extends Choice<Format> {
        Formats() {
            super(Format.values(), Choice::word);
        }
    }

    /// Prints the answer.
    void print(Session session, Function<TextStyle, String> text, Supplier<Value> document) {
        session.out().print(switch (format) {
            case TABLE -> text.apply(session.style());
            case JSON -> DocumentWriter.toJson(document.get());
            case YAML -> DocumentWriter.toYaml(document.get());
        });
        session.out().flush();
    }
}
