package io.alidade.view.picture;

import io.alidade.engine.machine.Hardware;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.AdmissionRun;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Machines of many forms, kubelets and pods from short text.
final class Machines {
    static final String LAPTOP = """
            name: laptop
            numaNodes: [{node: 0, memory: 15Gi}]
            layout: {sockets: 1, coresPerSocket: 2, threadsPerCore: 2}
            """;
    /// Two NUMA nodes with four cores of two CPUs each.
    static final String SMALL = """
            name: small
            numaNodes:
            - {node: 0, memory: 16Gi, hugepages: {"1Gi": 2, "2Mi": 0}, distances: [10, 21]}
            - {node: 1, memory: 16Gi, distances: [21, 10]}
            layout: {sockets: 2, coresPerSocket: 4, threadsPerCore: 2}
            devices:
            - {resource: nvidia.com/gpu, id: gpu0, numa: [0]}
            - {resource: nvidia.com/gpu, id: gpu1, numa: [1]}
            - {resource: nvidia.com/gpu, id: broken, numa: [1], healthy: false}
            - {resource: example.com/dongle, id: any}
            - {resource: example.com/bridge, id: both, numa: [0, 1]}
            """;
    static final String STATIC = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            memoryManagerPolicy: Static
            topologyManagerPolicy: best-effort
            topologyManagerPolicyOptions: {max-allowable-numa-nodes: "64"}
            reservedSystemCPUs: "0"
            systemReserved: {memory: 924Mi}
            evictionHard: {memory.available: 100Mi}
            reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]
            """;
    static final String NONE = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            """;

    private Machines() {}

    /// From a laptop to machines that are folded, by name.
    static Map<String, MachineDescription> all() {
        Map<String, MachineDescription> machines = new LinkedHashMap<>();
        machines.put("laptop", machine(LAPTOP));
        machines.put("two sockets", machine(SMALL));
        machines.put("one NUMA node over two sockets", machine("numaNodes: [{node: 0, memory: 15Gi}]\ncpus:\n"
                + table(8, 2)));
        machines.put("eight NUMA nodes of four caches", machine(numaNodes(8, "126Gi")
                + "layout: {sockets: 2, coresPerSocket: 64, threadsPerCore: 2, coresPerL3: 4}\n"));
        machines.put("memory only", machine("""
                numaNodes:
                - {node: 0, memory: 64Gi, cpus: '0-7'}
                - {node: 1, memory: 0, cpus: '8-15'}
                - {node: 2, memory: 512Gi}
                - {node: 3, memory: 0}
                """));
        machines.put("GB200", machine(gb200()));
        machines.put("64 NUMA nodes", machine(numaNodes(64, "8Gi")
                + "layout: {sockets: 64, coresPerSocket: 4}\n"));
        machines.put("768 CPUs", machine(numaNodes(2, "768Gi")
                + "layout: {sockets: 2, coresPerSocket: 192, threadsPerCore: 2}\n"));
        machines.put("five digits", machine("""
                numaNodes: [{node: 0, memory: 15Gi, cpus: "65000-65007"}]
                """));
        return machines;
    }

    /// Two NUMA nodes of 72 CPUs and 32 without.
    private static String gb200() {
        StringBuilder text = new StringBuilder("""
                numaNodes:
                - {node: 0, memory: 480Gi, cpus: '0-71', socket: 0}
                - {node: 1, memory: 480Gi, cpus: '72-143', socket: 1}
                """);
        for (int i = 2; i < 34; i++) {
            text.append("- {node: ").append(i).append(", memory: ").append(i == 2 || i == 10 ? "186Gi" : "0")
                    .append("}\n");
        }
        return text.toString();
    }

    private static String numaNodes(int count, String memory) {
        StringBuilder text = new StringBuilder("numaNodes:\n");
        for (int i = 0; i < count; i++) {
            List<Integer> row = new ArrayList<>();
            for (int j = 0; j < count; j++) {
                row.add(i == j ? 10 : i / 4 == j / 4 ? 12 : 32);
            }
            text.append("- {node: ").append(i).append(", memory: ").append(memory)
                    .append(", distances: ").append(row).append("}\n");
        }
        return text.toString();
    }

    /// Rows of `cpus` for CPUs without siblings on one NUMA node, spread over sockets.
    private static String table(int cpus, int sockets) {
        StringBuilder text = new StringBuilder();
        for (int cpu = 0; cpu < cpus; cpu++) {
            text.append("- {cpu: ").append(cpu).append(", core: ").append(cpu).append(", socket: ")
                    .append(cpu % sockets).append(", numa: 0}\n");
        }
        return text.toString();
    }

    static DocumentNode document(String text) {
        return DocumentReader.readOne("text", text.getBytes(StandardCharsets.UTF_8));
    }

    static MachineDescription machine(String text) {
        return MachineReader.read(document(text));
    }

    static MachineDescription machine(String text, Hardware hardware) {
        MachineDescription machine = machine(text);
        return new MachineDescription(machine.topology(), hardware, machine.name(), machine.ephemeralStorageBytes(),
                machine.devices(), machine.labels(), machine.taints(), machine.configuration());
    }

    /// A pod with one container with these limits.
    static PodManifest pod(String name, String limits) {
        return PodManifests.readPod(document("{kind: Pod, metadata: {name: " + name
                + "}, spec: {containers: [{name: c, resources: {limits: {" + limits + "}}}]}}"));
    }

    /// Pods admitted in their order.
    static AdmissionRun run(MachineDescription machine, String configuration, List<PodManifest> pods) {
        KubeletConfiguration kubelet = KubeletConfigurationReader.LENIENT.decode(document(configuration));
        KubeletStart start = KubeletNode.start(machine, kubelet, KubeletVersion.DEFAULT);
        return AdmissionRun.of(start, KubeletVersion.DEFAULT, kubelet, pods, List.of());
    }

    /// The picture after pods were admitted.
    static MachinePicture picture(MachineDescription machine, AdmissionRun run) {
        return MachinePicture.of(machine, run.node().orElseThrow().node()).after(run.report());
    }

    /// The scene after pods were admitted.
    static Scene scene(MachineDescription machine, String configuration, PodManifest... pods) {
        AdmissionRun run = run(machine, configuration, List.of(pods));
        return MachineScene.of(machine, run.node().map(KubeletNode::node));
    }
}
