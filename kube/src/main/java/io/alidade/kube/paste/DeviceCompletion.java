package io.alidade.kube.paste;

import io.alidade.engine.device.Device;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.document.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Makes the devices of what is known of them: those that a tool shows with their NUMA node, and for resources that only a
/// node object counts so many devices without one.
final class DeviceCompletion {
    private static final long MAX_DEVICES = 10_000;

    private final Evidence evidence;
    private final NodeTopology topology;
    private final List<String> warnings;
    private final SortedMap<String, List<Device>> byResource = new TreeMap<>();
    private final List<String> unhealthy = new ArrayList<>();

    DeviceCompletion(Evidence evidence, NodeTopology topology, List<String> warnings) {
        this.evidence = evidence;
        this.topology = topology;
        this.warnings = warnings;
    }

    /// By resource, then in the order of the sources.
    List<Device> devices() {
        evidence.devices().values().forEach(claim -> add(claim.value(), claim.origin()));
        evidence.devicesNear().forEach(claim -> add(near(claim.value()), claim.origin()));
        List<String> withoutNumaNode = new ArrayList<>();
        evidence.deviceCounts().forEach((resource, claim) -> count(resource, claim, withoutNumaNode));
        if (!unhealthy.isEmpty()) {
            warnings.add("devices-unhealthy: a node object has fewer allocatable than it counts: "
                    + String.join(", ", unhealthy)
                    + "; the others are taken for unhealthy, the last ones first, for which"
                    + " they are is not told.");
        }
        if (!withoutNumaNode.isEmpty()) {
            warnings.add("devices-without-numa-node: a node object counts " + String.join(", ", withoutNumaNode)
                    + ", and tells neither ids nor NUMA nodes; they count as devices without topology, which go anywhere."
                    + " nvidia-smi topo -m, or a list for --devices, tells more.");
        }
        List<Device> devices = new ArrayList<>();
        byResource.values().forEach(devices::addAll);
        return devices;
    }

    private void add(Device device, String origin) {
        for (int numaNode : device.numaNodes().orElse(List.of())) {
            if (topology.position(numaNode) < 0) {
                throw new BadInput(origin + " puts " + device.id() + " on NUMA node " + numaNode
                        + ", which the machine does not have.", "Give outputs of one machine.");
            }
        }
        Claim<String> id = evidence.deviceIds().get(List.of(device.resource(), device.id()));
        byResource.computeIfAbsent(device.resource(), _ -> new ArrayList<>()).add(id == null ? device
                : new Device(device.resource(), id.value(), device.numaNodes(), device.healthy()));
    }

    /// On the NUMA node that has its near CPUs; on none if they are on several.
    private Device near(Fact.DeviceNear near) {
        TreeSet<Integer> numaNodes = new TreeSet<>();
        for (Cpu cpu : topology.cpus()) {
            if (near.cpus().contains(cpu.cpu())) {
                numaNodes.add(cpu.numaNode());
            }
        }
        return new Device(near.resource(), near.id(),
                numaNodes.size() == 1 ? Optional.of(List.copyOf(numaNodes)) : Optional.empty(), true);
    }

    private void count(String resource, Claim<Fact.DeviceCount> claim, List<String> withoutNumaNode) {
        counted(resource, claim, withoutNumaNode);
        long healthy = claim.value().healthy();
        List<Device> known = byResource.getOrDefault(resource, List.of());
        if (known.stream().filter(Device::healthy).count() > healthy) {
            unhealthy.add(resource + " " + healthy + " of " + claim.value().count());
            List<Device> marked = new ArrayList<>();
            long left = healthy;
            for (Device device : known) {
                boolean isHealthy = device.healthy() && left > 0;
                left -= isHealthy ? 1 : 0;
                marked.add(new Device(resource, device.id(), device.numaNodes(), isHealthy));
            }
            byResource.put(resource, marked);
        }
    }

    private void counted(String resource, Claim<Fact.DeviceCount> claim, List<String> withoutNumaNode) {
        long count = claim.value().count();
        List<Device> known = byResource.getOrDefault(resource, List.of());
        if (count == known.size()) {
            return;
        }
        if (count > MAX_DEVICES) {
            throw new BadInput(claim.origin() + " counts " + count + " of " + resource + ", and at most " + MAX_DEVICES
                    + " devices are read.", "Leave out what no pod asks for.");
        }
        if (known.isEmpty()) {
            byResource.put(resource, numbered(resource, count));
            withoutNumaNode.add(count + " " + resource);
        } else if (count % known.size() == 0 && count > 0) {
            byResource.put(resource, replicas(known, (int) (count / known.size())));
            warnings.add("devices-shared: " + claim.origin() + " counts " + count + " " + resource + " where there are "
                    + known.size() + "; each counts as " + count / known.size()
                    + " replicas on its NUMA node (time slicing).");
        } else {
            throw Claim.contradiction(known.size() + " of " + resource, origins(resource), Long.toString(count),
                    claim.origin());
        }
    }

    private String origins(String resource) {
        String listed = evidence.devices().values().stream().filter(claim -> claim.value().resource().equals(resource))
                .map(Claim::origin).distinct().collect(Collectors.joining(", "));
        return listed.isEmpty() ? evidence.devicesNear().stream().map(Claim::origin).distinct()
                .collect(Collectors.joining(", ")) : listed;
    }

    private static List<Device> numbered(String resource, long count) {
        String name = resource.substring(resource.indexOf('/') + 1);
        List<Device> devices = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            devices.add(new Device(resource, name + "-" + i, Optional.empty(), true));
        }
        return devices;
    }

    private static List<Device> replicas(List<Device> devices, int replicas) {
        List<Device> all = new ArrayList<>();
        for (Device device : devices) {
            for (int i = 0; i < replicas; i++) {
                all.add(new Device(device.resource(), device.id() + "::" + i, device.numaNodes(), device.healthy()));
            }
        }
        return all;
    }
}
