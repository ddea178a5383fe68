package io.alidade.plan.whatif;

import io.alidade.engine.device.Device;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.pod.PodManifest;
import io.alidade.testkit.Machine;
import io.alidade.testkit.RandomMachine;
import io.alidade.testkit.Randomness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Scenes drawn at random: machines up to 8 NUMA nodes, all policies and some options, one to six pods.
public final class RandomScene {
    private static final long MIB = 1L << 20;
    private static final int RESERVED_MIB = 128;

    private RandomScene() {}

    /// Draws until the kubelet starts.
    public static Scene next(Randomness random) {
        while (true) {
            NodeTopology topology = topology(RandomMachine.next(random));
            MachineDescription machine = MachineDescription.of(topology).withDevices(devices(random, topology));
            KubeletConfiguration configuration = KubeletConfigurationReader.LENIENT
                    .decode(Scene.document(random.note("configuration", configuration(random, topology))));
            if (KubeletNode.start(machine, configuration, KubeletVersion.DEFAULT) instanceof KubeletStart.Started) {
                List<PodManifest> pods = new ArrayList<>();
                for (int index = random.growing(1, 6); index > 0; index--) {
                    pods.add(pod(random, topology, "pod-" + index));
                }
                return new Scene(machine, configuration, pods);
            }
        }
    }

    private static NodeTopology topology(Machine machine) {
        List<Cpu> cpus = machine.cpus().stream()
                .map(row -> new Cpu(row.cpu(), row.core(), row.socket(), row.numaNode(), row.uncoreCache())).toList();
        List<NumaNode> numaNodes = new ArrayList<>();
        for (Machine.NumaRow row : machine.numaNodes()) {
            Map<Long, Long> hugepages = new TreeMap<>();
            row.hugePagesByKib().forEach((kib, pages) -> hugepages.put(kib * 1024, pages));
            numaNodes.add(new NumaNode(row.numaNode(), row.memoryBytes(), hugepages, row.distances()));
        }
        return new NodeTopology(numaNodes, cpus);
    }

    private static String configuration(Randomness random, NodeTopology topology) {
        StringBuilder text = new StringBuilder(
                "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n");
        if (random.chance(85)) {
            text.append("cpuManagerPolicy: static\nreservedSystemCPUs: \"").append(topology.cpus().getFirst().cpu())
                    .append("\"\ncpuManagerPolicyOptions: {full-pcpus-only: \"").append(random.chance(30))
                    .append("\", prefer-align-cpus-by-uncorecache: \"").append(random.chance(30)).append("\"}\n");
        }
        if (random.chance(75)) {
            int numaNodes = topology.numaNodes().size();
            text.append("memoryManagerPolicy: Static\nsystemReserved: {memory: ")
                    .append(numaNodes * RESERVED_MIB - 100).append("Mi}\nevictionHard: {memory.available: 100Mi}\n")
                    .append("reservedMemory:\n");
            topology.numaNodes().forEach(numaNode -> text.append("- {numaNode: ").append(numaNode.id())
                    .append(", limits: {memory: ").append(RESERVED_MIB).append("Mi}}\n"));
        }
        return text.append("topologyManagerPolicy: ")
                .append(random.pick(List.of("none", "best-effort", "restricted", "restricted", "single-numa-node")))
                .append("\ntopologyManagerScope: ").append(random.pick(List.of("container", "pod"))).append('\n')
                .append("topologyManagerPolicyOptions: {prefer-closest-numa-nodes: \"").append(random.flip())
                .append("\"}\n").toString();
    }

    private static List<Device> devices(Randomness random, NodeTopology topology) {
        List<Device> devices = new ArrayList<>();
        for (int index = random.growing(0, 8); index > 0; index--) {
            int on = topology.numaNodes().get(random.between(0, topology.numaNodes().size() - 1)).id();
            devices.add(new Device("vendor.com/gpu", "gpu" + index,
                    random.chance(90) ? Optional.of(List.of(on)) : Optional.empty(), random.chance(95)));
        }
        return devices;
    }

    private static PodManifest pod(Randomness random, NodeTopology topology, String name) {
        StringBuilder spec = new StringBuilder();
        if (random.chance(20)) {
            spec.append("initContainers: [{name: i, ").append(random.flip() ? "restartPolicy: Always, " : "")
                    .append(resources(random, topology)).append("}], ");
        }
        spec.append("containers: [{name: a, ").append(resources(random, topology)).append('}');
        if (random.chance(25)) {
            spec.append(", {name: b, ").append(resources(random, topology)).append('}');
        }
        return Scene.podOf(name, random.note(name, spec.append(']').toString()));
    }

    private static String resources(Randomness random, NodeTopology topology) {
        long smallest = topology.numaNodes().stream().mapToLong(numaNode -> numaNode.memoryBytes() / MIB).min()
                .orElseThrow();
        List<String> amounts = new ArrayList<>();
        if (random.chance(95)) {
            amounts.add("memory: " + random.between(1, smallest * random.pick(List.of(1, 2, 3)) / 2) + "Mi");
            amounts.add(
                    "cpu: " + (random.chance(90) ? random.between(1, Math.max(1, topology.cpus().size() * 2 / 3)) + ""
                            : "1500m"));
        }
        if (random.chance(25)) {
            amounts.add("vendor.com/gpu: " + random.between(1, 3));
        }
        // Only limits may name devices without a request.
        return "resources: {limits: {" + String.join(", ", amounts) + "}"
                + (random.chance(10) && amounts.size() > 1 ? ", requests: {cpu: 1m}" : "") + "}";
    }
}
