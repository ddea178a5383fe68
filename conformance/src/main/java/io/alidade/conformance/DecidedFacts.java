package io.alidade.conformance;

import io.alidade.engine.Admission;
import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.Node;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.HeldDevices;
import io.alidade.engine.memory.MemoryBlock;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.Trees;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/// Puts what the engine decided into the recorded shape. Of a container only what the recording holds is there, of all else
/// everything that it may hold; what it leaves out is not compared.
final class DecidedFacts {
    /// The facts of a container that a recording may hold.
    static final List<String> OF_CONTAINER = List.of("affinity", "exclusiveCpus", "cpus", "memory", "mems",
            "devicesByNuma", "deviceIds");

    private DecidedFacts() {}

    /// What an admission of the managers adds to a step: verdict, reason, message, containers.
    ///
    /// @param recorded the step's expectation
    static void addAdmission(Facts facts, Admission admission, Mapping recorded) {
        switch (admission) {
            case Admission.Rejected rejected -> addRefusal(facts, rejected.reason(), rejected.message());
            case Admission.Admitted admitted -> addContainers(facts, admitted.node(), admitted.containers(), recorded);
        }
    }

    /// Likewise, of a whole kubelet.
    static void addDecision(Facts facts, PodDecision decision, Mapping recorded) {
        switch (decision) {
            case PodDecision.Refused refused -> addRefusal(facts, refused.reason(), refused.message());
            case PodDecision.Admitted admitted ->
                addContainers(facts, admitted.node().node(), admitted.containers(), recorded);
        }
    }

    private static void addRefusal(Facts facts, String reason, String message) {
        facts.with("admitted", Facts.flag(false)).with("reason", Facts.text(reason))
                .with("message", Facts.text(message));
    }

    private static void addContainers(Facts facts, Node node, List<ContainerPlacement> placements, Mapping recorded) {
        facts.with("admitted", Facts.flag(true));
        Facts containers = new Facts();
        for (ContainerPlacement placement : placements) {
            containers.with(placement.name(), container(node, placement, names(recorded, placement.name())));
        }
        facts.with("containers", containers.build());
    }

    /// The facts that are recorded of a container; all if it is not in the recording.
    private static List<String> names(Mapping recorded, String container) {
        return Trees.at(recorded, "containers", container)
                .map(own -> own instanceof Mapping facts ? facts.entries().stream().map(Entry::key).toList()
                        : List.<String>of())
                .orElse(OF_CONTAINER);
    }

    private static DocumentNode container(Node node, ContainerPlacement placement, List<String> names) {
        Facts facts = new Facts();
        for (String name : names) {
            switch (name) {
                case "affinity" -> {
                    if (node.hasTopologyPolicy()) {
                        facts.with(name, affinity(node, placement));
                    }
                }
                case "exclusiveCpus" ->
                    facts.with(name, Facts.text(placement.exclusiveCpus().map(Object::toString).orElse("")));
                case "cpus" -> facts.with(name, Facts.text(placement.cpus().toListString()));
                case "memory" -> facts.with(name,
                        Facts.list(placement.memory().stream().map(block -> block(node.topology(), block)).toList()));
                case "mems" -> facts.with(name, Facts.numbers(node.topology().numaNodeIds(placement.mems())));
                case "devicesByNuma" -> facts.with(name,
                        byResource(placement, (resource, held) -> counts(node, resource, held)));
                case "deviceIds" -> facts.with(name, byResource(placement, (_, held) -> Facts.texts(held.ids())));
                default -> {
                    // Nobody decides on it: it differs.
                }
            }
        }
        return facts.build();
    }

    private static DocumentNode affinity(Node node, ContainerPlacement placement) {
        DocumentNode nodes = placement.affinity().affinity()
                .map(mask -> Facts.numbers(node.topology().numaNodeIds(mask))).orElse(Facts.NULL);
        return new Facts().with("nodes", nodes).with("preferred", Facts.flag(placement.affinity().preferred())).build();
    }

    private static DocumentNode block(NodeTopology topology, MemoryBlock block) {
        return new Facts().with("type", Facts.text(block.type()))
                .with("numa", Facts.numbers(topology.numaNodeIds(block.affinity())))
                .with("size", Facts.number(block.size())).build();
    }

    private static DocumentNode byResource(ContainerPlacement placement,
            BiFunction<String, HeldDevices, DocumentNode> fact) {
        Facts facts = new Facts();
        placement.devices().forEach((resource, held) -> facts.with(resource, fact.apply(resource, held)));
        return facts.build();
    }

    // A held device whose plugin has not reported since a restart is recorded without NUMA node.
    private static DocumentNode counts(Node node, String resource, HeldDevices held) {
        List<Device> reported = node.allocations().devices().devices(resource);
        SortedMap<String, Integer> counts = new TreeMap<>();
        held.ids().forEach(id -> counts.merge(numaKey(reported.stream().filter(device -> device.id().equals(id))
                .findFirst().flatMap(Device::numaNodes).orElse(List.of())), 1, Integer::sum));
        return counts(counts);
    }

    private static DocumentNode counts(SortedMap<String, Integer> counts) {
        Facts facts = new Facts();
        counts.forEach((key, count) -> facts.with(key, Facts.number(count)));
        return facts.build();
    }

    /// `0`, `0-1` for a device with two NUMA nodes, `none` without.
    private static String numaKey(List<Integer> numaNodes) {
        return numaNodes.isEmpty() ? "none" : String.join("-", numaNodes.stream().map(String::valueOf).toList());
    }

    /// The state of a node: shared pool, free memory, free devices.
    static void addState(Facts facts, Node node) {
        facts.with("sharedCpus", Facts.text(node.allocations().cpus().sharedCpus().toListString()));
        Facts memory = new Facts();
        for (int position = 0; position < node.topology().numaNodes().size(); position++) {
            Facts byType = new Facts();
            for (String type : node.allocations().memory().types()) {
                Optional<Long> bytes = node.allocations().memory().freeBytes(position, type);
                bytes.ifPresent(free -> byType.with(type, Facts.number(free)));
            }
            if (!byType.isEmpty()) {
                memory.with(String.valueOf(node.topology().numaNodes().get(position).id()), byType.build());
            }
        }
        facts.with("freeMemory", memory.build());
        Facts devices = new Facts();
        for (String resource : node.allocations().devices().resources()) {
            SortedMap<String, Integer> counts = new TreeMap<>();
            for (Device device : node.allocations().devices().freeDevices(resource)) {
                counts.merge(numaKey(device.numaNodes().orElse(List.of())), 1, Integer::sum);
            }
            devices.with(resource, counts(counts));
        }
        facts.with("freeDevices", devices.build());
    }
}
