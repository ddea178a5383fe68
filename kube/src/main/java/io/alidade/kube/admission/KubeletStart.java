package io.alidade.kube.admission;

import java.util.List;

/// Whether a kubelet starts on a machine.
public sealed interface KubeletStart {
    /// The kubelet, where a refusal is a mistake.
    ///
    /// @throws IllegalStateException with the error that the kubelet ends with
    default KubeletNode orThrow() {
        return switch (this) {
            case Started(KubeletNode node, List<String> _) -> node;
            case Refused(String error) -> throw new IllegalStateException("the kubelet does not start: " + error);
        };
    }

    /// It runs.
    ///
    /// @param warnings what its reader should know before trusting the answers
    record Started(KubeletNode node, List<String> warnings) implements KubeletStart {
        public Started {
            warnings = List.copyOf(warnings);
        }

        @Override
        public String toString() {
            return "started: " + node;
        }
    }

    /// It ends with this error before it looks at any pod.
    record Refused(String startError) implements KubeletStart {
        @Override
        public String toString() {
            return "does not start: " + startError;
        }
    }
}
