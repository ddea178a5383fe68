package io.alidade.cli;

import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Value;
import io.alidade.view.TextStyle;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/// In which form a command answers.
final class OutputOptions {
    /// The value of the option is the name in small letters.
    enum Format {
        TABLE, JSON, YAML;
        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "TABLE",
            description = "table for people (default), json or yaml.")
    Format format = Format.TABLE;

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
