package io.alidade.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import io.alidade.engine.device.Device;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BuildersTest {
    @Test
    void pod_built_hasWhatWasAddedInOrder() {
        PodRequest pod = PodRequest.builder("u").namespace("shop").name("web").qosClass(QosClass.BURSTABLE)
                .podResources("cpu=4").init("i", "cpu=1").sidecar("s").app("a", "cpu=2", "memory=1Gi").build();
        assertThat(pod.namespace() + "/" + pod.name()).isEqualTo("shop/web");
        assertThat(pod.qosClass()).contains(QosClass.BURSTABLE);
        assertThat(pod.podResources()).contains(ResourceAmounts.both("cpu=4"));
        assertThat(pod.containers()).extracting("name", "kind").containsExactly(
                tuple("i", ContainerKind.INIT),
                tuple("s", ContainerKind.SIDECAR),
                tuple("a", ContainerKind.APP));
        assertThat(pod.containers().getLast().resources().requests()).isEqualTo(
                pod.containers().getLast().resources().limits()).containsEntry("memory", Quantity.parse("1Gi"));
    }

    @Test
    void pod_thatCannotBe_isRefusedWithACure() {
        PodRequest.Builder late = PodRequest.builder("u").app("a").init("i");
        assertThatIllegalArgumentException().isThrownBy(late::build)
                .withMessageContaining("Put init containers first.");
        assertThatIllegalArgumentException().isThrownBy(() -> PodRequest.builder("u").app("a", "cpu"))
                .withMessage("\"cpu\" is no amount of a resource. Write cpu=2.");
        assertThatIllegalArgumentException().isThrownBy(() -> PodRequest.builder("u").app("a", "cpu=1", "cpu=2"))
                .withMessage("cpu is given twice. Leave out one.");
    }

    @Test
    void amounts_underLimits_requestWhatIsOnlyLimited() {
        ResourceAmounts amounts = ResourceAmounts.requests("cpu=1").under("cpu=2", "memory=1Gi");
        assertThat(amounts.requests()).isEqualTo(Quantity.byResource("cpu=1", "memory=1Gi"));
        assertThat(amounts.limits()).isEqualTo(Quantity.byResource("cpu=2", "memory=1Gi"));
    }

    @Test
    void settings_built_areThoseOfTheKubeletWithNothingSet() {
        NodeSettings plain = NodeSettings.builder().build();
        assertThat(plain.kubeletVersion()).isEqualTo(KubeletVersion.DEFAULT);
        assertThat(plain.policies().pinsCpus() || plain.policies().pinsMemory() || plain.policies().aligns()).isFalse();
        assertThat(plain.reservation()).isEmpty();
    }

    @Test
    void settings_built_reserveWhatTheirPoliciesNeed() {
        NodeSettings settings = NodeSettings.builder().kubeletVersion(KubeletVersion.V1_34).staticCpus("0-1,8")
                .staticMemory("1Gi", "512Mi").alphaOptions().build();
        assertThat(settings.reservation()).isEqualTo(Quantity.byResource("cpu=3", "memory=1536Mi"));
        assertThat(settings.reservedMemory()).extracting(NodeSettings.ReservedMemory::numaNode).containsExactly(0, 1);
        assertThat(settings.featureGates().isOn(FeatureGates.CPU_ALPHA_OPTIONS)).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> NodeSettings.builder().staticCpus("0-"));
        assertThatIllegalArgumentException().isThrownBy(() -> NodeSettings.builder().reserve("memory", "1GB"));
    }

    @Test
    void machine_regular_isNumberedAsByLinux() {
        NodeTopology machine = NodeTopology.builder().sockets(2).numaNodesPerSocket(2).coresPerNumaNode(3)
                .threadsPerCore(2)
                .coresPerUncoreCache(2).memory("8Gi").hugepages("2Mi", 5).build();
        assertThat(machine.cpus()).hasSize(24);
        assertThat(machine.cpus().get(0)).isEqualTo(new Cpu(0, 0, 0, 0, 0));
        assertThat(machine.cpus().get(5)).isEqualTo(new Cpu(5, 5, 0, 1, 3));
        assertThat(machine.cpus().get(6)).isEqualTo(new Cpu(6, 0, 1, 2, 4));
        assertThat(machine.cpus().get(18)).isEqualTo(new Cpu(18, 0, 1, 2, 4));
        assertThat(machine.numaNodes()).extracting("distances").containsExactly(List.of(10, 12, 20, 20),
                List.of(12, 10, 20, 20), List.of(20, 20, 10, 12), List.of(20, 20, 12, 10));
        assertThat(machine.numaNodes().getLast().hugepages()).containsOnlyKeys(2L << 20);
    }

    @Test
    void machine_thatCannotBe_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> NodeTopology.builder().sockets(0))
                .withMessage("sockets: 0 is not from 1 to 65536.");
        assertThatIllegalArgumentException().isThrownBy(() -> NodeTopology.builder().sockets(65).build())
                .withMessage("a machine has at most 64 NUMA nodes and 65536 CPUs, not 65 and 65.");
        assertThatIllegalArgumentException().isThrownBy(() -> NodeTopology.builder().memory("0.5"))
                .withMessage("\"0.5\" is no whole number of bytes. Write 64Gi.");
        assertThatIllegalArgumentException().isThrownBy(() -> NodeTopology.builder().build().withoutCpus("0"));
    }

    @Test
    void device_made_isHealthyUntilToldOtherwise() {
        assertThat(Device.on("vendor/nic", "n", 1))
                .isEqualTo(new Device("vendor/nic", "n", Optional.of(List.of(1)), true));
        assertThat(Device.anywhere("vendor/nic", "n").unhealthy())
                .isEqualTo(new Device("vendor/nic", "n", Optional.empty(), false));
    }

    @Test
    void start_thatIsRefused_throwsItsText() {
        NodeStart start = Node.start(NodeTopology.builder().build(),
                NodeSettings.builder().cpuPolicy("static").build());
        assertThatIllegalStateException().isThrownBy(start::orThrow)
                .withMessage("the kubelet does not start: [cpumanager]"
                        + " unable to determine reserved CPU resources for static policy");
    }
}
