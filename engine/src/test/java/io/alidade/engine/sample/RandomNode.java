package io.alidade.engine.sample;

import io.alidade.engine.Node;
import io.alidade.engine.NodeStart;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.testkit.Machine;
import io.alidade.testkit.RandomMachine;
import io.alidade.testkit.Randomness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A random machine with settings with which it starts, and devices; and random pods for it.
public record RandomNode(Machine machine, NodeTopology topology, NodeSettings settings, List<Device> devices) {
    private static final long MIB = 1L << 20;

    /// Draws until the node starts: a few combinations of options and hardware are refused.
    public static RandomNode next(Randomness random) {
        while (true) {
            Machine machine = RandomMachine.next(random);
            NodeTopology topology = Topologies.of(machine);
            RandomNode node = new RandomNode(machine, topology, settings(random, topology), devices(random, topology));
            if (node.tryStart() instanceof NodeStart.Started) {
                random.note("settings", node.settings);
                random.note("devices", node.devices);
                return node;
            }
        }
    }

    private NodeStart tryStart() {
        return Node.start(topology, settings, devices, PreferredAllocation.NONE);
    }

    public Node start() {
        return Nodes.started(tryStart());
    }

    /// True if a CPU may be claimed twice (cpu-manager 10.5a).
    public boolean hasOfflineCpus() {
        return machine.name().contains("+offline");
    }

    public boolean managesPodLevelResources() {
        return settings.featureGates().managesPodLevelResources();
    }

    private static NodeSettings settings(Randomness random, NodeTopology topology) {
        NodeSettings.Builder settings = NodeSettings.builder()
                .kubeletVersion(random.pick(List.of(KubeletVersion.values())));
        if (random.chance(85)) {
            cpuOptions(random, settings);
            int cpus = topology.cpus().size();
            if (random.flip()) {
                settings.staticCpus(String.valueOf(topology.cpus().get(random.between(0, cpus - 1)).cpu()));
            } else {
                settings.cpuPolicy("static").reserve("cpu", random.between(1, Math.min(4, cpus)) * 1000 - 500 + "m");
            }
        }
        if (random.chance(75)) {
            String[] reserved = new String[topology.numaNodes().size()];
            for (int i = 0; i < reserved.length; i++) {
                reserved[i] = random.pick(List.of("128Mi", "256Mi"));
            }
            settings.staticMemory(reserved);
        }
        settings.topologyPolicy(random.pick(List.of("none", "best-effort", "best-effort", "restricted",
                "single-numa-node"))).topologyScope(random.pick(List.of("container", "pod")));
        if (random.flip()) {
            settings.topologyOption("prefer-closest-numa-nodes", String.valueOf(random.flip()));
        }
        if (random.chance(20)) {
            settings.podLevelResources();
        }
        return settings.featureGate(FeatureGates.CPU_ALPHA_OPTIONS, true).build();
    }

    private static void cpuOptions(Randomness random, NodeSettings.Builder settings) {
        boolean acrossCores = random.chance(15);
        boolean acrossNuma = !acrossCores && random.chance(30);
        settings.cpuOption("distribute-cpus-across-cores", acrossCores)
                .cpuOption("distribute-cpus-across-numa", acrossNuma)
                .cpuOption("full-pcpus-only", !acrossCores && random.chance(30))
                .cpuOption("prefer-align-cpus-by-uncorecache", !acrossCores && !acrossNuma && random.chance(40))
                .cpuOption("strict-cpu-reservation", random.flip())
                .cpuOption("align-by-socket", random.chance(20));
    }

    private static List<Device> devices(Randomness random, NodeTopology topology) {
        List<Device> devices = new ArrayList<>();
        for (String resource : random.subset(List.of("vendor/gpu", "vendor/nic"))) {
            for (int index = random.growing(1, 8); index > 0; index--) {
                List<Integer> on = List.of(random.between(0, topology.numaNodes().size() - 1));
                devices.add(new Device(resource, resource.substring(7) + index,
                        random.chance(90) ? Optional.of(on) : Optional.empty(), random.chance(95)));
            }
        }
        return devices;
    }

    /// A pod, mostly Guaranteed, of up to four containers.
    public PodRequest pod(Randomness random, String uid) {
        PodRequest.Builder pod = PodRequest.builder(uid);
        int inits = random.chance(30) ? random.between(1, 2) : 0;
        for (int i = 0; i < inits; i++) {
            ContainerKind kind = random.pick(List.of(ContainerKind.INIT, ContainerKind.SIDECAR));
            pod.container("i" + i, kind, ResourceAmounts.both(amounts(random)));
        }
        for (int i = random.chance(70) ? 1 : 2; i > 0; i--) {
            pod.container("c" + i, ContainerKind.APP, ResourceAmounts.both(amounts(random)));
        }
        if (managesPodLevelResources() && random.flip()) {
            pod.podResources("cpu=" + random.between(1, largestCpu()), "memory=" + memoryMib(random) + "Mi");
        }
        return random.note(uid, pod.build());
    }

    private int largestCpu() {
        return Math.max(1, topology.cpus().size() / 2);
    }

    private long memoryMib(Randomness random) {
        long smallest = topology.numaNodes().stream().mapToLong(numaNode -> numaNode.memoryBytes() / MIB).min()
                .orElseThrow();
        return random.between(1, smallest * random.pick(List.of(1, 1, 2, 3)) / 3);
    }

    private String[] amounts(Randomness random) {
        List<String> amounts = new ArrayList<>();
        if (random.chance(93)) {
            amounts.add("memory=" + memoryMib(random) + "Mi");
            amounts.add("cpu=" + (random.chance(90) ? random.between(1, largestCpu()) + "" : "1500m"));
        }
        if (random.chance(25)) {
            amounts.add("vendor/gpu=" + random.between(1, 2));
        }
        if (random.chance(15)) {
            amounts.add("vendor/nic=1");
        }
        // Where a NUMA node has no table of the size, the kubelet ends with a null pointer (memory-manager 8.1).
        boolean everywhere = topology.numaNodes().stream()
                .allMatch(numaNode -> numaNode.hugepages().containsKey(2 * MIB));
        if (everywhere && random.chance(15)) {
            amounts.add("hugepages-2Mi=" + random.between(1, 64) * 2 + "Mi");
        }
        return amounts.toArray(String[]::new);
    }
}
