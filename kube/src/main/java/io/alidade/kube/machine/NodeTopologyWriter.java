package io.alidade.kube.machine;

import io.alidade.engine.device.Device;
import io.alidade.engine.machine.Cache;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.config.KubeletConfigurationWriter;
import io.alidade.kube.document.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.function.Function;

/// Writes a [NodeTopologyDocument]. What follows from `cpuDetails` alone (sockets, cores) is written only where the hardware
/// says otherwise.
final class NodeTopologyWriter {
    private final MachineDescription machine;
    private final Hardware hardware;

    private NodeTopologyWriter(MachineDescription machine) {
        this.machine = machine;
        this.hardware = machine.hardware();
    }

    static Value.Mapping document(NodeTopologyDocument document) {
        NodeTopologyWriter writer = new NodeTopologyWriter(document.machine());
        Value.Builder fields = Value.mapping().with("apiVersion", NodeTopologyDocument.API_VERSION)
                .with("kind", NodeTopologyDocument.KIND).with("source", document.source())
                .with("name", document.machine().name().map(Value::of));
        writer.cpus(fields);
        writer.parts(fields);
        writer.node(fields);
        return fields.with("warnings", Value.texts(document.warnings())).build();
    }

    private void cpus(Value.Builder fields) {
        CpuTopology groups = new CpuTopology(machine.topology());
        Hardware implied = Hardware.of(machine.topology());
        fields.with("cpus", cpus(hardware.usableCpus())).with("offlineCpus", unlessEmpty(hardware.offlineCpus()))
                .with("isolatedCpus", unlessEmpty(hardware.isolatedCpus()))
                .with("packages", hardware.sockets().size()).with("cores", hardware.cores().size())
                .with("sockets", hardware.sockets().equals(implied.sockets()) ? Optional.empty()
                        : Optional.of(byId(hardware.sockets())))
                .with("realCores", hardware.cores().equals(implied.cores()) ? Optional.empty()
                        : Optional.of(list(hardware.cores(), NodeTopologyWriter::cpus)))
                .with("uncoreCaches", uncoreCaches(groups));
    }

    private void parts(Value.Builder fields) {
        fields.with("numaNodes", list(machine.topology().numaNodes(), this::numaNode))
                .with("cpuDetails", list(machine.topology().cpus(), NodeTopologyWriter::cpu))
                .with("caches", list(hardware.caches(), NodeTopologyWriter::cache))
                .with("coreKinds", unlessEmpty(hardware.coreKinds(), kind -> Value.mapping().with("name", kind.name())
                        .with("cpus", cpus(kind.cpus())).build()))
                .with("memoryTiers", unlessEmpty(hardware.memoryTiers(), tier -> Value.mapping().with("id", tier.id())
                        .with("numaNodes", ids(tier.numaNodes())).build()))
                .with("cgroupMode", hardware.cgroupMode().map(mode -> Value.of(mode.wireName())))
                .with("devices", list(hardware.devices(), NodeTopologyWriter::device));
    }

    private void node(Value.Builder fields) {
        fields.with("pluginDevices", unlessEmpty(machine.devices(), NodeTopologyWriter::pluginDevice))
                .with("memoryBytes", number(hardware.memoryBytes()))
                .with("ephemeralStorageBytes", number(machine.ephemeralStorageBytes()))
                .with("labels", machine.labels().isEmpty() ? Optional.empty()
                        : Optional.of(Value.texts(machine.labels())))
                .with("taints", unlessEmpty(machine.taints(), MachineWriter::taint))
                .with("kubeletConfiguration", machine.configuration().map(KubeletConfigurationWriter::document));
    }

    /// The uncore caches as the kubelet understands them, as in the document.
    static Value uncoreCaches(CpuTopology groups) {
        return list(groups.uncoreCaches(), group -> Value.mapping().with("id", group.id())
                .with("cpus", cpus(group.cpus())).build());
    }

    /// The devices of a NUMA node, in short.
    static Value devicesOf(Hardware hardware, int numaNode) {
        return list(hardware.devices().stream().filter(device -> device.numaNode().equals(OptionalInt.of(numaNode)))
                .toList(),
                device -> Value.mapping().with("address", device.address())
                        .with("kind", device.kind().wireName()).build());
    }

