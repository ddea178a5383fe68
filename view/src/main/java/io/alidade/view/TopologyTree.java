package io.alidade.view;

import io.alidade.engine.machine.Cache;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.machine.NodeTopologyDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A machine for people, as a tree: what contains what. Sockets, NUMA nodes and L3 caches stand in the order in which they
/// contain each other, which differs from machine to machine; cores are named by their CPUs; devices hang from their NUMA
/// node, and from a bridge where they share one.
public final class TopologyTree {
    private static final int L3 = 3;

    /// One line and what is below it.
    ///
    /// @param rank of two that have the same CPUs, the lower contains the higher
    private record Branch(String text, CpuSet cpus, int rank, List<Branch> below) {
        static Branch leaf(String text) {
            return new Branch(text, CpuSet.EMPTY, Integer.MAX_VALUE, new ArrayList<>());
        }
    }

    private final NodeTopologyDocument document;
    private final Hardware hardware;
    private final TextStyle style;

    private TopologyTree(NodeTopologyDocument document, TextStyle style) {
        this.document = document;
        this.hardware = document.machine().hardware();
        this.style = style;
    }

    public static String of(NodeTopologyDocument document, TextStyle style) {
        TopologyTree tree = new TopologyTree(document, style);
        Paragraphs out = new Paragraphs(style);
        TopologyText.head(out, document);
        out.gap();
        StringBuilder lines = new StringBuilder();
        tree.write(lines, tree.tree().below, "");
        Paragraphs below = new Paragraphs(style);
        TopologyText.warnings(below, document);
        return out.toString() + lines + below;
    }

    private Branch tree() {
        Branch root = new Branch("machine", hardware.usableCpus(), -1, new ArrayList<>());
        List<Branch> parts = new ArrayList<>();
        hardware.sockets().forEach((id, cpus) -> parts.add(new Branch("socket " + id, cpus, 0, new ArrayList<>())));
        for (NumaNode numaNode : document.machine().topology().numaNodes()) {
            Branch branch = new Branch(text(numaNode), hardware.numaNodes().getOrDefault(numaNode.id(), CpuSet.EMPTY),
                    1, new ArrayList<>());
            branch.below.addAll(devices(numaNode.id()));
            parts.add(branch);
        }
        hardware.caches().stream().filter(cache -> cache.level() == L3).forEach(cache -> parts.add(
                new Branch(text(cache), cache.cpus(), 2, new ArrayList<>())));
        parts.sort(Comparator.comparingInt((Branch part) -> -part.cpus.size()).thenComparingInt(Branch::rank));
        parts.forEach(part -> place(root, part));
        hardware.cores().forEach(core -> place(root, new Branch("", core, 3, new ArrayList<>())));
        root.below.addAll(devicesOfNone());
        sort(root);
        return root;
    }

    /// Below the smallest branch that holds all of its CPUs.
    private static void place(Branch branch, Branch part) {
        for (Branch child : branch.below) {
            if (!part.cpus.isEmpty() && part.cpus.isSubsetOf(child.cpus) && child.rank < part.rank) {
                place(child, part);
                return;
            }
        }
        branch.below.add(part);
    }

    /// By lowest CPU: NUMA nodes without CPUs after those with, devices last.
    private static void sort(Branch branch) {
        branch.below.sort(Comparator.comparingInt((Branch child) -> child.rank == Integer.MAX_VALUE ? 2
                : child.cpus.isEmpty() ? 1 : 0)
                .thenComparingInt(child -> child.cpus.isEmpty() ? 0 : child.cpus.first()));
        branch.below.forEach(TopologyTree::sort);
    }

    private static String text(NumaNode numaNode) {
        String pages = numaNode.hugepages().entrySet().stream().filter(size -> size.getValue() > 0)
                .map(size -> " · " + size.getValue() + " pages of " + Quantity.ofBytes(size.getKey()).toText())
                .collect(Collectors.joining());
        return "NUMA node " + numaNode.id() + " · " + Quantity.shortBytes(numaNode.memoryBytes()) + pages;
    }

