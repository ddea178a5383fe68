package io.alidade.kube.machine;

import io.alidade.engine.device.Device;
import io.alidade.engine.machine.Cache;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.machine.HardwareDevice.Kind;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NumaNode;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Labels that tell a scheduler what a node's machine is like. Numbers are whole, so that `Gt` and `Lt` of a node affinity
/// can compare them.
///
/// What differs from NUMA node to NUMA node is said of each (`numa.node.0.cpus`); what is the same on all, also once
/// (`numa.node.cpus`). What is unknown or none has no label, and neither has what would be no valid one.
public final class NodeLabels {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final int L3 = 3;
    private static final int GIB_BITS = 30;

    private final MachineDescription machine;
    private final Hardware hardware;
    private final SortedMap<String, String> labels = new TreeMap<>(NodeLabels::compare);

    private NodeLabels(MachineDescription machine) {
        this.machine = machine;
        this.hardware = machine.hardware();
    }

    /// The labels by key, in the order of the keys, numbers within them by value.
    public static SortedMap<String, String> of(MachineDescription machine) {
        NodeLabels labels = new NodeLabels(machine);
        labels.cpus();
        labels.numaNodes();
        return Collections.unmodifiableSortedMap(labels.labels);
    }

    private void cpus() {
        put("cpu.count", hardware.usableCpus().size());
        put("cpu.socket.count", hardware.sockets().size());
        put("cpu.core.count", hardware.cores().size());
        put("cpu.smt", Boolean.toString(hardware.cores().stream().anyMatch(core -> core.size() > 1)));
        same(hardware.cores(), CpuSet::size).ifPresent(threads -> put("cpu.threads-per-core", threads));
        List<Cache> caches = hardware.caches().stream().filter(cache -> cache.level() == L3).toList();
        put("cpu.l3.count", caches.size());
        same(caches, cache -> cache.cpus().size()).ifPresent(cpus -> put("cpu.l3.cpus", cpus));
        put("cpu.isolated.count", hardware.isolatedCpus().size());
        put("cpu.kind.count", hardware.coreKinds().size());
    }

    private void numaNodes() {
        List<NumaNode> all = machine.topology().numaNodes();
        Map<Integer, Long> cpus = machine.topology().cpus().stream()
                .collect(Collectors.groupingBy(Cpu::numaNode, Collectors.counting()));
        put("numa.node.count", all.size());
        put("numa.node.memory-only.count", all.stream().filter(numaNode -> !cpus.containsKey(numaNode.id())).count());
        same(cpus.values(), count -> count).ifPresent(count -> put("numa.node.cpus", count));
        same(all, numaNode -> numaNode.memoryBytes() >> GIB_BITS).ifPresent(gib -> put("numa.node.memory-gib", gib));
        for (NumaNode numaNode : all) {
            String prefix = "numa.node." + numaNode.id() + ".";
            put(prefix + "cpus", cpus.getOrDefault(numaNode.id(), 0L));
            put(prefix + "memory-gib", numaNode.memoryBytes() >> GIB_BITS);
            numaNode.hugepages().forEach((size, count) -> put(
                    prefix + "hugepages-" + Quantity.ofBytes(size).toText(), count));
            hardwareDevices(numaNode.id(), prefix);
            pluginDevices(numaNode.id(), prefix);
        }
    }

    /// GPUs, NICs and so on; virtual functions are not counted.
    private void hardwareDevices(int numaNode, String prefix) {
        Map<Kind, Long> counts = hardware.devices().stream()
                .filter(device -> device.numaNode().equals(OptionalInt.of(numaNode))
                        && device.physicalFunction().isEmpty() && device.kind() != Kind.OTHER)
                .collect(Collectors.groupingBy(HardwareDevice::kind, Collectors.counting()));
        counts.forEach((kind, count) -> put(prefix + kind.wireName(), count));
    }

    /// Devices of plugins that are on this NUMA node alone.
    private void pluginDevices(int numaNode, String prefix) {
        Map<String, Long> counts = machine.devices().stream()
                .filter(device -> device.numaNodes().equals(Optional.of(List.of(numaNode))))
                .collect(Collectors.groupingBy(Device::resource, Collectors.counting()));
        counts.forEach((resource, count) -> put(prefix + "device." + resource.replace('/', '_'), count));
    }

    private void put(String key, long count) {
        if (count > 0) {
            put(key, Long.toString(count));
        }
    }

    private void put(String key, String value) {
        if (VALID.matcher(key).matches()) {
            labels.put(key, value);
        }
    }

    private static <T, V> Optional<V> same(Collection<T> items, Function<T, V> value) {
        List<V> values = items.stream().map(value).distinct().toList();
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    /// Part by part between the dots; two numbers by value, and a word before a number.
    private static int compare(String one, String other) {
        String[] parts = one.split("\\.", -1);
        String[] others = other.split("\\.", -1);
        for (int i = 0; i < Math.min(parts.length, others.length); i++) {
            boolean isNumber = parts[i].matches("[0-9]{1,5}");
            boolean isOtherNumber = others[i].matches("[0-9]{1,5}");
            int order = isNumber && isOtherNumber
                    ? Integer.compare(Integer.parseInt(parts[i]), Integer.parseInt(others[i]))
                    : isNumber != isOtherNumber ? Boolean.compare(isNumber, isOtherNumber)
                    : parts[i].compareTo(others[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(parts.length, others.length);
    }
}
