package io.alidade.kube.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineReader;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A kubelet that is taken from its files decides on the next pod as the one that wrote them.
class RunningKubeletNodeTest {
    private static final MachineDescription MACHINE = MachineReader.read(document("""
            numaNodes: [{node: 0, memory: 16Gi}, {node: 1, memory: 16Gi}]
            layout: {sockets: 2, coresPerSocket: 8, threadsPerCore: 2}
            devices:
            - {resource: example.test/gpu, id: a, numa: [0]}
            - {resource: example.test/gpu, id: b, numa: [1]}
            """));
    private static final KubeletConfiguration CONFIGURATION = KubeletConfigurationReader.LENIENT.decode(document("""
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            memoryManagerPolicy: Static
            topologyManagerPolicy: best-effort
            reservedSystemCPUs: "0,16"
            kubeReserved: {memory: 400Mi}
            evictionHard: {memory.available: 100Mi}
            reservedMemory: [{numaNode: 0, limits: {memory: 500Mi}}]
            """));

    private static DocumentNode document(String text) {
        return DocumentReader.readOne("text", text.getBytes(StandardCharsets.UTF_8));
    }

    /// A pod whose init container wants as much as its main one, or twice.
    private static PodManifest pod(String name, int cpus, int gibibytes, int factor, String more) {
        return PodManifests.readPod(document("{apiVersion: v1, kind: Pod, metadata: {name: " + name + ", uid: " + name
                + "}, spec: {initContainers: [{name: i, resources: {limits: {cpu: " + cpus * factor + ", memory: "
                + gibibytes * factor + "Gi}}}], containers: [{name: c, resources: {limits: {cpu: " + cpus
                + ", memory: " + gibibytes + "Gi" + more + "}}}]}}"));
    }

    private static KubeletNode node(KubeletStart start) {
        assertThat(start).isInstanceOf(KubeletStart.Started.class);
        return ((KubeletStart.Started) start).node();
    }

    private static KubeletNode running(KubeletNode as, List<PodManifest> pods) {
        return node(KubeletNode.running(MACHINE, CONFIGURATION, KubeletVersion.V1_36, as.node().checkpoints(), pods));
    }

    @Test
    void kubelet_takenFromItsFiles_decidesAsTheOneThatWroteThem() {
        KubeletNode node = node(KubeletNode.start(MACHINE, CONFIGURATION, KubeletVersion.V1_36));
        int refused = 0;
        for (int number = 0; number < 12; number++) {
            PodManifest next = pod("p" + number, 1 + number % 3, 1 + number % 4, 1 + number % 2,
                    number % 4 == 0 ? ", example.test/gpu: 1" : "");
            PodDecision own = running(node, node.manifests()).admit(next);
            PodDecision decided = node.admit(next);

            assertThat(own).hasToString(decided.toString());
            assertThat(own.node().node().checkpoints()).isEqualTo(decided.node().node().checkpoints());
            assertThat(own.node().usage()).isEqualTo(decided.node().usage());
            refused += decided instanceof PodDecision.Refused ? 1 : 0;
            node = decided.node();
            if (number == 5) {
                node = node.remove("p2");
            }
        }
        assertThat(refused).isBetween(1, 8);
    }

    @Test
    void kubelet_whosePodsHaveGone_hasWhatTheyHeldFree() {
        KubeletNode node = node(KubeletNode.start(MACHINE, CONFIGURATION, KubeletVersion.V1_36));
        List<PodManifest> pods = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            pods.add(pod(name, 2, 2, 1, ", example.test/gpu: 1"));
            node = node.admit(pods.getLast()).node();
        }

        KubeletNode without = running(node, pods.subList(1, 2));

        assertThat(without.node().checkpoints()).isEqualTo(node.remove("a").node().checkpoints());
        assertThat(without.manifests()).containsExactly(pods.getLast());
    }

    @Test
    void kubelet_withAnEmptySharedPool_isTakenThoughItWouldNotStart() {
        KubeletNode node = node(KubeletNode.start(MACHINE, CONFIGURATION, KubeletVersion.V1_36));
        Checkpoints checkpoints = node.node().checkpoints();
        var cpu = checkpoints.cpu().orElseThrow();
        var all = new CpuState(cpu.policyName(), CpuSet.EMPTY,
                Map.of("a", Map.of("c", cpu.defaultCpuSet())), cpu.podEntries());
        Checkpoints full = new Checkpoints(Optional.of(all), checkpoints.memory(), checkpoints.devices());

        KubeletNode taken = node(KubeletNode.running(MACHINE, CONFIGURATION, KubeletVersion.V1_36, full,
                List.of(pod("a", 2, 2, 1, ""))));

        assertThat(taken.node().checkpoints().cpu()).contains(all);
        assertThat(taken.admit(pod("b", 1, 1, 1, ""))).isInstanceOf(PodDecision.Refused.class);
    }
}
