package io.alidade.engine;

import static io.alidade.engine.sample.Pods.guaranteed;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.device.Device;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.sample.Nodes;
import io.alidade.engine.sample.Topologies;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.testkit.MachineShape;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the kubelet does wrong without a word where CPUs are offline (cpu-manager 10.5a).
class CpuConflictsTest {
    private static final NodeTopology T1_WITHOUT_7 = Topologies.named("T1").withoutCpus("7");

    private static List<String> cpus(Admission.Admitted admitted) {
        return admitted.containers().stream().map(ContainerPlacement::exclusiveCpus)
                .map(own -> own.map(CpuSet::toListString).orElse("shared")).toList();
    }

    // The recorded case: 15 CPUs of 8 cores
    @Test
    void admit_fifteenCpusOfEightCores_givesOneCpuTwice() {
        Node node = Nodes.start(Topologies.named("uma-8c-smt").withoutCpus("6"),
                NodeSettings.builder().cpuPolicy("static").reserve("cpu", "1500m").cpuOption("full-pcpus-only", true)
                        .cpuOption("distribute-cpus-across-numa", true).staticMemory("1Gi")
                        .topologyPolicy("best-effort").topologyScope("pod"));
        PodRequest pod = PodRequest.builder("p1").app("c0", "cpu=7", "memory=9193Mi")
                .app("c1", "cpu=3", "memory=2341Mi").build();
        Admission.Admitted admitted = Nodes.admitted(node.admit(pod));
        assertThat(cpus(admitted)).containsExactly("0-3,8-10", "3-4,11");
        assertThat(admitted.node().allocations().cpus().sharedCpus()).hasToString("5,7,12-15");
        assertThat(admitted.warnings()).contains("container c1 is given CPUs 3, which container c0 of pod p1 has"
                + " already: kubelets up to 1.37 do this when CPUs are offline");
        // A pod that is refused for its memory leaves CPU 4 in the shared pool, which it had taken from the first pod.
        Admission.Rejected second = Nodes.rejected(admitted.node().admit(guaranteed("p2", "5", "23550Mi")));
        assertThat(second.reason()).isEqualTo("UnexpectedAdmissionError");
        assertThat(second.node().allocations().cpus().sharedCpus()).hasToString("4-5,7,12-15");
        assertThat(admitted.node().remove("p1").allocations().cpus().sharedCpus()).hasToString("0-5,7-15");
    }

    // The example: requests of 1, 2 and 3 CPUs
    @Test
    void admit_reservedCpuOfAHalfFreeCore_isGivenAway() {
        Node node = Nodes.start(T1_WITHOUT_7, NodeSettings.builder().staticCpus("0"));
        assertThat(cpus(Nodes.admitted(node.admit(guaranteed("a", "1", "1Gi"))))).containsExactly("3");
        Admission.Admitted two = Nodes.admitted(node.admit(guaranteed("a", "2", "1Gi")));
        assertThat(cpus(two)).containsExactly("0,4");
        assertThat(two.warnings()).containsExactly(
                "container main is given the reserved CPUs 0: kubelets up to 1.37 do this when CPUs are offline");
        assertThat(cpus(Nodes.admitted(node.admit(guaranteed("a", "3", "1Gi"))))).containsExactly("0,3-4");
        // Without strict reservation the next start fails until the pod is gone.
        NodeStart restart = Nodes.restart(two.node(), node.settings());
        assertThat(Nodes.refusal(restart))
                .isEqualTo("not all reserved cpus: \"0\" are present in defaultCpuSet: \"1-3,5-6\"");
        assertThat(Nodes.restart(two.node().remove("a"), node.settings())).isInstanceOf(NodeStart.Started.class);
    }

    @Test
    void admit_cpuOfAnotherPod_isNamedWithItsHolder() {
        Node node = Nodes.start(T1_WITHOUT_7, NodeSettings.builder().staticCpus("3"));
        Node first = Nodes.admitting(node, guaranteed("a", "1", "1Gi"));
        String held = Nodes.placement(first, "a", "main").cpus().toListString();
        Admission.Admitted second = Nodes.admitted(first.admit(guaranteed("b", "2", "1Gi")));
        assertThat(held).isEqualTo("0");
        assertThat(cpus(second)).containsExactly("0,4");
        assertThat(second.warnings())
                .containsExactly("container main is given CPUs 0, which container main of pod a has"
                        + " already: kubelets up to 1.37 do this when CPUs are offline");
        // The CPU returns though the other pod still holds it.
        assertThat(second.node().remove("b").allocations().cpus().sharedCpus().contains(0)).isTrue();
    }

    // The affinity is {0} by the device, so two CPUs come from elsewhere: core {1,5} is claimed again for CPU 5.
    @Test
    void admit_coreClaimedTwice_givesFewerCpus() {
        NodeTopology machine = Topologies.of(new MachineShape("two", 2, 1, 2, 2, MachineShape.Numbering.SPLIT, 1,
                16 * Topologies.GIB).build()).withoutCpus("7");
        Node node = Nodes.start(machine, NodeSettings.builder().staticCpus("4").topologyPolicy("best-effort"),
                Device.on("vendor/gpu", "g", 0));
        PodRequest pod = PodRequest.builder("a").app("main", "cpu=5", "memory=1Gi", "vendor/gpu=1").build();
        Admission.Admitted admitted = Nodes.admitted(node.admit(pod));
        assertThat(cpus(admitted)).containsExactly("0-1,4-5");
        assertThat(admitted.warnings())
                .contains(
                        "container main is given 4 CPUs though it asks for 5: kubelets up to 1.37 count a CPU twice when"
                                + " CPUs are offline");
    }

    @Test
    void admit_allCpusOnline_doesNoHarm() {
        Node node = Nodes.start(Topologies.named("T1"), NodeSettings.builder().staticCpus("0"));
        PodRequest reusing = PodRequest.builder("a").init("i", "cpu=2", "memory=1Gi").app("main", "cpu=2", "memory=1Gi")
                .build();
        Admission.Admitted admitted = Nodes.admitted(node.admit(reusing));
        assertThat(cpus(admitted)).containsExactly("1,5", "1,5");
        assertThat(admitted.warnings()).isEmpty();
        NodeStart start = Node.start(T1_WITHOUT_7, NodeSettings.builder().build(), List.of(), PreferredAllocation.NONE);
        assertThat(Nodes.admitted(Nodes.started(start).admit(reusing)).warnings()).isEmpty();
        assertThat(admitted.containers().getFirst().mems().isEmpty()).isTrue();
        assertThat(Optional.of(admitted.containers().getFirst().kind())).contains(ContainerKind.INIT);
    }
}
