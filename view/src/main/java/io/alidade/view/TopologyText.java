package io.alidade.view;

import io.alidade.engine.device.Device;
import io.alidade.engine.machine.Cache;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.machine.HardwareDevice.Kind;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.NodeTopologyDocument;
import io.alidade.view.TextTable.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A machine for people, as tables: NUMA nodes, distances, caches, devices, and warnings.
public final class TopologyText {
    private static final int INDENT = 2;
    /// Beyond that, a matrix of distances does not fit 80 columns.
    private static final int MAX_MATRIX = 14;

    private final NodeTopologyDocument document;
    private final MachineDescription machine;
    private final Hardware hardware;
    private final Paragraphs out;

    private TopologyText(NodeTopologyDocument document, TextStyle style) {
        this.document = document;
        this.machine = document.machine();
        this.hardware = machine.hardware();
        this.out = new Paragraphs(style);
    }

    public static String of(NodeTopologyDocument document, TextStyle style) {
        TopologyText text = new TopologyText(document, style);
        text.write();
        return text.out.toString();
    }

    private void write() {
        head(out, document);
        cpuFacts();
        numaNodes();
        distances();
        caches();
        devices();
        warnings(out, document);
    }

    /// What the machine is called, where it comes from, and its sums.
    static void head(Paragraphs out, NodeTopologyDocument document) {
        Hardware hardware = document.machine().hardware();
        out.line(0, Ink.FAINT, document.machine().name().map(name -> name + " · ").orElse("") + document.source());
        long memory = document.machine().capacity().memoryBytes();
        out.line(0, Ink.STRONG, String.join(" · ", count(hardware.sockets().size(), "socket"),
                count(document.machine().topology().numaNodes().size(), "NUMA node"),
                count(hardware.cores().size(), "core"), count(hardware.usableCpus().size(), "CPU"),
                Quantity.shortBytes(memory) + " of memory"));
    }

    static void warnings(Paragraphs out, NodeTopologyDocument document) {
        if (!document.warnings().isEmpty()) {
            out.gap();
            document.warnings().forEach(warning -> out.line(0, Ink.WARNING, "! " + warning));
        }
    }

    private void cpuFacts() {
        fact("offline CPUs", hardware.offlineCpus());
        fact("isolated CPUs", hardware.isolatedCpus());
        hardware.coreKinds().forEach(kind -> fact(kind.name() + " cores", kind.cpus()));
        hardware.memoryTiers().forEach(tier -> out.line(0, Ink.NORMAL, "memory tier " + tier.id() + ": NUMA nodes "
                + IdLists.text(tier.numaNodes())));
        hardware.cgroupMode().ifPresent(mode -> out.line(0, Ink.NORMAL, "cgroups: " + mode.wireName()));
    }

    private void fact(String what, CpuSet cpus) {
        if (!cpus.isEmpty()) {
            out.line(0, Ink.NORMAL, what + ": " + cpus.toListString());
        }
    }

    private void numaNodes() {
        TreeSet<Long> pageSizes = new TreeSet<>();
        machine.topology().numaNodes().forEach(numaNode -> pageSizes.addAll(numaNode.hugepages().keySet()));
        TreeSet<String> resources = machine.devices().stream().map(Device::resource)
                .collect(Collectors.toCollection(TreeSet::new));
        TextTable table = new TextTable().number("NUMA node").column("socket").number("cores").number("CPUs")
                .column("ids").number("memory");
        pageSizes.forEach(size -> table.number(Quantity.ofBytes(size).toText() + " pages"));
        resources.forEach(table::number);
        table.column("devices");
        for (NumaNode numaNode : machine.topology().numaNodes()) {
            table.row(row(numaNode, pageSizes, resources));
        }
        boolean elsewhere = machine.devices().stream().anyMatch(device -> numaNodeOf(device).isEmpty());
        if (elsewhere) {
            List<Cell> row = new ArrayList<>(List.of(Cell.of("none")));
            while (row.size() < 6 + pageSizes.size()) {
                row.add(Cell.EMPTY);
            }
            resources.forEach(resource -> row.add(counted(resource, Optional.empty())));
            row.add(Cell.EMPTY);
            table.row(row);
        }
        out.gap();
        out.table(table, INDENT);
    }

    private List<Cell> row(NumaNode numaNode, SortedSet<Long> pageSizes, SortedSet<String> resources) {
        CpuSet cpus = hardware.numaNodes().getOrDefault(numaNode.id(), CpuSet.EMPTY);
        List<Integer> sockets = hardware.sockets().entrySet().stream()
                .filter(socket -> socket.getValue().intersects(cpus)).map(Map.Entry::getKey).toList();
        long cores = hardware.cores().stream().filter(core -> core.intersects(cpus)).count();
        List<Cell> row = new ArrayList<>(List.of(Cell.of(Integer.toString(numaNode.id())),
                Cell.of(sockets.stream().map(String::valueOf).collect(Collectors.joining(","))),
                Cell.of(Long.toString(cores)), Cell.of(Integer.toString(cpus.size())),
                new Cell(cpus.toListString(), Ink.FAINT), Cell.of(Quantity.shortBytes(numaNode.memoryBytes()))));
        pageSizes.forEach(size -> row.add(Cell.of(numaNode.hugepages().containsKey(size)
                ? String.valueOf(numaNode.hugepages().get(size)) : "")));
        resources.forEach(resource -> row.add(counted(resource, Optional.of(numaNode.id()))));
        row.add(Cell.of(devicesOf(numaNode.id())));
        return row;
    }

