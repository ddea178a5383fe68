package io.alidade.engine.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.Admission;
import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.Node;
import io.alidade.engine.NodeStart;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.NodeTopology;
import java.util.List;

/// Nodes that must start, and pods that must be admitted or refused.
public final class Nodes {
    private Nodes() {}

    public static Node start(NodeTopology topology, NodeSettings.Builder settings, Device... devices) {
        return started(Node.start(topology, settings.build(), List.of(devices), PreferredAllocation.NONE));
    }

    public static Node started(NodeStart start) {
        return switch (start) {
            case NodeStart.Started(Node node) -> node;
            case NodeStart.Refused(String error) -> throw new AssertionError("the node does not start: " + error);
        };
    }

    /// The text with which the node refuses to start.
    public static String refusal(NodeStart start) {
        return switch (start) {
            case NodeStart.Started _ -> throw new AssertionError("the node starts");
            case NodeStart.Refused(String error) -> error;
        };
    }

    public static String refusal(NodeTopology topology, NodeSettings.Builder settings) {
        return refusal(Node.start(topology, settings.build(), List.of(), PreferredAllocation.NONE));
    }

    /// The node made anew over its own checkpoints, no pod admitted again yet and no plugin back.
    public static NodeStart restart(Node node, NodeSettings settings) {
        return Node.restore(node.topology(), settings, node.checkpoints(), PreferredAllocation.NONE);
    }

    public static Admission.Admitted admitted(Admission admission) {
        return switch (admission) {
            case Admission.Admitted admitted -> admitted;
            case Admission.Rejected rejected ->
                throw new AssertionError("refused: " + rejected.reason() + ": " + rejected.message());
        };
    }

    /// The node after it has admitted the pods one after the other.
    public static Node admitting(Node node, PodRequest... pods) {
        Node next = node;
        for (PodRequest pod : pods) {
            next = admitted(next.admit(pod)).node();
        }
        return next;
    }

    public static Admission.Rejected rejected(Admission admission) {
        return switch (admission) {
            case Admission.Admitted _ -> throw new AssertionError("admitted");
            case Admission.Rejected rejected -> rejected;
        };
    }

    /// Asserts that the pod is refused with this reason and message.
    public static void assertRefused(Admission admission, String reason, String message) {
        Admission.Rejected rejected = rejected(admission);
        assertThat(rejected.reason()).isEqualTo(reason);
        assertThat(rejected.message()).isEqualTo(message);
    }

    /// What a container of an active pod was given.
    public static ContainerPlacement placement(Node node, String pod, String container) {
        return node.placements(node.pod(pod).orElseThrow()).stream()
                .filter(placement -> placement.name().equals(container)).findFirst().orElseThrow();
    }
}
