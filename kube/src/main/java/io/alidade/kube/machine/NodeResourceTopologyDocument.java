package io.alidade.kube.machine;

import io.alidade.engine.Node;
import io.alidade.engine.device.Device;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.memory.MemoryAllocations;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.Policies;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.document.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A node as the object `NodeResourceTopology` (topology.node.k8s.io v1alpha2) that an exporter publishes for schedulers:
/// what each NUMA node has, what of it the resource managers can give away, and what of that is left.
///
/// Amounts are written as exporters write them: whole numbers of CPUs, bytes and devices. `capacity` is what there is,
/// `allocatable` what the kubelet's pod resources service calls so: nothing of CPUs with the policy `none`, nothing of
/// memory with `None`, and the healthy devices. An exporter leaves resources out of which nothing is allocatable, here they
/// have their capacity, so that the object is the machine when it is read back. A device on several NUMA nodes counts on
/// each; one without topology is in no zone.
///
/// @param name the node's; a cluster takes no object without one
public record NodeResourceTopologyDocument(Optional<String> name, Node node) {
    private static final String API_VERSION = "topology.node.k8s.io/v1alpha2";
    private static final String KIND = "NodeResourceTopology";

    /// One resource of one zone.
    private record Amounts(String resource, long capacity, long allocatable, long available) {
        Value toValue() {
            return Value.mapping().with("name", resource).with("capacity", text(capacity))
                    .with("allocatable", text(allocatable)).with("available", text(available)).build();
        }

        private static String text(long amount) {
            return Quantity.parse(Long.toUnsignedString(amount)).toText();
        }
    }

    /// The resources of which some devices are on no NUMA node: schedulers are not told of these.
    public List<String> resourcesWithoutZone() {
        return node.allocations().devices().resources().stream().filter(resource -> node.allocations().devices()
                .devices(resource).stream().anyMatch(device -> device.numaNodes().map(List::isEmpty).orElse(true)))
                .toList();
    }

    /// The document.
    public Value.Mapping toDocument() {
        List<Value> zones = new ArrayList<>();
        CpuTopology cpus = new CpuTopology(node.topology());
        Map<Integer, CpuSet> cpusById = new TreeMap<>();
        cpus.numaNodes().forEach(group -> cpusById.put(group.id(), group.cpus()));
        List<NumaNode> numaNodes = node.topology().numaNodes();
        for (int position = 0; position < numaNodes.size(); position++) {
            NumaNode numaNode = numaNodes.get(position);
            List<Value> resources = new ArrayList<>();
            resources.add(cpu(cpusById.getOrDefault(numaNode.id(), CpuSet.empty())).toValue());
            devices(numaNode.id()).forEach(amounts -> resources.add(amounts.toValue()));
            for (Amounts amounts : memory(position, numaNode)) {
                resources.add(amounts.toValue());
            }
            zones.add(Value.mapping().with("name", zone(numaNode)).with("type", "Node")
                    .with("costs", numaNode.distances().isEmpty() ? Optional.empty() : Optional.of(costs(numaNode)))
                    .with("resources", Value.sequence(resources)).build());
        }
        return Value.mapping().with("apiVersion", API_VERSION).with("kind", KIND)
                .with("metadata", Value.mapping().with("name", name.map(Value::of)).build())
                .with("attributes", attributes(node.settings().policies())).with("zones", Value.sequence(zones))
                .build();
    }

    private static Value attributes(Policies policies) {
        return Value.sequence(List.of(attribute("topologyManagerPolicy", policies.topologyManager()),
                attribute("topologyManagerScope", policies.topologyScope())));
    }

    private static Value attribute(String name, String value) {
        return Value.mapping().with("name", name).with("value", value).build();
    }

    private static String zone(NumaNode numaNode) {
        return "node-" + numaNode.id();
    }

    private Value costs(NumaNode from) {
        List<NumaNode> all = node.topology().numaNodes();
        List<Value> costs = new ArrayList<>();
        for (int to = 0; to < Math.min(all.size(), from.distances().size()); to++) {
            costs.add(Value.mapping().with("name", zone(all.get(to))).with("value", from.distances().get(to)).build());
        }
        return Value.sequence(costs);
    }

    private Amounts cpu(CpuSet own) {
        var cpus = node.allocations().cpus();
        int allocatable = node.settings().policies().pinsCpus() ? own.andNot(cpus.reservedCpus()).size() : 0;
        return new Amounts("cpu", own.size(), allocatable, own.andSize(cpus.availableCpus()));
    }

    /// Memory and every page size of which there are pages.
    private List<Amounts> memory(int position, NumaNode numaNode) {
        List<Amounts> amounts = new ArrayList<>();
        numaNode.hugepages().forEach((sizeBytes, count) -> {
            if (count > 0) {
                amounts.add(memory(position, "hugepages-" + Quantity.ofBytes(sizeBytes).toText(), sizeBytes * count));
            }
        });
        amounts.add(memory(position, "memory", numaNode.memoryBytes()));
        return amounts;
    }

    private Amounts memory(int position, String type, long capacityBytes) {
        MemoryAllocations memory = node.allocations().memory();
        return new Amounts(type, capacityBytes, memory.allocatableBytes(position, type).orElse(0L),
                memory.freeBytes(position, type).orElse(0L));
    }

    private List<Amounts> devices(int numaNode) {
        var devices = node.allocations().devices();
        List<Amounts> amounts = new ArrayList<>();
        for (String resource : devices.resources()) {
            long healthy = devices.devices(resource).stream().filter(Device::healthy)
                    .filter(device -> isOn(device, numaNode)).count();
            long free = devices.freeDevices(resource).stream().filter(device -> isOn(device, numaNode)).count();
            if (healthy > 0) {
                amounts.add(new Amounts(resource, healthy, healthy, free));
            }
        }
        return amounts;
    }

    private static boolean isOn(Device device, int numaNode) {
        return device.numaNodes().map(ids -> ids.contains(numaNode)).orElse(false);
    }
}
