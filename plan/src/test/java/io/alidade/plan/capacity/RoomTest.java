package io.alidade.plan.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.pod.PodManifest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoomTest {
    private static KubeletNode node(String policy, String... running) {
        KubeletNode node = ((KubeletStart.Started) KubeletNode.start(Machines.TWO_BY_24,
                Machines.configuration(policy, "container"), KubeletVersion.DEFAULT)).node();
        for (PodManifest pod : Machines.running(running)) {
            node = ((PodDecision.Admitted) node.admit(pod)).node();
        }
        return node;
    }

    private static Room room(KubeletNode node, String shape) {
        return Room.of(node, Optional.of(Shape.parse(shape)));
    }

    @Test
    void room_ofNineCpusOnTwiceTwentyFour_leavesWhatIsTooLittleOnEach() {
        Room room = room(node("single-numa-node"), "cpu=9");
        assertThat(room.copies()).isEqualTo(4);
        assertThat(room.freeCpus().toListString()).isEqualTo("2-47");
        assertThat(room.strandedCpus().size()).isEqualTo(10);
        assertThat(room.largestCpus()).isEqualTo(24);
    }

    @Test
    void stranded_withoutAShape_isNothing() {
        Room room = Room.of(node("single-numa-node"), Optional.empty());
        assertThat(room.copies()).isZero();
        assertThat(room.strandedCpus().isEmpty()).isTrue();
        assertThat(room.largestCpus()).isEqualTo(24);
    }

    @Test
    void stranded_whereMemoryRunsOutFirst_areAllCpusThatAreLeft() {
        assertThat(room(node("none"), "cpu=2,memory=100Gi").strandedCpus().size()).isEqualTo(42);
    }

    /// 30 CPUs need two NUMA nodes and get them; 20 fit on one and are refused, for none has them any more.
    @Test
    void largest_withRestricted_isNotFoundByHalving() {
        KubeletNode node = node("restricted", "cpu=14", "cpu=9");
        node = node.remove(node.manifests().getFirst().request().uid());
        node = ((PodDecision.Admitted) node.admit(Shape.parse("cpu=7").pod())).node();
        assertThat(node.admit(Shape.parse("cpu=20").pod())).isInstanceOf(PodDecision.Refused.class);
        assertThat(room(node, "cpu=20").largestCpus()).isEqualTo(30);
    }

    @Test
    void usual_isTheSizeThatMostHave_ofEqualsTheLarger() {
        KubeletNode node = node("single-numa-node");
        List<PodManifest> pods = Machines.running("cpu=2", "cpu=4,memory=1Gi", "cpu=4,memory=1Gi",
                "cpu=500m,memory=1Gi",
                "cpu=500m,memory=1Gi", "cpu=500m,memory=1Gi");
        assertThat(Room.usual(node, pods).map(Shape::asks)).contains("cpu 4, memory 1Gi");
        assertThat(Room.usual(node, Machines.running("cpu=2", "cpu=4")).map(Shape::asks))
                .contains("cpu 4, memory 64Mi");
        assertThat(Room.usual(node, Machines.running("memory=1Gi"))).isEmpty();
    }
}
