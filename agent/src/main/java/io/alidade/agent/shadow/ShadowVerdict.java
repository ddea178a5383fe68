package io.alidade.agent.shadow;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.device.Device;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.live.scenario.KubeletAnswer;
import java.util.List;

/// What comparing one decision of a kubelet has given.
sealed interface ShadowVerdict {
    SeenPod pod();

    /// The kubelet's answer.
    KubeletAnswer theirs();

    /// The same answer.
    ///
    /// @param before the node on which it is the same
    record Agreed(SeenPod pod, KubeletAnswer theirs, Before before) implements ShadowVerdict {}

    /// Another answer.
    ///
    /// @param before      the node as it was found
    /// @param differences one sentence each
    record Disagreed(SeenPod pod, KubeletAnswer theirs, KubeletAnswer ours, List<String> differences,
            Before before) implements ShadowVerdict {
        public Disagreed {
            differences = List.copyOf(differences);
        }
    }

    /// Nothing can be said.
    record NotCompared(SeenPod pod, KubeletAnswer theirs, Why why, String detail) implements ShadowVerdict {}

    /// Why nothing can be said.
    enum Why {
        /// It was decided and had ended before it was looked at.
        ENDED("ended"),
        /// The kubelet's reason is one of other checks, such as node pressure, or of labels that are not known here.
        OTHER_CHECK("other-check"),
        /// The kubelet has started again and takes back what ran.
        READMITTED("readmitted"),
        /// The checkpoints are of another policy or machine than the configuration.
        STATE("state");

        private final String wireName;

        Why(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }

    /// The node before a decision.
    ///
    /// @param pods that were active
    record Before(KubeletNode node, Checkpoints checkpoints, List<SeenPod> pods, List<Device> devices) {
        public Before {
            pods = List.copyOf(pods);
            devices = List.copyOf(devices);
        }
    }
}
