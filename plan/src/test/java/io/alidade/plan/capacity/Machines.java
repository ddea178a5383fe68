package io.alidade.plan.capacity;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineReader;
import io.alidade.kube.pod.PodManifest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Machines, configurations and questions from short text.
final class Machines {
    /// 2 sockets of 24 cores with one thread.
    static final MachineDescription TWO_BY_24 = machine("""
            layout: {sockets: 2, coresPerSocket: 24, threadsPerCore: 1}
            numaNodes: [{node: 0, memory: 128Gi}, {node: 1, memory: 128Gi}]
            """);
    /// Likewise, with two devices on the first NUMA node and two on the second.
    static final MachineDescription TWO_BY_24_WITH_GPUS = machine("""
            layout: {sockets: 2, coresPerSocket: 24, threadsPerCore: 1}
            numaNodes: [{node: 0, memory: 128Gi}, {node: 1, memory: 128Gi}]
            devices:
              - {resource: x.com/gpu, id: g0, numa: [0]}
              - {resource: x.com/gpu, id: g1, numa: [0]}
              - {resource: x.com/gpu, id: g2, numa: [1]}
              - {resource: x.com/gpu, id: g3, numa: [1]}
            """);

    private Machines() {}

    static MachineDescription machine(String text) {
        return MachineReader.read(DocumentReader.readOne("machine", text.getBytes(StandardCharsets.UTF_8)));
    }

    /// CPUs 0 and 1 are reserved.
    static KubeletConfiguration configuration(String policy, String scope) {
        return configuration("topologyManagerPolicy: " + policy + "\ntopologyManagerScope: " + scope
                + "\nreservedSystemCPUs: 0,1\n");
    }

    static KubeletConfiguration configuration(String fields) {
        return KubeletConfigurationReader.STRICT.decode(DocumentReader.readOne("configuration", ("""
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                cpuManagerPolicy: static
                """ + fields).getBytes(StandardCharsets.UTF_8)));
    }

    static List<PodManifest> running(String... shapes) {
        List<PodManifest> pods = new ArrayList<>();
        for (String shape : shapes) {
            pods.add(Shape.parse(shape).pod().renamed("run-" + pods.size()));
        }
        return pods;
    }

    static Mix mix(String... shapes) {
        return Mix.even(List.of(shapes).stream().map(Shape::parse).toList());
    }

    static CapacityQuestion question(MachineDescription machine, KubeletConfiguration configuration,
            List<PodManifest> running, String... shapes) {
        return new CapacityQuestion(machine, configuration, KubeletVersion.DEFAULT, Optional.empty(), running,
                mix(shapes), 50, 1, List.of(Map.of()));
    }

    static CapacityReport report(MachineDescription machine, KubeletConfiguration configuration, String... shapes) {
        return CapacitySurvey.of(question(machine, configuration, List.of(), shapes), Patience.ENDLESS);
    }
}
