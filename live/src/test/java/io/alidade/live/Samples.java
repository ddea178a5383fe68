package io.alidade.live;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.MachineReader;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import java.nio.charset.StandardCharsets;

/// A node with two NUMA nodes, two GPUs on each, and pods for it.
public final class Samples {
    private static final String MACHINE = """
            numaNodes: [{node: 0, memory: 16Gi}, {node: 1, memory: 16Gi}]
            layout: {sockets: 2, coresPerSocket: 4, threadsPerCore: 2}
            devices:
            - {resource: example.com/gpu, id: gpu0, numa: [0]}
            - {resource: example.com/gpu, id: gpu1, numa: [0]}
            - {resource: example.com/gpu, id: gpu2, numa: [1]}
            """;
    private static final String CONFIGURATION = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            topologyManagerPolicy: single-numa-node
            reservedSystemCPUs: "0,8"
            """;

    private Samples() {}

    /// A kubelet without pods.
    public static KubeletNode node() {
        KubeletStart start = KubeletNode.start(MachineReader.read(document(MACHINE)),
                KubeletConfigurationReader.LENIENT.decode(document(CONFIGURATION)), KubeletVersion.DEFAULT);
        return switch (start) {
            case KubeletStart.Started started -> started.node();
            case KubeletStart.Refused refused -> throw new AssertionError(refused);
        };
    }

    /// A pod with one container with these limits.
    public static PodManifest pod(String name, String limits) {
        return PodManifests.readPod(document("{kind: Pod, metadata: {name: " + name + ", uid: " + name
                + "-uid}, spec: {containers: [{name: c, resources: {limits: {" + limits + "}}}]}}"));
    }

    private static DocumentNode document(String text) {
        return DocumentReader.readOne("text", text.getBytes(StandardCharsets.UTF_8));
    }
}
