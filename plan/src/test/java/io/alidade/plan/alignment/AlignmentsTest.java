package io.alidade.plan.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.whatif.Scene;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The two facts of an alignment, on a machine of two NUMA nodes of 64 CPUs, 256Gi and four GPUs.
class AlignmentsTest {
    private static PodAlignment last(String policy, String more, PodManifest... pods) {
        Scene scene = Scene.of(Scene.GPU_SERVER, Scene.kubelet(policy, more), pods);
        KubeletNode node = ((KubeletStart.Started) KubeletNode.start(scene.machine(), scene.configuration(),
                KubeletVersion.DEFAULT)).node();
        PodAlignment last = new PodAlignment(List.of());
        for (PodManifest pod : pods) {
            PodDecision.Admitted admitted = (PodDecision.Admitted) node.admit(pod);
            last = Alignments.of(admitted);
            node = admitted.node();
        }
        return last;
    }

    private static PodManifest pod(String limits) {
        return Scene.pod("p", limits);
    }

    @Test
    void pod_onOneNumaNode_isAlignedAndPreferred() {
        PodAlignment pod = last("restricted", "", pod("cpu: 8, memory: 8Gi, nvidia.com/gpu: 2"));

        assertThat(pod.placement()).isEqualTo(Placement.ALIGNED);
        assertThat(pod.preferred()).contains(true);
        assertThat(pod.isOnOneNumaNode()).isTrue();
        assertThat(pod.containers().getFirst().holdings()).containsExactly(new Holding("cpu", List.of(0)),
                new Holding("memory", List.of(0)), new Holding("nvidia.com/gpu", List.of(0)));
    }

    @Test
    void pod_largerThanANumaNodeInEverything_isAlignedOnBoth() {
        PodAlignment pod = last("restricted", "", pod("cpu: 80, memory: 300Gi, nvidia.com/gpu: 6"));

        assertThat(pod.placement()).isEqualTo(Placement.ALIGNED);
        assertThat(pod.preferred()).contains(true);
    }

    @Test
    void pod_withPolicyNone_isJudgedByWhereThingsAreAndHasNoPreference() {
        PodAlignment wide = last("none", "", pod("cpu: 80, memory: 300Gi"));
        PodAlignment apart = last("none", "", Scene.pod("a", "cpu: 2, memory: 1Gi, nvidia.com/gpu: 4"),
                Scene.pod("b", "cpu: 2, memory: 1Gi, nvidia.com/gpu: 2"));

        assertThat(wide.preferred()).isEqualTo(Optional.empty());
        assertThat(wide.placement()).isEqualTo(Placement.ALIGNED);
        assertThat(apart.placement()).isEqualTo(Placement.SPLIT);
    }

    @Test
    void pod_onMoreNumaNodesThanNeeded_isSplit() {
        PodAlignment pod = last("best-effort", "", Scene.pod("a", "cpu: 40, memory: 1Gi"),
                Scene.pod("b", "cpu: 40, memory: 1Gi"), pod("cpu: 40, memory: 1Gi"));

        assertThat(pod.placement()).isEqualTo(Placement.SPLIT);
        assertThat(pod.preferred()).contains(false);
    }

    @Test
    void pod_withSixDevicesAndFewCpus_isSplit() {
        PodAlignment pod = last("best-effort", "", pod("cpu: 8, memory: 8Gi, nvidia.com/gpu: 6"));

        assertThat(pod.placement()).isEqualTo(Placement.SPLIT);
    }

    @Test
    void pod_withoutCpusOfItsOwn_isShared() {
        PodAlignment burstable = last("restricted", "",
                Scene.podOf("p", "containers: [{name: c, resources: {requests: {cpu: 4}}}]"));
        PodAlignment fraction = last("restricted", "", pod("cpu: 1500m, memory: 8Gi"));

        assertThat(burstable.placement()).isEqualTo(Placement.SHARED);
        assertThat(fraction.placement()).isEqualTo(Placement.SHARED);
        assertThat(fraction.containers().getFirst().numaNodes()).containsExactly(0);
    }

    @Test
    void devices_ofAPodInTheSharedPool_areSplitWhereOneNumaNodeHadEnough() {
        PodAlignment pod = last("best-effort", "", Scene.pod("a", "cpu: 2, memory: 1Gi, nvidia.com/gpu: 3"),
                Scene.pod("b", "cpu: 40, memory: 1Gi, nvidia.com/gpu: 3"),
                pod("cpu: 500m, memory: 1Gi, nvidia.com/gpu: 2"));

        assertThat(pod.containers().getFirst().exclusiveCpus().isEmpty()).isTrue();
        assertThat(pod.placement()).isEqualTo(Placement.SPLIT);
    }

    @Test
    void podScope_containersOnDifferentNumaNodes_isJudgedAsAWhole() {
        PodManifest[] pods = {Scene.pod("a", "cpu: 40, memory: 1Gi"), Scene.pod("b", "cpu: 40, memory: 1Gi"),
            Scene.podOf("p", "containers: [{name: a, resources: {limits: {cpu: 20, memory: 1Gi}}},"
                    + " {name: b, resources: {limits: {cpu: 20, memory: 1Gi}}}]")};
        PodAlignment together = last("best-effort", "topologyManagerScope: pod", pods);
        PodAlignment each = last("best-effort", "", pods);

        assertThat(each.placement()).isEqualTo(Placement.ALIGNED);
        assertThat(together.placement()).isEqualTo(Placement.SPLIT);
    }
}
