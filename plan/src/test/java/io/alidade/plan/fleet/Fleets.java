package io.alidade.plan.fleet;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineReader;
import io.alidade.plan.fleet.workload.Workload;
import io.alidade.plan.fleet.workload.WorkloadFile;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Small fleets: machines of two NUMA nodes with 12 CPUs and 2 GPUs each.
public final class Fleets {
    private Fleets() {}

    public static DocumentNode document(String text) {
        return DocumentReader.readOne("text", text.getBytes(StandardCharsets.UTF_8));
    }

    public static KubeletConfiguration policy(String policy) {
        return KubeletConfigurationReader.STRICT.decode(document("""
                {apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration, cpuManagerPolicy: static,
                 reservedSystemCPUs: "0,1", topologyManagerScope: pod, topologyManagerPolicy: %s}
                """.replace("%s", policy)));
    }

    /// A pool.
    ///
    /// @param label of the nodes, under the key `pool`; and a taint of this key and value if it starts with `only-`
    public static NodePool pool(String name, int count, String policy, String label) {
        MachineDescription machine = MachineReader.read(document("""
                layout: {sockets: 2, coresPerSocket: 12}
                numaNodes: [{node: 0, memory: 64Gi}, {node: 1, memory: 64Gi}]
                devices:
                - {resource: nvidia.com/gpu, id: g0, numa: [0]}
                - {resource: nvidia.com/gpu, id: g1, numa: [0]}
                - {resource: nvidia.com/gpu, id: g2, numa: [1]}
                - {resource: nvidia.com/gpu, id: g3, numa: [1]}
                labels: {pool: LABEL}
                TAINTS
                """.replace("LABEL", label).replace("TAINTS", label.startsWith("only-")
                ? "taints: [{key: pool, value: " + label + ", effect: NoSchedule}]" : "")));
        return new NodePool(name, count, machine, policy(policy), KubeletVersion.DEFAULT, List.of(), Optional.empty());
    }

    public static Workload workload(String text) {
        return workload(text, Map.of());
    }

    /// A workload.
    ///
    /// @param files that it names
    public static Workload workload(String text, Map<String, String> files) {
        return WorkloadFile.read(Fields.of(DocumentReader.mapping(document("kind: Workload\n" + text))),
                new WorkloadFile.Files() {
                    @Override
                    public byte[] read(String name) {
                        return files.getOrDefault(name, "").getBytes(StandardCharsets.UTF_8);
                    }

                    @Override
                    public InputStream open(String name) {
                        return new ByteArrayInputStream(read(name));
                    }

                    @Override
                    public boolean isRepeatable(String name) {
                        return true;
                    }
                });
    }
}
