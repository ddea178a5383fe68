package io.alidade.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.sample.Nodes;
import io.alidade.engine.sample.RandomNode;
import io.alidade.testkit.Property;
import io.alidade.testkit.Randomness;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What holds of every node: random machines up to 8 NUMA nodes, all policies and options, pods that come and go.
class NodeProperties {
    private static final int CASES = 800;

    /// Something that is true of a node, whatever happened to it, when one more pod comes.
    @FunctionalInterface
    private interface Law {
        void check(Story story, PodRequest pod);
    }

    /// A node in the middle of its life.
    ///
    /// @param regular false once memory was given out across groups ([NodeFacts#hasRegularMemory])
    private record Story(RandomNode random, Node node, boolean regular) {
        Story with(Node next) {
            return new Story(random, next, regular && NodeFacts.hasRegularMemory(next));
        }
    }

    private static void always(String name, Law law) {
        Property.check(name, CASES, random -> {
            RandomNode drawn = RandomNode.next(random);
            Story story = new Story(drawn, drawn.start(), true);
            for (int step = random.growing(1, 8); step > 0; step--) {
                PodRequest pod = drawn.pod(random, "pod-" + step);
                law.check(story, pod);
                story = next(random, story, pod);
            }
        });
    }

    private static Story next(Randomness random, Story story, PodRequest pod) {
        Story after = story.with(story.node.admit(pod).node());
        if (random.chance(70)) {
            after = after.with(after.node.started(pod.uid()));
        }
        if (!after.node.pods().isEmpty() && random.chance(30)) {
            after = after.with(after.node.remove(random.pick(after.node.pods()).uid()));
        }
        return after;
    }

    @Test
    void everyOperation_leavesTheOldNodeAsItWas() {
        always("value", (story, pod) -> {
            Node node = story.node;
            NodeFacts before = NodeFacts.of(node);
            Node after = node.admit(pod).node();
            NodeFacts admitted = NodeFacts.of(after);
            after.started(pod.uid());
            after.remove(pod.uid());
            after.admit(pod);
            after.podSourcesReady();
            after.devicesReported(List.of());
            after.pluginUnplugged("vendor/gpu");
            assertThat(NodeFacts.of(after)).isEqualTo(admitted);
            assertThat(NodeFacts.of(node)).isEqualTo(before);
        });
    }

    @Test
    void admit_sameNodeAndPod_decidesTheSame() {
        always("determinism", (story, pod) -> {
            Admission first = story.node.admit(pod);
            Admission second = story.node.admit(pod);
            assertThat(NodeFacts.of(second.node())).isEqualTo(NodeFacts.of(first.node()));
            assertThat(describe(second)).isEqualTo(describe(first));
        });
    }

    @Test
    void start_sameInputsAndPods_endsTheSame() {
        Property.check("replay", 200, random -> {
            RandomNode drawn = RandomNode.next(random);
            List<PodRequest> pods = random.list(1, 6, () -> drawn.pod(random, "pod-" + random.between(0, 9)));
            assertThat(NodeFacts.of(afterAll(drawn.start(), pods)))
                    .isEqualTo(NodeFacts.of(afterAll(drawn.start(), pods)));
        });
    }

    private static Node afterAll(Node node, List<PodRequest> pods) {
        Node next = node;
        for (PodRequest pod : pods) {
            next = next.admit(pod).node();
        }
        return next;
    }

    private static Object describe(Admission admission) {
        return switch (admission) {
            case Admission.Admitted(Node _, List<ContainerPlacement> containers, List<String> warnings) ->
                List.of(containers, warnings);
            case Admission.Rejected(Node _, String reason, String message) -> List.of(reason, message);
        };
    }

    @Test
    void admitThenRemove_allCpusOnline_givesTheStateBefore() {
        always("remove", (story, pod) -> {
            if (!(story.node.admit(pod) instanceof Admission.Admitted admitted)) {
                return;
            }
            for (Node running : List.of(admitted.node(), admitted.node().started(pod.uid()))) {
                Node after = running.remove(pod.uid());
                assertSameState(story.node, after, story.random,
                        story.regular && NodeFacts.hasRegularMemory(running));
                assertThat(after.pods()).isEqualTo(story.node.pods());
            }
        });
    }

    @Test
    void admit_refusedPod_leavesNoHolder() {
        always("refused", (story, pod) -> {
            if (!(story.node.admit(pod) instanceof Admission.Rejected rejected)) {
                return;
            }
            assertThat(NodeFacts.holders(rejected.node())).doesNotContain(pod.uid());
            assertThat(rejected.node().pods()).isEqualTo(story.node.pods());
            assertThat(rejected.node().allocations().affinities().contains(pod.uid())).isFalse();
            // Pod-level allocation that fails halfway keeps the pod's CPUs (cpu-manager 14.2). What containers before the
            // refused one were given may have cut through a group of NUMA nodes.
            if (pod.podResources().isEmpty()) {
                assertSameState(story.node, rejected.node(), story.random,
                        story.regular && pod.containers().size() == 1);
            }
        });
    }

