package io.alidade.kube.admission;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineReader;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Machines, configurations and pods from short text.
final class Inputs {
    /// Two NUMA nodes with four cores of two CPUs each.
    static final String MACHINE = """
            numaNodes: [{node: 0, memory: 16Gi, hugepages: {"1Gi": 2}}, {node: 1, memory: 16Gi}]
            layout: {sockets: 2, coresPerSocket: 4, threadsPerCore: 2}
            devices:
            - {resource: nvidia.com/gpu, id: gpu0, numa: [0]}
            - {resource: nvidia.com/gpu, id: gpu1, numa: [1]}
            """;
    static final String STATIC = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            memoryManagerPolicy: Static
            topologyManagerPolicy: single-numa-node
            reservedSystemCPUs: "0,8"
            systemReserved: {memory: 924Mi}
            evictionHard: {memory.available: 100Mi}
            reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]
            """;

    private Inputs() {}

    static DocumentNode document(String text) {
        return DocumentReader.readOne("text", text.getBytes(StandardCharsets.UTF_8));
    }

    static MachineDescription machine(String text) {
        return MachineReader.read(document(text));
    }

    static KubeletConfiguration configuration(String text) {
        return KubeletConfigurationReader.LENIENT.decode(document(text));
    }

    static PodManifest pod(String name, String spec) {
        return PodManifests.readPod(document("{kind: Pod, metadata: {name: " + name + "}, spec: {" + spec + "}}"));
    }

    /// A pod with one container with these limits.
    static PodManifest limited(String name, String limits) {
        return pod(name, "containers: [{name: c, resources: {limits: {" + limits + "}}}]");
    }

    static KubeletNode node(String machine, String configuration) {
        return started(KubeletNode.start(machine(machine), configuration(configuration), KubeletVersion.DEFAULT));
    }

    static KubeletNode node(String machine, String configuration, CheckpointFiles state) {
        return started(
                KubeletNode.start(machine(machine), configuration(configuration), KubeletVersion.DEFAULT, state));
    }

    static KubeletNode started(KubeletStart start) {
        if (start instanceof KubeletStart.Started(KubeletNode node, List<String> _)) {
            return node;
        }
        throw new AssertionError(start);
    }

    static PodDecision.Admitted admitted(PodDecision decision) {
        if (decision instanceof PodDecision.Admitted admitted) {
            return admitted;
        }
        throw new AssertionError(decision);
    }

    static PodDecision.Refused refused(PodDecision decision) {
        if (decision instanceof PodDecision.Refused refused) {
            return refused;
        }
        throw new AssertionError(decision);
    }
}
