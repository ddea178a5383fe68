package io.alidade.cli;

import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Value;
import io.alidade.view.TextStyle;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// In which form a command answers.
final class OutputOptions {
    enum Format { TABLE, JSON, YAML }

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "table",
            converter = FormatConverter.class, description = "table for people (default), json or yaml.")
    Format format = Format.TABLE;

    static final class FormatConverter implements ITypeConverter<Format> {
        @Override
        public Format convert(String value) {
            return switch (value) {
                case "table" -> Format.TABLE;
                case "json" -> Format.JSON;
                case "yaml" -> Format.YAML;
                default -> throw new TypeConversionException("'" + value + "' is not table, json or yaml");
            };
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
