package io.alidade.engine.hint;

import java.util.List;
import java.util.stream.Collectors;

/// What one hint provider answers for one container or pod (topology-manager 6.1).
public sealed interface ProviderHints {
    /// The provider has no opinion: the kubelet's nil map.
    ProviderHints NO_ANSWER = new NoAnswer();

    /// The kubelet's nil map.
    record NoAnswer() implements ProviderHints {
        @Override
        public String toString() {
            return "no answer";
        }
    }

    /// Answers per resource, in resource order; may be empty, which is the kubelet's empty map and not its nil map.
    record Answers(List<Answer> resources) implements ProviderHints {
        public Answers {
            resources = List.copyOf(resources);
        }

        @Override
        public String toString() {
            return resources.isEmpty() ? "no resource"
                    : resources.stream().map(Answer::toString).collect(Collectors.joining("; "));
        }
    }

    /// `cpu: [{0} preferred, {0-1} not preferred]`.
    record Answer(String resource, ResourceHints hints) {
        @Override
        public String toString() {
            return resource + ": " + hints;
        }
    }

    static ProviderHints of(String resource, ResourceHints hints) {
        return new Answers(List.of(new Answer(resource, hints)));
    }
}
