package io.alidade.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.device.Device;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.hint.HintMerge.Method;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.testkit.Property;
import io.alidade.testkit.Randomness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Whole admissions while pods come and go, hints searched and hints listed, on machines of 1 to 10 NUMA nodes, some with
/// memory only, CPUs only or nothing.
class HintFamilyNodeProperties {
    private static final long MIB = 1L << 20;
    private static final long PAGE_BYTES = 2 * MIB;
    private static final long CHUNK_BYTES = 64 * MIB;

    @Test
    void admit_searchedAndListed_decideAlike() {
        Property.check("admit", 2_500, random -> {
            int numaNodes = random.note("numaNodes", random.growing(1, 10));
            NodeTopology topology = random.note("topology", topology(random, numaNodes));
            NodeStart start = Node.start(topology, random.note("settings", settings(random, topology)),
                    random.note("devices", devices(random, numaNodes)), PreferredAllocation.NONE);
            if (!(start instanceof NodeStart.Started(Node node))) {
                return;
            }
            for (int pods = random.growing(1, 8); pods > 0; pods--) {
                PodRequest pod = random.note("pod " + pods,
                        pod(random, "pod-" + pods, topology.cpus().size(), numaNodes));
                Admission listed = node.mergingBy(Method.LISTED).admit(pod);
                Admission searched = node.mergingBy(Method.SEARCHED).admit(pod);
                Admission answered = node.mergingBy(Method.AS_ANSWERED).admit(pod);
                assertThat(facts(searched)).isEqualTo(facts(listed));
                assertThat(facts(answered)).isEqualTo(facts(listed));
                node = listed.node();
                if (random.chance(30)) {
                    node = node.started(pod.uid());
                }
                if (random.chance(30) && !node.pods().isEmpty()) {
                    node = node.remove(random.pick(node.pods()).uid());
                }
            }
        });
    }

    private static List<Object> facts(Admission admission) {
        return switch (admission) {
            case Admission.Admitted(Node node, List<ContainerPlacement> containers, List<String> warnings) ->
                List.of(containers, warnings, node.checkpoints());
            case Admission.Rejected(Node node, String reason, String message) ->
                List.of(reason, message, node.checkpoints());
        };
    }

    private static NodeTopology topology(Randomness random, int numaNodes) {
        List<NumaNode> nodes = new ArrayList<>();
        List<Cpu> cpus = new ArrayList<>();
        int perSocket = random.between(1, 3);
        int most = random.between(1, 4);
        boolean uneven = random.flip();
        for (int id = 0; id < numaNodes; id++) {
            boolean hasCpus = id == 0 || random.chance(85);
            for (int core = hasCpus ? uneven ? random.between(1, most) : most : 0; core > 0; core--) {
                cpus.add(new Cpu(cpus.size(), core, id / perSocket, id, id));
            }
            long memory = random.chance(85) ? (uneven ? random.between(1, 8) : 4) * CHUNK_BYTES : 0;
            long pages = memory == 0 ? 0 : random.between(0, 8);
            List<Integer> distances = new ArrayList<>();
            for (int other = 0; other < numaNodes; other++) {
                distances.add(other == id ? 10 : uneven ? random.between(11, 14)
                        : other / perSocket == id / perSocket ? 12 : 32);
            }
            nodes.add(new NumaNode(id, memory, Map.of(PAGE_BYTES, pages), distances));
        }
        return new NodeTopology(nodes, cpus);
    }

    private static NodeSettings settings(Randomness random, NodeTopology topology) {
        NodeSettings.Builder settings = NodeSettings.builder()
                .topologyPolicy(
                        random.pick(List.of("best-effort", "restricted", "single-numa-node", "best-effort", "none")))
                .topologyOption("max-allowable-numa-nodes", "64")
                .topologyOption("prefer-closest-numa-nodes", String.valueOf(random.flip()))
                .topologyScope(random.pick(List.of("container", "pod")));
        if (random.chance(85)) {
            int reserved = random.between(0, topology.cpus().size() - 1);
            settings.staticCpus(String.valueOf(topology.cpus().get(reserved).cpu()))
                    .alphaOptions().cpuOption("align-by-socket", random.chance(40))
                    .cpuOption("strict-cpu-reservation", random.flip());
        }
        if (random.chance(85)) {
            settings.staticMemory(random.flip() ? new String[] {"16Mi"} : new String[] {"8Mi", "8Mi"});
        }
        return settings.build();
    }

    // A few resources; some devices on two or three NUMA nodes, some on none, some without topology, some unhealthy.
    private static List<Device> devices(Randomness random, int numaNodes) {
        List<Device> devices = new ArrayList<>();
        for (String resource : List.of("x/gpu", "x/nic", "x/odd")) {
            for (int count = random.between(0, numaNodes + 1); count > 0; count--) {
                List<Integer> on = new ArrayList<>(List.of(random.between(0, numaNodes - 1)));
                while (resource.equals("x/odd") && random.chance(50)) {
                    on.add(random.between(0, numaNodes - 1));
                }
                Device device = Device.on(resource, resource + count,
                        on.stream().distinct().sorted().toArray(Integer[]::new));
                boolean anywhere = resource.equals("x/odd") && random.chance(10);
                devices.add(new Device(resource, device.id(), anywhere ? Optional.empty() : device.numaNodes(),
                        random.chance(90)));
            }
        }
        return devices;
    }

    private static PodRequest pod(Randomness random, String uid, int cpus, int numaNodes) {
        PodRequest.Builder pod = PodRequest.builder(uid);
        int apps = random.between(1, 2);
        for (int left = apps + random.pick(List.of(0, 0, 1, 2)); left > 0; left--) {
            ContainerKind kind = left <= apps ? ContainerKind.APP
                    : random.pick(List.of(ContainerKind.INIT, ContainerKind.INIT, ContainerKind.SIDECAR));
            List<String> amounts = new ArrayList<>(List.of("cpu=" + random.between(1, 1 + cpus / 2),
                    "memory=" + random.between(1, 40 * numaNodes) * 4 + "Mi"));
            if (random.chance(30)) {
                amounts.add("hugepages-2Mi=" + 2 * random.between(1, 3 * numaNodes) + "Mi");
            }
            for (String resource : List.of("x/gpu", "x/nic", "x/odd")) {
                if (random.chance(35)) {
                    amounts.add(resource + "=" + random.between(1, 3));
                }
            }
            pod.container(kind.name().charAt(0) + "-" + left, kind,
                    ResourceAmounts.both(amounts.toArray(String[]::new)));
        }
        return pod.build();
    }
}
