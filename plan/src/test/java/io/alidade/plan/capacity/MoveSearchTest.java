package io.alidade.plan.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.capacity.Defragmentation.Found;
import io.alidade.plan.capacity.Defragmentation.Impossible;
import io.alidade.plan.capacity.Defragmentation.Move;
import io.alidade.plan.capacity.Defragmentation.NotFound;
import io.alidade.plan.capacity.Defragmentation.Plan;
import io.alidade.plan.capacity.Defragmentation.Unneeded;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// NUMA node 0 has 22 CPUs beside the reserved ones, NUMA node 1 has 24.
class MoveSearchTest {
    private static KubeletNode empty(MachineDescription machine) {
        return ((KubeletStart.Started) KubeletNode.start(machine,
                Machines.configuration("single-numa-node", "pod"), KubeletVersion.DEFAULT)).node();
    }

    private static KubeletNode with(KubeletNode node, String name, String shape) {
        PodDecision decision = node.admit(pod(name, shape));
        assertThat(decision).isInstanceOf(PodDecision.Admitted.class);
        return decision.node();
    }

    private static PodManifest pod(String name, String shape) {
        return Shape.parse(shape).pod().renamed(name);
    }

    private static Defragmentation search(KubeletNode node, String shape, int most) {
        return MoveSearch.of(empty(Machines.TWO_BY_24), node, pod("wanted", shape), most, Patience.ENDLESS);
    }

    /// Every step again, one after the other, as it is told.
    private static void replay(KubeletNode node, Plan plan, String wanted) {
        KubeletNode now = node;
        List<PodManifest> before = node.manifests();
        for (Defragmentation.Step step : plan.steps()) {
            Optional<PodManifest> pod = before.stream().filter(own -> own.label().equals(step.pod())).findFirst();
            if (step.isStart()) {
                PodDecision decision = now.admit(pod.orElseGet(() -> pod("wanted", wanted)));
                assertThat(decision).isInstanceOf(PodDecision.Admitted.class);
                now = decision.node();
            } else {
                now = now.remove(pod.orElseThrow().request().uid());
            }
        }
        assertThat(now.manifests()).extracting(PodManifest::label).contains("default/wanted")
                .hasSize(before.size() + 1 - (int) plan.evictions());
    }

    /// A pod on NUMA node 1 could as well be on NUMA node 0, where another one has gone.
    private static KubeletNode fragmented() {
        KubeletNode node = with(empty(Machines.TWO_BY_24), "gone", "cpu=10");
        node = with(with(node, "stays", "cpu=10"), "small", "cpu=4");
        return node.remove(pod("gone", "cpu=10").request().uid());
    }

    @Test
    void restart_ofThePodInTheWay_makesRoomForAWholeNumaNode() {
        KubeletNode node = fragmented();
        assertThat(search(node, "cpu=24", 1000)).isInstanceOfSatisfying(Found.class, found -> {
            assertThat(found.plan().moves()).extracting(Move::pod).containsExactly("default/small");
            Move move = found.plan().moves().getFirst();
            assertThat(move.from().numaNodes()).containsExactly(1);
            assertThat(move.to().orElseThrow().numaNodes()).containsExactly(0);
            assertThat(found.plan().place().numaNodes()).containsExactly(1);
            assertThat(found.plan().evictions()).isZero();
            assertThat(found.isProven()).isTrue();
            replay(node, found.plan(), "cpu=24");
        });
    }

    @Test
    void eviction_whereNobodyCanComeBack_isOfTheSmallestPodThatIsEnough() {
        KubeletNode node = with(with(with(empty(Machines.TWO_BY_24), "a", "cpu=12"), "b", "cpu=10"), "c", "cpu=8");
        assertThat(search(node, "cpu=20", 10_000)).isInstanceOfSatisfying(Found.class, found -> {
            assertThat(found.plan().moves()).extracting(Move::pod).containsExactly("default/c");
            assertThat(found.plan().evictions()).isEqualTo(1);
            assertThat(found.gentler()).isEmpty();
            replay(node, found.plan(), "cpu=20");
        });
    }

    /// One pod has to go for good, or two change places with the wanted one.
    @Test
    void eviction_whereTwoRestartsDoWithout_isShownBesideThem() {
        KubeletNode node = with(empty(Machines.TWO_BY_24), "gone0", "cpu=8");
        node = with(with(with(node, "a", "cpu=14"), "gone1", "cpu=8"), "b", "cpu=4");
        node = with(node, "c", "cpu=6").remove(pod("gone0", "cpu=8").request().uid())
                .remove(pod("gone1", "cpu=8").request().uid());
        KubeletNode now = node;
        assertThat(search(now, "cpu=22", 100_000)).isInstanceOfSatisfying(Found.class, found -> {
            replay(now, found.plan(), "cpu=22");
            found.gentler().forEach(plan -> {
                assertThat(plan.evictions()).isZero();
                assertThat(plan.moves()).hasSize(found.plan().moves().size() + 1);
                replay(now, plan, "cpu=22");
            });
        });
    }

    /// Eleven pods of two CPUs fill NUMA node 0, twelve the other one: ten have to go from there for 20 CPUs, and by sums alone
    /// ten of all.
    @Test
    void eviction_ofManyPodsThatAreAlike_isFoundWithoutTryingAllSets() {
        KubeletNode node = empty(Machines.TWO_BY_24);
        for (int number = 0; number < 23; number++) {
            node = with(node, "p" + number, "cpu=2");
        }
        KubeletNode full = node;
        assertThat(search(full, "cpu=20", 20_000)).isInstanceOfSatisfying(Found.class, found -> {
            assertThat(found.plan().moves()).hasSize(10);
            assertThat(found.plan().evictions()).isEqualTo(10);
            assertThat(found.isProven()).isTrue();
            replay(full, found.plan(), "cpu=20");
        });
    }

    @Test
    void room_thatIsThere_needsNoMove() {
        assertThat(search(fragmented(), "cpu=20", 100)).isInstanceOf(Unneeded.class);
    }

    @Test
    void pod_largerThanANumaNode_isImpossible() {
        assertThat(search(fragmented(), "cpu=25", 100)).isInstanceOfSatisfying(Impossible.class,
                never -> assertThat(never.reasons()).anyMatch(reason -> reason.contains("25 CPUs")));
    }

    @Test
    void search_withoutBudget_saysHowFarItCame() {
        KubeletNode node = with(with(with(empty(Machines.TWO_BY_24), "a", "cpu=12"), "b", "cpu=10"), "c", "cpu=24");
        assertThat(search(node, "cpu=20", 2)).isInstanceOfSatisfying(NotFound.class,
                none -> assertThat(none.upTo()).isZero());
    }
}