    private static String text(Cache cache) {
        return "L3" + (cache.id().isPresent() ? " " + cache.id().getAsInt() : "")
                + (cache.sizeBytes().isPresent() ? " · " + Quantity.shortBytes(cache.sizeBytes().getAsLong()) : "");
    }

    private List<Branch> devices(int numaNode) {
        return byBridge(hardware.devices().stream().filter(TopologyText::isShown)
                .filter(device -> device.numaNode().equals(OptionalInt.of(numaNode))).toList(), 0);
    }

    private List<Branch> devicesOfNone() {
        return byBridge(hardware.devices().stream().filter(TopologyText::isShown)
                .filter(device -> device.numaNode().isEmpty()).toList(), 0);
    }

    /// Devices that share a bridge below that bridge, the one nearest to them.
    private static List<Branch> byBridge(List<HardwareDevice> devices, int depth) {
        List<Branch> branches = new ArrayList<>();
        Map<String, List<HardwareDevice>> groups = devices.stream().collect(Collectors.groupingBy(
                device -> device.path().size() > depth ? device.path().get(depth) : "", TreeMap::new,
                Collectors.toList()));
        groups.forEach((bridge, group) -> {
            if (bridge.isEmpty()) {
                group.forEach(device -> branches.add(Branch.leaf(text(device))));
                return;
            }
            List<Branch> below = byBridge(group, depth + 1);
            boolean isShared = below.size() > 1 && group.size() > 1;
            if (isShared) {
                Branch branch = Branch.leaf("bridge " + bridge);
                branch.below.addAll(below);
                branches.add(branch);
            } else {
                branches.addAll(below);
            }
        });
        return branches;
    }

    private static String text(HardwareDevice device) {
        String functions = device.virtualFunctions().orElse(0) > 0
                ? " · " + TopologyText.count(device.virtualFunctions().getAsInt(), "virtual function") : "";
        String id = TopologyText.id(device);
        return device.kind().wireName() + " " + device.address()
                + (device.names().isEmpty() ? "" : " " + String.join(" ", device.names()))
                + (id.isEmpty() ? "" : " (" + id + ")") + functions;
    }

    /// Cores next to each other share a line.
    private void write(StringBuilder lines, List<Branch> branches, String prefix) {
        List<Branch> merged = mergeCores(branches);
        for (int i = 0; i < merged.size(); i++) {
            Branch branch = merged.get(i);
            boolean isLast = i == merged.size() - 1;
            String more = prefix + (isLast ? "   " : "│  ");
            String first = prefix + (isLast ? "└─ " : "├─ ");
            String hanging = more + (branch.below.isEmpty() ? "  " : "│ ");
            for (String piece : Words.wrap(whole(branch), style.columns() - Words.width(hanging))) {
                lines.append(style.paint(Ink.FAINT, first))
                        .append(style.paint(branch.rank < L3 ? Ink.STRONG : Ink.NORMAL, piece)).append('\n');
                first = hanging;
            }
            write(lines, branch.below, more);
        }
    }

    /// What overlaps with others stands alone and says where it is.
    private static String whole(Branch branch) {
        return branch.rank < L3 && branch.below.isEmpty() && !branch.cpus.isEmpty()
                ? branch.text + " · CPUs " + branch.cpus.toListString() : branch.text;
    }

    private static List<Branch> mergeCores(List<Branch> branches) {
        List<Branch> merged = new ArrayList<>();
        List<CpuSet> cores = new ArrayList<>();
        for (Branch branch : branches) {
            if (branch.rank == L3) {
                cores.add(branch.cpus);
                continue;
            }
            flush(cores, merged);
            merged.add(branch);
        }
        flush(cores, merged);
        return merged;
    }

    private static void flush(List<CpuSet> cores, List<Branch> merged) {
        if (!cores.isEmpty()) {
            boolean isSingle = cores.stream().allMatch(core -> core.size() == 1);
            CpuSet all = cores.stream().reduce(CpuSet.EMPTY, CpuSet::or);
            String cpus = isSingle ? all.toListString()
                    : cores.stream().map(CpuSet::toListString).collect(Collectors.joining(" "));
            merged.add(new Branch(TopologyText.count(cores.size(), "core") + ": " + cpus, all, L3, List.of()));
            cores.clear();
        }
    }
}