    private static void assertSameState(Node before, Node after, RandomNode random, boolean regularMemory) {
        NodeFacts expected = NodeFacts.of(before);
        NodeFacts actual = NodeFacts.of(after);
        if (!random.hasOfflineCpus()) {
            assertThat(actual.cpus()).isEqualTo(expected.cpus());
        }
        if (regularMemory) {
            assertThat(NodeFacts.freeMemory(after)).isEqualTo(NodeFacts.freeMemory(before));
        }
        assertThat(actual.devices()).isEqualTo(expected.devices());
        assertThat(actual.freeDevices()).isEqualTo(expected.freeDevices());
    }

    @Test
    void restore_checkpoints_giveTheSameAllocations() {
        always("restore", (story, pod) -> {
            if (!restarts(story)) {
                return;
            }
            Node node = story.node;
            Node restored = Nodes.started(restart(story));
            assertThat(restored.checkpoints().cpu()).isEqualTo(node.checkpoints().cpu());
            assertThat(restored.checkpoints().memory()).isEqualTo(node.checkpoints().memory());
            assertThat(restored.checkpoints().devices().map(state -> state.podEntries()))
                    .isEqualTo(node.checkpoints().devices().map(state -> state.podEntries()));
            assertThat(restored.pods()).isEmpty();
            NodeFacts back = NodeFacts.of(restored.devicesReported(story.random.devices()));
            assertThat(back.freeDevices()).isEqualTo(NodeFacts.of(node).freeDevices());
            assertThat(NodeFacts.holders(restored.podSourcesReady())).isEmpty();
        });
    }

    @Test
    void restore_allPodsAdmittedAgain_givesTheSameFreeState() {
        always("readmit", (story, pod) -> {
            if (!restarts(story) || story.random.managesPodLevelResources()) {
                return;
            }
            Node next = Nodes.started(restart(story)).devicesReported(story.random.devices());
            List<String> refused = new ArrayList<>();
            for (PodRequest active : story.node.pods()) {
                Admission again = next.admit(active);
                if (again instanceof Admission.Rejected) {
                    refused.add(active.uid());
                }
                next = again.node().started(active.uid());
            }
            Node ready = next.podSourcesReady();
            assertThat(NodeFacts.holders(ready)).noneMatch(refused::contains);
            if (refused.isEmpty()) {
                Node running = story.node;
                for (PodRequest active : running.pods()) {
                    running = running.started(active.uid());
                }
                assertThat(NodeFacts.of(ready).cpus()).isEqualTo(NodeFacts.of(running).cpus());
                assertThat(NodeFacts.of(ready).freeDevices()).isEqualTo(NodeFacts.of(running).freeDevices());
                if (story.regular && NodeFacts.hasRegularMemory(ready)) {
                    assertThat(NodeFacts.freeMemory(ready)).isEqualTo(NodeFacts.freeMemory(running));
                }
            }
        });
    }

    // A restart is refused where the shared pool is used up (cpu-manager 5.2), where CPUs were given twice, and where groups
    // of memory were cut (memory-manager 13).
    private static boolean restarts(Story story) {
        boolean usedUp = story.node.settings().cpuManagerPolicy().equals("static")
                && story.node.allocations().cpus().sharedCpus().isEmpty();
        return story.regular && !usedUp && !story.random.hasOfflineCpus();
    }

    private static NodeStart restart(Story story) {
        return Node.restore(story.random.topology(), story.random.settings(), story.node.checkpoints(),
                PreferredAllocation.NONE);
    }

    // The laws would hold of nodes that refuse everything, too.
    @Test
    void randomPods_areAdmittedAndRefused() {
        int admitted = 0;
        int refused = 0;
        int shared = 0;
        for (int seed = 0; seed < 300; seed++) {
            Randomness random = new Randomness(seed, 50);
            RandomNode drawn = RandomNode.next(random);
            Node node = drawn.start();
            for (int pod = 0; pod < 4; pod++) {
                Admission admission = node.admit(drawn.pod(random, "pod-" + pod));
                admitted += admission instanceof Admission.Admitted ? 1 : 0;
                refused += admission instanceof Admission.Rejected ? 1 : 0;
                node = admission.node();
            }
            shared += node.allocations().cpus().pods().isEmpty() ? 0 : 1;
        }
        assertThat(admitted).isGreaterThan(400);
        assertThat(refused).isGreaterThan(300);
        assertThat(shared).isGreaterThan(150);
    }
}