    private Cell counted(String resource, Optional<Integer> numaNode) {
        long count = machine.devices().stream().filter(device -> device.resource().equals(resource))
                .filter(device -> numaNodeOf(device).equals(numaNode)).count();
        return Cell.of(count == 0 ? "" : Long.toString(count));
    }

    /// The one NUMA node of a device; of several, none.
    private static Optional<Integer> numaNodeOf(Device device) {
        return device.numaNodes().filter(ids -> ids.size() == 1).map(List::getFirst);
    }

    private String devicesOf(int numaNode) {
        Map<Kind, Long> counts = new TreeMap<>(hardware.devices().stream().filter(TopologyText::isShown)
                .filter(device -> device.numaNode().equals(OptionalInt.of(numaNode)))
                .collect(Collectors.groupingBy(HardwareDevice::kind, Collectors.counting())));
        return counts.entrySet().stream().map(entry -> entry.getValue() + " " + entry.getKey().wireName())
                .collect(Collectors.joining(", "));
    }

    /// Not what is neither known nor wanted, and not virtual functions, which are counted with their physical one.
    static boolean isShown(HardwareDevice device) {
        return device.kind() != Kind.OTHER && device.physicalFunction().isEmpty();
    }

    private void distances() {
        List<NumaNode> all = machine.topology().numaNodes();
        if (all.size() < 2 || all.stream().anyMatch(numaNode -> numaNode.distances().size() != all.size())) {
            return;
        }
        out.gap();
        if (all.size() > MAX_MATRIX) {
            var values = all.stream().flatMap(numaNode -> numaNode.distances().stream()).mapToInt(Integer::intValue)
                    .summaryStatistics();
            out.line(0, Ink.NORMAL, "distances: from " + values.getMin() + " to " + values.getMax()
                    + " (all of them with -o json)");
            return;
        }
        out.line(0, Ink.STRONG, "distances");
        TextTable table = new TextTable().number("from");
        all.forEach(numaNode -> table.number(Integer.toString(numaNode.id())));
        for (NumaNode numaNode : all) {
            List<Cell> row = new ArrayList<>(List.of(new Cell(Integer.toString(numaNode.id()), Ink.FAINT)));
            numaNode.distances().forEach(distance -> row.add(Cell.of(Integer.toString(distance))));
            table.row(row);
        }
        out.table(table, INDENT);
    }

    private record CacheShape(int level, Cache.Type type, OptionalLong sizeBytes, int cpus) {}

    private void caches() {
        Map<CacheShape, Integer> counts = new LinkedHashMap<>();
        hardware.caches().forEach(cache -> counts.merge(
                new CacheShape(cache.level(), cache.type(), cache.sizeBytes(), cache.cpus().size()), 1, Integer::sum));
        CpuTopology seen = new CpuTopology(machine.topology());
        TextTable table = new TextTable().column("cache").number("number").number("size").number("CPUs of each");
        counts.forEach((shape, count) -> table.row(name(shape.level, shape.type), Integer.toString(count),
                shape.sizeBytes.isPresent() ? Quantity.shortBytes(shape.sizeBytes.getAsLong()) : "",
                Integer.toString(shape.cpus)));
        List<Integer> sizes = seen.uncoreCaches().stream().map(CpuTopology.Group::size).distinct().sorted().toList();
        out.gap();
        if (!counts.isEmpty()) {
            out.table(table, INDENT);
        }
        out.line(INDENT, Ink.FAINT, "uncore caches as the kubelet sees them: " + seen.uncoreCaches().size() + " of "
                + sizes.stream().map(String::valueOf).collect(Collectors.joining(" or ")) + " CPUs");
    }

    static String name(int level, Cache.Type type) {
        return "L" + level + switch (type) {
            case DATA -> "d";
            case INSTRUCTION -> "i";
            case UNIFIED -> "";
        };
    }

    private void devices() {
        List<HardwareDevice> shown = hardware.devices().stream().filter(TopologyText::isShown).toList();
        long virtual = hardware.devices().stream().filter(device -> device.physicalFunction().isPresent()).count();
        long rest = hardware.devices().size() - shown.size() - virtual;
        if (shown.isEmpty() && rest == 0) {
            return;
        }
        out.gap();
        TextTable table = new TextTable().column("device").column("address").number("NUMA node").column("names")
                .column("id").number("VFs");
        for (HardwareDevice device : shown) {
            table.row(List.of(Cell.of(device.kind().wireName()), Cell.of(device.address()),
                    Cell.of(text(device.numaNode())), Cell.of(String.join(" ", device.names())),
                    new Cell(id(device), Ink.FAINT), Cell.of(text(device.virtualFunctions()))));
        }
        if (!shown.isEmpty()) {
            out.table(table, INDENT);
        }
        if (rest > 0) {
            out.line(INDENT, Ink.FAINT, (shown.isEmpty() ? "" : "and ") + count(rest, "other PCI device")
                    + " (all of them with -o json)");
        }
    }

    private static String text(OptionalInt number) {
        return number.isPresent() ? Integer.toString(number.getAsInt()) : "";
    }

    /// `10de:20b0`, as lspci has it.
    static String id(HardwareDevice device) {
        return device.vendorId().isPresent() && device.deviceId().isPresent()
                ? String.format(Locale.ROOT, "%04x:%04x", device.vendorId().getAsInt(),
                        device.deviceId().getAsInt())
                : "";
    }

    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
