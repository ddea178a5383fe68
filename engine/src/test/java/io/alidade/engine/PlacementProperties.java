package io.alidade.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.sample.RandomNode;
import io.alidade.engine.settings.AlignmentPolicy;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.PlacementRule;
import io.alidade.engine.settings.PodPlacement;
import io.alidade.testkit.Property;
import io.alidade.testkit.Randomness;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A rule of a pod is a setting of a node, for one pod: random nodes, half full, decide the same either way.
class PlacementProperties {
    private static Node filled(Randomness random, RandomNode drawn, Node start) {
        Node node = start;
        for (int step = random.growing(0, 6); step > 0; step--) {
            node = node.admit(drawn.pod(random, "earlier-" + step)).node();
        }
        return node;
    }

    /// The settings with another policy of the Topology Manager, near NUMA nodes preferred.
    private static NodeSettings aligned(NodeSettings of, AlignmentPolicy policy) {
        Map<String, String> options = new TreeMap<>(of.topologyManagerPolicyOptions());
        options.put("prefer-closest-numa-nodes", "true");
        return new NodeSettings(of.kubeletVersion(), of.featureGates(), of.cpuManagerPolicy(),
                of.cpuManagerPolicyOptions(), of.memoryManagerPolicy(), policy.wireName(), of.topologyManagerScope(),
                options, of.reservedSystemCpus(), of.reservation(), of.reservedMemory(), of.faults());
    }

    @Test
    void alignment_ofAPod_decidesAsANodeWithThatPolicy() {
        int[] compared = {0};
        Property.check("alignment", 600, random -> {
            RandomNode drawn = RandomNode.next(random);
            AlignmentPolicy policy = random.pick(List.of(AlignmentPolicy.values()));
            Node own = filled(random, drawn, drawn.start());
            if (!(Node.restore(drawn.topology(), aligned(drawn.settings(), policy), own.checkpoints(),
                    PreferredAllocation.NONE) instanceof NodeStart.Started(Node restored))) {
                return;
            }
            if (!(Node.restore(drawn.topology(), drawn.settings(), own.checkpoints(),
                    PreferredAllocation.NONE) instanceof NodeStart.Started(Node same))) {
                return;
            }
            PodRequest pod = random.note("pod", drawn.pod(random, "pod"));
            PodRequest ruled = pod.with(new PodPlacement(
                    new PlacementRule(Optional.of(policy), Optional.empty(), Optional.empty()), Map.of()));
            Admission expected = restored.devicesReported(drawn.devices()).admit(pod);
            Admission actual = same.devicesReported(drawn.devices()).admit(ruled);

            if (actual instanceof Admission.Rejected(Node _, String reason, String _)
                    && reason.equals(Node.INVALID_PLACEMENT)) {
                return;
            }
            compared[0]++;
            assertThat(actual.toString()).isEqualTo(expected.toString());
        });
        assertThat(compared[0]).isGreaterThan(200);
    }

    @Test
    void rule_thatSaysNothing_changesNothing() {
        Property.check("nothing", 300, random -> {
            RandomNode drawn = RandomNode.next(random);
            Node node = filled(random, drawn, drawn.start());
            PodRequest pod = drawn.pod(random, "pod");

            Admission ruled = node.admit(pod.with(new PodPlacement(PlacementRule.NONE,
                    Map.of(pod.containers().getFirst().name(), PlacementRule.NONE))));

            assertThat(ruled.toString()).isEqualTo(node.admit(pod).toString());
        });
    }
}
