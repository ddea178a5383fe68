package io.alidade.kube.admission;

import java.util.List;

/// Whether a kubelet starts on a machine.
public sealed interface KubeletStart {
    /// It runs.
    ///
    /// @param warnings what its reader should know before trusting the answers
    record Started(KubeletNode node, List<String> warnings) implements KubeletStart {
        public Started {
            warnings = List.copyOf(warnings);
        }
    }

    /// It ends with this error before it looks at any pod.
    record Refused(String startError) implements KubeletStart {}
}
