package io.alidade.plan.alignment;

import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.Node;
import io.alidade.engine.device.HeldDevices;
import io.alidade.engine.hint.TopologyHint;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.memory.MemoryBlock;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.admission.PodDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Judges what pods were given on one node: the only place that says aligned, split or shared.
public final class Alignments {
    private final NodeTopology topology;
    private final CpuTopology cpus;
    private final boolean isMerging;
    private final boolean judgesPods;

    private Alignments(Node node, CpuTopology cpus) {
        this.topology = node.topology();
        this.cpus = cpus;
        this.isMerging = node.hasTopologyPolicy();
        this.judgesPods = node.settings().policies().hasPodScope();
    }

    /// A judge for a node and all that come of it by admissions.
    public static Alignments on(Node node) {
        return new Alignments(node, new CpuTopology(node.topology()));
    }

    /// How an admitted pod lies.
    public static PodAlignment of(PodDecision.Admitted admitted) {
        return on(admitted.node().node()).judge(admitted);
    }

    /// How an admitted pod lies that the node, or one that came of it, has decided on.
    public PodAlignment judge(PodDecision.Admitted admitted) {
        return judge(admitted.node().node(), admitted.containers());
    }

    /// How a pod lies that the managers alone have admitted.
    ///
    /// @param node       with it
    /// @param placements of its containers, in the order of the pod
    public PodAlignment judge(Node node, List<ContainerPlacement> placements) {
        FewestNumaNodes fewest = new FewestNumaNodes(node, cpus);
        List<Given> given = placements.stream().map(placement -> given(placement)).toList();
        boolean isPodApart = judgesPods && isApart(merged(given), fewest);
        List<ContainerAlignment> containers = new ArrayList<>();
        for (int index = 0; index < given.size(); index++) {
            ContainerPlacement placement = placements.get(index);
            Given own = given.get(index);
            boolean isApart = judgesPods ? isPodApart && !own.isEmpty() : isApart(own, fewest);
            containers.add(new ContainerAlignment(placement.name(),
                    isMerging || !placement.affinity().equals(TopologyHint.ANY_NOT_PREFERRED)
                            ? Optional.of(placement.affinity().preferred()) : Optional.empty(),
                    isApart ? Placement.SPLIT : own.cpus().isEmpty() ? Placement.SHARED : Placement.ALIGNED,
                    own.cpus(), holdings(own)));
        }
        return new PodAlignment(containers);
    }

    /// What is tied to NUMA nodes, of a container or of a pod.
    ///
    /// @param devices the NUMA nodes of each device, by resource; those without are left out
    private record Given(CpuSet cpus, List<MemoryBlock> memory, TreeMap<String, List<List<Integer>>> devices) {
        boolean isEmpty() {
            return cpus.isEmpty() && memory.isEmpty() && devices.isEmpty();
        }
    }

    private Given given(ContainerPlacement placement) {
        TreeMap<String, List<List<Integer>>> devices = new TreeMap<>();
        placement.devices().forEach((resource, held) -> {
            List<List<Integer>> near = near(held);
            if (!near.isEmpty()) {
                devices.put(resource, near);
            }
        });
        return new Given(placement.exclusiveCpus().orElse(CpuSet.EMPTY).and(cpus.cpus()),
                placement.memory().stream().filter(block -> block.size() != 0).toList(), devices);
    }

    private static List<List<Integer>> near(HeldDevices held) {
        return held.ids().stream().map(held::numaNodes).filter(numaNodes -> !numaNodes.isEmpty()).toList();
    }

    private static Given merged(List<Given> containers) {
        CpuSet all = CpuSet.EMPTY;
        List<MemoryBlock> memory = new ArrayList<>();
        TreeMap<String, List<List<Integer>>> devices = new TreeMap<>();
        for (Given own : containers) {
            all = all.or(own.cpus());
            memory.addAll(own.memory());
            own.devices().forEach((resource, near) -> devices
                    .computeIfAbsent(resource, absent -> new ArrayList<>()).addAll(near));
        }
        return new Given(all, memory, devices);
    }

    /// True unless everything is on the same NUMA nodes, and these are as few as the largest part needs.
    private boolean isApart(Given given, FewestNumaNodes fewest) {
        List<Holding> holdings = holdings(given);
        if (holdings.isEmpty()) {
            return false;
        }
        List<Integer> numaNodes = holdings.getFirst().numaNodes();
        if (holdings.stream().anyMatch(holding -> !holding.numaNodes().equals(numaNodes))) {
            return true;
        }
        return numaNodes.size() > 1 && numaNodes.size() > needed(given, fewest);
    }

    private static int needed(Given given, FewestNumaNodes fewest) {
        int needed = given.cpus().isEmpty() ? 1 : fewest.ofCpus(given.cpus());
        TreeMap<String, Long> bytes = new TreeMap<>();
        given.memory().forEach(block -> bytes.merge(block.type(), block.size(), Long::sum));
        for (var type : bytes.entrySet()) {
            needed = Math.max(needed, fewest.ofMemory(type.getKey(), type.getValue()));
        }
        for (var resource : given.devices().entrySet()) {
            needed = Math.max(needed, fewest.ofDevices(resource.getKey(), resource.getValue().size()));
        }
        return needed;
    }

    private List<Holding> holdings(Given given) {
        TreeMap<String, Set<Integer>> devices = new TreeMap<>();
        List<Holding> holdings = new ArrayList<>();
        TreeSet<Integer> all = new TreeSet<>();
        cpus.numaNodes().stream().filter(group -> group.cpus().intersects(given.cpus()))
                .forEach(group -> all.add(group.id()));
        if (!all.isEmpty()) {
            holdings.add(new Holding("cpu", List.copyOf(all)));
        }
        TreeMap<String, Set<Integer>> memory = new TreeMap<>();
        given.memory().forEach(block -> memory.computeIfAbsent(block.type(), absent -> new TreeSet<>())
                .addAll(topology.numaNodeIds(block.affinity())));
        memory.forEach((type, numaNodes) -> {
            all.addAll(numaNodes);
            holdings.add(new Holding(type, List.copyOf(numaNodes)));
        });
        given.devices().values().forEach(near -> near.stream().filter(numaNodes -> numaNodes.size() == 1)
                .forEach(all::addAll));
        given.devices().forEach((resource, near) -> near.forEach(numaNodes -> devices
                .computeIfAbsent(resource, absent -> new TreeSet<>()).addAll(nearest(numaNodes, all))));
        devices.forEach((resource, numaNodes) -> holdings.add(new Holding(resource, List.copyOf(numaNodes))));
        return holdings;
    }

    /// A device on several NUMA nodes is near to what is on one of them.
    private static List<Integer> nearest(List<Integer> numaNodes, Set<Integer> others) {
        List<Integer> near = numaNodes.stream().filter(others::contains).toList();
        return near.isEmpty() ? List.of(numaNodes.getFirst()) : near;
    }
}
