package io.alidade.agent.shadow;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.live.scenario.KubeletAnswer;
import io.alidade.live.source.FoundNode;
import io.alidade.view.page.NodeStatus.Story;
import java.util.List;

/// Is told what a shadow sees, on the threads that see it.
interface ShadowListener {
    /// The kubelet was looked at.
    ///
    /// @param found    machine and settings of the kubelet
    /// @param truth    what it told
    /// @param node     made of that
    /// @param verdicts on pods that are newly decided on, in their order
    default void looked(FoundNode found, KubeletTruth truth, KubeletNode node, List<ShadowVerdict> verdicts) {}

    /// What is known of the kubelet, or why nothing is, is otherwise than before.
    default void changed() {}

    /// A refusal was explained, or cannot be.
    ///
    /// @param story not tried, with the reason, if it could not be
    default void refused(SeenPod pod, KubeletAnswer.Refused answer, Story story) {}
}
