package io.alidade.kube.admission;

import static io.alidade.kube.admission.Inputs.MACHINE;
import static io.alidade.kube.admission.Inputs.STATIC;
import static io.alidade.kube.admission.Inputs.configuration;
import static io.alidade.kube.admission.Inputs.limited;
import static io.alidade.kube.admission.Inputs.machine;
import static io.alidade.kube.admission.Inputs.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionRunTest {
    private static AdmissionReport report(String machine, String configuration, PodManifest... pods) {
        KubeletStart start = KubeletNode.start(machine(machine), configuration(configuration), KubeletVersion.DEFAULT);
        return AdmissionRun.of(start, KubeletVersion.DEFAULT, configuration(configuration), List.of(pods), List.of())
                .report();
    }

    private static List<String> warnings(String configuration, PodManifest pod) {
        return report(MACHINE, configuration, pod).pods().getFirst().warnings();
    }

    @Test
    void report_admittedPod_isWhatWasGivenAndWhatIsLeft() {
        AdmissionReport report = report(MACHINE, STATIC, limited("p", "cpu: 2, memory: 1Gi, nvidia.com/gpu: 1"));

        assertThat(report.isPositive()).isTrue();
        AdmissionReport.Container container = report.pods().getFirst().containers().getFirst();
        assertThat(container.exclusiveCpus()).contains(CpuSet.of(1, 9));
        assertThat(container.affinity()).contains(List.of(0));
        assertThat(container.mems()).containsExactly(0);
        assertThat(report.numaNodes().getFirst().freeCpus()).contains(CpuSet.parseList("2-3,10-11"));
        assertThat(report.numaNodes().getFirst().freeMemoryBytes()).hasValue(12L << 30);
        assertThat(report.numaNodes().getFirst().freeHugepages()).containsEntry("1Gi", 2L);
        assertThat(report.numaNodes().getFirst().freeDevices()).containsEntry("nvidia.com/gpu", 0);
        assertThat(report.numaNodes().getLast().freeDevices()).containsEntry("nvidia.com/gpu", 1);
    }

    @Test
    void report_policiesNone_leavesOutWhatIsNotCounted() {
        AdmissionReport report = report(MACHINE,
                "{kind: KubeletConfiguration, apiVersion: kubelet.config.k8s.io/v1beta1}",
                limited("p", "cpu: 2, memory: 1Gi"));

        assertThat(report.numaNodes()).allSatisfy(numaNode -> {
            assertThat(numaNode.freeCpus()).isEmpty();
            assertThat(numaNode.freeMemoryBytes()).isEqualTo(OptionalLong.empty());
            assertThat(numaNode.freeHugepages()).isEmpty();
        });
        assertThat(report.pods().getFirst().warnings()).isEmpty();
    }

    @Test
    void report_defaultedAmounts_areOneLineForEachContainer() {
        assertThat(report(MACHINE, STATIC, limited("p", "cpu: 2, memory: 1Gi")).pods().getFirst().defaulted())
                .containsExactly("containers[c].resources.requests: cpu 2, memory 1Gi (from its limit)");
    }

    @Test
    void report_startError_hasNoPodsAndIsNegative() {
        AdmissionReport report = report(MACHINE, STATIC.replace(": Static", ": Other"),
                limited("p", "cpu: 1, memory: 1Gi"));

        assertThat(report.startError()).contains("unknown policy: \"Other\"");
        assertThat(report.pods()).isEmpty();
        assertThat(report.numaNodes()).isEmpty();
        assertThat(report.isPositive()).isFalse();
    }

    @Test
    void remarks_fractionOfACpu_namesTheField() {
        assertThat(warnings(STATIC, pod("p", """
                initContainers: [{name: i, resources: {limits: {cpu: 1500m, memory: 1Gi}}}],
                containers: [{name: web, resources: {limits: {cpu: 3500m, memory: 1Gi}}},
                  {name: whole, resources: {limits: {cpu: 2, memory: 1Gi}}}]"""))).containsExactly(
                "initContainers[i].resources.requests.cpu: 1500m is not a whole number of CPUs: it runs in the shared pool",
                "containers[web].resources.requests.cpu: 3500m is not a whole number of CPUs: it runs in the shared pool");
    }

    @Test
    void remarks_onlyMemoryIsPinned_speakOfMemory() {
        assertThat(warnings(STATIC.replace(": static", ": none"), pod("p", "containers: [{name: c}]"))).containsExactly(
                "containers[c].resources.limits has neither cpu nor memory, so the pod is BestEffort, not Guaranteed:"
                        + " its memory is not pinned");
    }

    @Test
    void remarks_podLevelResourcesWithoutGate_sayWhatIsMissing() {
        assertThat(warnings(STATIC, pod("p", """
                resources: {limits: {cpu: 4, memory: 2Gi}},
                containers: [{name: c, resources: {limits: {cpu: 4, memory: 2Gi}}}]"""))).singleElement().asString()
                .contains("PodLevelResourceManagers", "it runs in the shared pool");
    }

    @Test
    void remarks_classOfTheStatus_isNamedAsTheCause() {
        PodManifest pod = PodManifests.readPod(Inputs.document("""
                {kind: Pod, metadata: {name: p}, status: {qosClass: Burstable},
                 spec: {containers: [{name: c, resources: {limits: {cpu: 2, memory: 1Gi}}}]}}"""));
        assertThat(warnings(STATIC, pod)).singleElement().asString().startsWith("status.qosClass is Burstable");
    }

    @Test
    void warnings_numaNodeIdAbove63_areGiven() {
        AdmissionReport report = report(
                "{numaNodes: [{node: 0, memory: 1Gi, cpus: \"0\"}, {node: 64, memory: 1Gi, cpus:"
                        + " \"1\"}]}",
                "{kind: KubeletConfiguration, apiVersion: kubelet.config.k8s.io/v1beta1}");
        assertThat(report.warnings()).singleElement().asString().startsWith("NUMA node ids above 63 (64)");
    }

    @Test
    void warnings_moreReservedThanThereIs_areGiven() {
        AdmissionReport report = report(
                "{numaNodes: [{node: 0, memory: 512Mi, cpus: \"0\"}, {node: 1, memory: 8Gi, cpus:"
                        + " \"1-3\"}]}",
                STATIC.replace("\"0,8\"", "\"0\""));
        assertThat(report.warnings()).singleElement().asString().contains("NUMA node 0", "wraps");
        assertThat(report.numaNodes().getFirst().freeMemoryBytes()).hasValue(-(512L << 20));
    }

    @Test
    void warnings_manyHolders_nameTheFirstThree(@TempDir Path folder) {
        KubeletNode node = Inputs.node(MACHINE, STATIC);
        for (int i = 0; i < 5; i++) {
            node = Inputs.admitted(node.admit(limited("p" + i, "cpu: 1, memory: 1Gi"))).node();
        }
        node.save(CheckpointFiles.in(folder));
        KubeletStart start = KubeletNode.start(machine(MACHINE), configuration(STATIC), KubeletVersion.DEFAULT,
                CheckpointFiles.in(folder));
        AdmissionReport report = AdmissionRun
                .of(start, KubeletVersion.DEFAULT, configuration(STATIC), List.of(), List.of()).report();
        assertThat(report.warnings()).singleElement().asString()
                .startsWith("pods known from checkpoints only: default/p0, default/p1, default/p2 and 2 more:");
    }
}
