package io.alidade.cli;

import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Small real inputs, written into a folder: a machine of two NUMA nodes with four cores of two CPUs each, a kubelet that
/// pins everything, and pods.
final class Samples {
    static final String MACHINE = """
            numaNodes:
            - {node: 0, memory: 16Gi, hugepages: {"1Gi": 2}}
            - {node: 1, memory: 16Gi}
            layout: {sockets: 2, coresPerSocket: 4, threadsPerCore: 2}
            devices:
            - {resource: nvidia.com/gpu, id: gpu0, numa: [0]}
            - {resource: nvidia.com/gpu, id: gpu1, numa: [1]}
            - {resource: example.com/dongle, id: any}
            """;
    static final String KUBELET = """
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
    static final String WEB = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              initContainers:
              - name: setup
                resources: {limits: {cpu: 2, memory: 1Gi}}
              containers:
              - name: web
                resources: {limits: {cpu: 4, memory: 2Gi, hugepages-1Gi: 1Gi, nvidia.com/gpu: 1}}
              - name: log
                resources: {limits: {cpu: 500m, memory: 100Mi}}
            """;
    /// The second container asks for more than a NUMA node has left.
    static final String WIDE = """
            apiVersion: v1
            kind: Pod
            metadata: {name: wide}
            spec:
              containers:
              - name: small
                resources: {limits: {cpu: 2, memory: 1Gi}}
              - name: large
                resources: {limits: {cpu: 9, memory: 1Gi}}
            """;

    private final Path folder;

    /// What a field holds until a test has a folder.
    static final Samples NOWHERE = new Samples();

    private Samples() {
        folder = Path.of("");
    }

    /// Writes them.
    Samples(Path folder) {
        this.folder = folder;
        write("machine.yaml", MACHINE);
        write("kubelet.yaml", KUBELET);
        write("web.yaml", WEB);
        write("wide.yaml", WIDE);
    }

    String path(String name) {
        return folder.resolve(name).toString();
    }

    /// Writes a file and returns its path.
    String write(String name, String text) {
        return write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    String write(String name, byte[] bytes) {
        try {
            Files.write(folder.resolve(name), bytes);
            return path(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `admit` on this machine and kubelet; names that end in `.yaml` are files of the folder.
    CliRun admit(String... arguments) {
        String[] all = new String[arguments.length + 5];
        String[] node = {"admit", "--node", path("machine.yaml"), "--config", path("kubelet.yaml")};
        System.arraycopy(node, 0, all, 0, node.length);
        for (int i = 0; i < arguments.length; i++) {
            all[node.length + i] = arguments[i].endsWith(".yaml") ? path(arguments[i]) : arguments[i];
        }
        return CliRun.of(all);
    }

    /// A printed answer, read back.
    static DocumentNode read(CliRun run) {
        return DocumentReader.readOne("answer", run.out().getBytes(StandardCharsets.UTF_8));
    }
}
