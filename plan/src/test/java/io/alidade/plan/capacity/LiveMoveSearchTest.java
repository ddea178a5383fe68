package io.alidade.plan.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.MachineReader;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.capacity.LiveDefragmentation.Found;
import io.alidade.plan.capacity.LiveDefragmentation.Impossible;
import io.alidade.plan.capacity.LiveDefragmentation.Move;
import io.alidade.plan.capacity.LiveDefragmentation.NotFound;
import io.alidade.plan.capacity.LiveDefragmentation.Unneeded;
import io.alidade.testkit.Property;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Two NUMA nodes of four CPUs each; CPU 0 is reserved.
class LiveMoveSearchTest {
    private static final int ENOUGH = 100_000;

    private static KubeletNode empty(int numaNodes, int cpusEach, String more) {
        StringBuilder nodes = new StringBuilder();
        for (int id = 0; id < numaNodes; id++) {
            nodes.append(id == 0 ? "" : ", ").append("{node: ").append(id).append(", memory: 8Gi}");
        }
        KubeletStart start = KubeletNode.start(
                MachineReader.read(DocumentReader.readOne("machine", ("numaNodes: [" + nodes + "]\nlayout: {sockets: "
                        + numaNodes + ", coresPerSocket: " + cpusEach + ", threadsPerCore: 1}\n")
                        .getBytes(StandardCharsets.UTF_8))),
                KubeletConfigurationReader.LENIENT.decode(DocumentReader.readOne("configuration",
                        ("apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncpuManagerPolicy: static\n"
                                + "reservedSystemCPUs: \"0\"\nevictionHard: {memory.available: 100Mi}\n" + more)
                                .getBytes(StandardCharsets.UTF_8))),
                KubeletVersion.DEFAULT);
        assertThat(start).isInstanceOf(KubeletStart.Started.class);
        return ((KubeletStart.Started) start).node();
    }

    private static KubeletNode two(String policy) {
        return empty(2, 4, "topologyManagerPolicy: " + policy + "\n");
    }

    private static PodManifest pod(String name, String shape) {
        return Shape.parse(shape).pod().renamed(name);
    }

    private static KubeletNode with(KubeletNode node, String name, String shape) {
        PodDecision decision = node.admit(pod(name, shape));
        assertThat(decision).isInstanceOf(PodDecision.Admitted.class);
        return decision.node();
    }

    private static KubeletNode without(KubeletNode node, String name) {
        return node.remove(pod(name, "cpu=1").request().uid());
    }

    /// `gone` was beside `stays` on NUMA node 0; `alone` keeps NUMA node 1 from being free.
    private static KubeletNode fragmented(KubeletNode empty) {
        return without(with(with(with(empty, "gone", "cpu=2"), "stays", "cpu=1"), "alone", "cpu=2"), "gone");
    }

    private static CpuSet cpus(KubeletNode node, String name) {
        return node.node().allocations().cpus().assigned(pod(name, "cpu=1").request().uid(), "main")
                .orElse(CpuSet.EMPTY);
    }

    @Test
    void container_inTheWay_movesBesideAnother() {
        KubeletNode empty = two("single-numa-node");
        KubeletNode node = fragmented(empty);

        LiveDefragmentation answer = LiveMoveSearch.of(empty, node, pod("wanted", "cpu=4"), false, ENOUGH);

        assertThat(answer).isInstanceOfSatisfying(Found.class, found -> {
            assertThat(found.moves()).extracting(Move::pod).containsExactly("default/alone");
            Move move = found.moves().getFirst();
            assertThat(move.to()).isEqualTo(CpuSet.parseList("1-2"));
            assertThat(cpus(move.after(), "alone")).isEqualTo(move.to());
            assertThat(cpus(move.after(), "stays")).isEqualTo(cpus(node, "stays"));
            assertThat(move.after().admit(pod("wanted", "cpu=4"))).isInstanceOf(PodDecision.Admitted.class);
            assertThat(found.isProven()).isTrue();
        });
    }

    @Test
    void container_withPinnedMemory_leavesItsNumaNodeOnlyWithIt() {
        KubeletNode empty = empty(2, 4, """
                topologyManagerPolicy: single-numa-node
                memoryManagerPolicy: Static
                reservedMemory: [{numaNode: 0, limits: {memory: 100Mi}}]
                """);
        KubeletNode node = fragmented(empty);

        assertThat(LiveMoveSearch.of(empty, node, pod("wanted", "cpu=4"), false, ENOUGH))
                .isEqualTo(new NotFound(2));
        assertThat(LiveMoveSearch.of(empty, node, pod("wanted", "cpu=4"), true, ENOUGH))
                .isInstanceOfSatisfying(Found.class, found -> {
                    Move move = found.moves().getFirst();
                    assertThat(move.movesMemory()).isTrue();
                    assertThat(move.memoryFrom().toListString()).isEqualTo("1");
                    assertThat(move.memoryTo().toListString()).isEqualTo("0");
                    assertThat(move.after().restartError()).isEmpty();
                });
    }

