package io.alidade.plan.lint;

import io.alidade.kube.config.ConfigurationLayers;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a kubelet makes of a file as its own: it reads the first document alone, whatever comes behind it.
sealed interface KubeletFile {
    /// A configuration.
    ///
    /// @param rest the text behind it with its lines at their places; absent if there is none
    record Own(ConfigurationLayers layers, Optional<SourceFile> rest) implements KubeletFile {}

    /// Anything else: a configuration further down is not read.
    ///
    /// @param refusal why the kubelet refuses the file
    record Other(String refusal) implements KubeletFile {}

    static KubeletFile of(SourceFile file) {
        try {
            ConfigurationLayers layers = ConfigurationLayers.file(file.name(), file.bytes());
            DocumentNode first = layers.base().orElseThrow();
            return first instanceof Mapping mapping && DocumentKinds.isKubelets(mapping)
                    ? new Own(layers, Lines.behindFirstDocument(file))
                    : new Other("the kubelet reads the first document of its file alone, and that is "
                            + Lines.described(first));
        } catch (BadInput broken) {
            return new Other("the kubelet cannot read the file: " + broken.problem());
        }
    }

    /// Where documents of a text end.
    final class Lines {
        private static final Pattern START = Pattern.compile("---([ \t].*)?");
        private static final Pattern END = Pattern.compile("\\.\\.\\.([ \t].*)?");
        private static final Pattern NOTHING = Pattern.compile("[ \t]*(#.*)?|%.*");

        private Lines() {}

        private static String described(DocumentNode first) {
            boolean isEmpty = first instanceof Scalar || (first instanceof Mapping mapping
                    && mapping.entries().isEmpty());
            return (isEmpty ? "empty" : DocumentKinds.describe(first)) + ": it refuses the file.";
        }

        private static Optional<SourceFile> behindFirstDocument(SourceFile file) {
            boolean isStarted = false;
            for (int line = 1; line <= file.lineCount(); line++) {
                String text = file.line(line);
                boolean isStart = START.matcher(text).matches();
                boolean isEnd = END.matcher(text).matches();
                if (isStarted && (isStart || isEnd)) {
                    return from(file, isEnd ? line + 1 : line);
                }
                isStarted |= !isEnd && !NOTHING.matcher(text).matches();
            }
            return Optional.empty();
        }

        private static Optional<SourceFile> from(SourceFile file, int line) {
            StringBuilder text = new StringBuilder("\n".repeat(line - 1));
            boolean isBlank = true;
            for (int next = line; next <= file.lineCount(); next++) {
                text.append(file.line(next)).append('\n');
                isBlank &= NOTHING.matcher(file.line(next)).matches() || START.matcher(file.line(next)).matches();
            }
            return isBlank ? Optional.empty() : Optional.of(file.withText(text.toString()));
        }
    }
}
