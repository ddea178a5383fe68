package io.alidade.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.pod.QosClass;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.Policies;
import io.alidade.kube.admission.AdmissionReport;
import io.alidade.kube.admission.AdmissionReport.NumaNode;
import io.alidade.kube.admission.AdmissionReport.Pod;
import io.alidade.kube.admission.AdmissionReport.Refusal;
import io.alidade.kube.admission.Offer;
import io.alidade.kube.admission.Offer.NumaNodeOffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AdmissionTextTest {
    private static final Policies NONE = new Policies("none", "None", "none", "container");

    @Test
    void of_startError_saysNothingOfNumaNodes() {
        AdmissionReport report = new AdmissionReport(KubeletVersion.V1_37, Optional.of("unknown policy: \"x\""),
                new Policies("x", "None", "restricted", "pod"), List.of("look out"), List.of(), List.of(), Map.of());

        assertThat(AdmissionText.of("worker-7", report, false, TextStyle.PLAIN)).isEqualTo("""
                worker-7 · kubelet 1.37 · Topology Manager restricted, scope pod · CPU Manager
                  x · Memory Manager None
                ! look out
                ✘ the kubelet does not start
                  unknown policy: "x"
                """);
    }

    @Test
    void of_refusedPod_showsOffersBesideWhatWasAsked() {
        Offer cpus = new Offer(Optional.of("web"), "cpu", 8, List.of(new NumaNodeOffer(0, 3), new NumaNodeOffer(2, 9)),
                OptionalLong.empty());
        Offer memory = new Offer(Optional.of("web"), "memory", 1L << 30,
                List.of(new NumaNodeOffer(0, 5L << 30), new NumaNodeOffer(2, 0)), OptionalLong.empty());
        Pod pod = new Pod("web", "shop", "u", QosClass.GUARANTEED, "cpu 8",
                Optional.of(new Refusal("TopologyAffinityError", "Resources cannot be allocated with Topology locality",
                        List.of(cpus, memory))),
                List.of(), List.of(), List.of());
        AdmissionReport report = new AdmissionReport(KubeletVersion.V1_36, Optional.empty(), NONE, List.of(),
                List.of(pod),
                List.of(new NumaNode(0, Optional.empty(), OptionalLong.empty(), Map.of(), Map.of())), Map.of());

        assertThat(AdmissionText.of("worker-7", report, false, TextStyle.PLAIN)).isEqualTo("""
                worker-7 · kubelet 1.36 · Topology Manager none · CPU Manager none · Memory
                  Manager None

                ✘ shop/web · Guaranteed · refused: TopologyAffinityError
                  Resources cannot be allocated with Topology locality
                  container web    cpu  memory
                  ───────────────  ───  ──────
                  asks               8     1Gi
                  NUMA node 0 has    3     5Gi
                  NUMA node 2 has    9       0

                free after that
                  CPUs are not given away: the CPU Manager's policy is none.
                  Memory is not counted by NUMA node: the Memory Manager's policy is None.
                """);
    }
}