    @Test
    void pod_thatFits_needsNoMove() {
        KubeletNode empty = two("single-numa-node");
        assertThat(LiveMoveSearch.of(empty, fragmented(empty), pod("wanted", "cpu=2"), false, ENOUGH))
                .isEqualTo(new Unneeded());
    }

    @Test
    void pod_thatNotEvenTheEmptyNodeTakes_isImpossible() {
        KubeletNode empty = two("single-numa-node");
        assertThat(LiveMoveSearch.of(empty, fragmented(empty), pod("wanted", "cpu=5"), false, ENOUGH))
                .isInstanceOfSatisfying(Impossible.class, answer -> assertThat(answer.reasons()).isNotEmpty());
    }

    @Test
    void node_withTooFewCpusInAll_hasNoWay() {
        KubeletNode empty = two("single-numa-node");
        KubeletNode node = with(fragmented(empty), "more", "cpu=2");
        assertThat(LiveMoveSearch.of(empty, node, pod("wanted", "cpu=4"), false, ENOUGH))
                .isInstanceOf(NotFound.class);
    }

    /// The fewest moves of any containers to any CPUs, breadth first: every set of CPUs that are free at that moment.
    private static int fewest(KubeletNode start, PodManifest wanted, int most) {
        List<KubeletNode> level = List.of(start);
        for (int moves = 0; moves <= most; moves++) {
            List<KubeletNode> next = new ArrayList<>();
            for (KubeletNode node : level) {
                if (node.admit(wanted) instanceof PodDecision.Admitted) {
                    return moves;
                }
                for (PodManifest pod : moves == most ? List.<PodManifest>of() : node.manifests()) {
                    ContainerRequest main = pod.request().containers().getFirst();
                    CpuSet own = node.node().allocations().cpus().assigned(pod.request().uid(), "main")
                            .orElse(CpuSet.EMPTY);
                    CpuSet free = node.node().allocations().cpus().availableCpus().or(own);
                    for (CpuSet to : subsets(free, own.size())) {
                        if (!to.equals(own)) {
                            node.moving(pod, main, to, false).ifPresent(next::add);
                        }
                    }
                }
            }
            level = next;
        }
        return most + 1;
    }

    private static List<CpuSet> subsets(CpuSet of, int size) {
        if (size == 0) {
            return List.of(CpuSet.EMPTY);
        }
        List<CpuSet> all = new ArrayList<>();
        CpuSet rest = of;
        for (int cpu : of.toArray()) {
            CpuSet one = CpuSet.parseList(Integer.toString(cpu));
            rest = rest.andNot(one);
            subsets(rest, size - 1).forEach(more -> all.add(more.or(one)));
        }
        return all;
    }

    @Test
    void search_onSmallMachines_findsAsFewMovesAsTryingEverything() {
        int[] moved = new int[3];
        Property.check("fewest moves", 150, random -> {
            KubeletNode empty = random.flip()
                    ? empty(2, 3, "topologyManagerPolicy: " + random.pick(List.of("restricted", "single-numa-node")))
                    : empty(3, 2, "topologyManagerPolicy: restricted");
            KubeletNode node = empty;
            for (int pod = 0; pod < 5; pod++) {
                node = node.admit(pod("p" + pod, "cpu=" + random.between(1, 2))).node();
            }
            for (int pod = 0; pod < 5; pod++) {
                node = random.chance(40) ? without(node, "p" + pod) : node;
            }
            PodManifest wanted = pod("wanted", "cpu=" + random.between(2, 3));
            LiveDefragmentation answer = random.note("answer",
                    LiveMoveSearch.of(empty, node, wanted, false, ENOUGH));
            int fewest = fewest(node, wanted, 2);
            switch (answer) {
                case Unneeded() -> assertThat(fewest).isZero();
                case Found found -> {
                    assertThat(Math.min(3, found.moves().size())).isEqualTo(fewest);
                    moved[Math.min(2, found.moves().size())]++;
                }
                case Impossible _, NotFound _ -> assertThat(fewest).isGreaterThan(2);
            }
        });
        assertThat(moved[1]).isPositive();
    }
}