    private Value numaNode(NumaNode numaNode) {
        Value.Builder hugepages = Value.mapping();
        numaNode.hugepages().forEach((size, count) -> hugepages.with(pageSize(size), count));
        Value.Builder distances = Value.mapping();
        List<NumaNode> all = machine.topology().numaNodes();
        for (int i = 0; i < Math.min(all.size(), numaNode.distances().size()); i++) {
            distances.with(Integer.toString(all.get(i).id()), numaNode.distances().get(i));
        }
        return Value.mapping().with("id", numaNode.id()).with("memoryBytes", numaNode.memoryBytes())
                .with("cpus", cpus(hardware.numaNodes().getOrDefault(numaNode.id(), CpuSet.EMPTY)))
                .with("hugepages", numaNode.hugepages().isEmpty() ? Optional.empty() : Optional.of(hugepages.build()))
                .with("distances", numaNode.distances().isEmpty() ? Optional.empty() : Optional.of(distances.build()))
                .with("devices", devicesOf(hardware, numaNode.id())).build();
    }

    /// `2Mi`; a size that would be digits alone, which stand for kB, with an exponent.
    private static String pageSize(long bytes) {
        String text = Quantity.ofBytes(bytes).toText();
        return text.chars().allMatch(Character::isDigit) ? text + "e0" : text;
    }

    private static Value cpu(Cpu cpu) {
        return Value.mapping().with("cpu", cpu.cpu()).with("core", cpu.core()).with("socket", cpu.socket())
                .with("numaNode", cpu.numaNode()).with("uncoreCache", cpu.uncoreCache()).build();
    }

    private static Value cache(Cache cache) {
        return Value.mapping().with("level", cache.level()).with("type", cache.type().wireName())
                .with("id", number(cache.id())).with("sizeBytes", number(cache.sizeBytes()))
                .with("cpus", cpus(cache.cpus())).build();
    }

    private static Value device(HardwareDevice device) {
        return Value.mapping().with("kind", device.kind().wireName()).with("address", device.address())
                .with("class", hex(device.classCode(), 6))
                .with("vendor", hex(device.vendorId())).with("device", hex(device.deviceId()))
                .with("names", device.names().isEmpty() ? Optional.empty() : Optional.of(Value.texts(device.names())))
                .with("numaNode", number(device.numaNode())).with("localCpus", unlessEmpty(device.localCpus()))
                .with("path", device.path().isEmpty() ? Optional.empty() : Optional.of(Value.texts(device.path())))
                .with("physicalFunction", device.physicalFunction().map(Value::of))
                .with("virtualFunctions", number(device.virtualFunctions()))
                .with("driver", device.driver().map(Value::of)).build();
    }

    private static Value pluginDevice(Device device) {
        Value.Builder fields = Value.mapping().with("resource", device.resource()).with("id", device.id())
                .with("numaNodes", device.numaNodes().map(NodeTopologyWriter::ids));
        return (device.healthy() ? fields : fields.with("healthy", false)).build();
    }

    private static Value byId(SortedMap<Integer, CpuSet> groups) {
        List<Value> entries = new ArrayList<>();
        for (Map.Entry<Integer, CpuSet> group : groups.entrySet()) {
            entries.add(Value.mapping().with("id", group.getKey()).with("cpus", cpus(group.getValue())).build());
        }
        return Value.sequence(entries);
    }

    private static Value cpus(CpuSet cpus) {
        return Value.of(cpus.toListString());
    }

    private static Optional<Value> unlessEmpty(CpuSet cpus) {
        return cpus.isEmpty() ? Optional.empty() : Optional.of(cpus(cpus));
    }

    private static <T> Optional<Value> unlessEmpty(Collection<T> items, Function<T, Value> toValue) {
        return items.isEmpty() ? Optional.empty() : Optional.of(list(items, toValue));
    }

    private static <T> Value list(Collection<T> items, Function<T, Value> toValue) {
        return Value.sequence(items.stream().map(toValue).toList());
    }

    private static Value ids(List<Integer> ids) {
        return list(ids, id -> Value.of((long) id));
    }

    private static Optional<Value> number(OptionalInt number) {
        return number.isPresent() ? Optional.of(Value.of((long) number.getAsInt())) : Optional.empty();
    }

    private static Optional<Value> number(OptionalLong number) {
        return number.isPresent() ? Optional.of(Value.of(number.getAsLong())) : Optional.empty();
    }

    private static Optional<Value> hex(OptionalInt number) {
        return number.isPresent() ? Optional.of(hex(number.getAsInt(), 4)) : Optional.empty();
    }

    private static Value hex(int number, int digits) {
        return Value.of("0x" + String.format(Locale.ROOT, "%0" + digits + "x", number));
    }
}
