package io.alidade.plan.advise;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineReader;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import io.alidade.testkit.Machine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Machines and pods from short text, and from the rows of the test kit.
final class Inputs {
    private Inputs() {}

    static MachineDescription machine(String text) {
        return MachineReader.read(DocumentReader.readOne("machine", text.getBytes(StandardCharsets.UTF_8)));
    }

    static MachineDescription machine(Machine machine) {
        List<NumaNode> numaNodes = machine.numaNodes().stream().map(row -> {
            Map<Long, Long> hugepages = new TreeMap<>();
            row.hugePagesByKib().forEach((kib, pages) -> hugepages.put(kib * 1024, pages));
            return new NumaNode(row.numaNode(), row.memoryBytes(), hugepages, row.distances());
        }).toList();
        List<Cpu> cpus = machine.cpus().stream().map(
                row -> new Cpu(row.cpu(), row.core(), row.socket(), row.numaNode(), row.uncoreCache())).toList();
        return MachineDescription.of(new NodeTopology(numaNodes, cpus));
    }

    /// Pods of one container with these limits, named p0 and so on.
    static List<PodManifest> pods(String... limits) {
        List<PodManifest> pods = new ArrayList<>();
        for (String own : limits) {
            String text = "{kind: Pod, apiVersion: v1, metadata: {name: p" + pods.size()
                    + "}, spec: {containers: [{name: c, resources: {limits: {" + own + "}}}]}}";
            pods.add(PodManifests.readPod(DocumentReader.readOne("pod", text.getBytes(StandardCharsets.UTF_8))));
        }
        return pods;
    }

    static Advice advise(MachineDescription machine, Goal goal, Platform platform, List<PodManifest> pods) {
        return Advisor.advise(new Advisor.Question(machine, KubeletVersion.DEFAULT, goal, platform, "worker", pods,
                Optional.empty()));
    }
}
