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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Puts what the engine decided into the recorded shape. Everything that a recording may hold is there; what it leaves out
/// is not compared.
final class DecidedFacts {
    private DecidedFacts() {}

    /// What an admission of the managers adds to a step: verdict, reason, message, containers.
    static void addAdmission(Facts facts, Admission admission) {
        switch (admission) {
            case Admission.Rejected rejected -> addRefusal(facts, rejected.reason(), rejected.message());
            case Admission.Admitted admitted -> addContainers(facts, admitted.node(), admitted.containers());
        }
    }

    /// Likewise, of a whole kubelet.
    static void addDecision(Facts facts, PodDecision decision) {
        switch (decision) {
            case PodDecision.Refused refused -> addRefusal(facts, refused.reason(), refused.message());
            case PodDecision.Admitted admitted -> addContainers(facts, admitted.node().node(), admitted.containers());
        }
    }

    private static void addRefusal(Facts facts, String reason, String message) {
        facts.with("admitted", Facts.flag(false)).with("reason", Facts.text(reason))
                .with("message", Facts.text(message));
    }

    private static void addContainers(Facts facts, Node node, List<ContainerPlacement> placements) {
        facts.with("admitted", Facts.flag(true));
        Facts containers = new Facts();
        placements.forEach(placement -> containers.with(placement.name(), container(node, placement)));
        facts.with("containers", containers.build());
    }

    private static DocumentNode container(Node node, ContainerPlacement placement) {
        NodeTopology topology = node.topology();
        Facts facts = new Facts();
        if (node.hasTopologyPolicy()) {
            DocumentNode nodes = placement.affinity().affinity()
                    .map(mask -> Facts.numbers(topology.numaNodeIds(mask))).orElse(Facts.NULL);
            facts.with("affinity", new Facts().with("nodes", nodes)
                    .with("preferred", Facts.flag(placement.affinity().preferred())).build());
        }
        facts.with("exclusiveCpus", Facts.text(placement.exclusiveCpus().map(Object::toString).orElse("")));
        facts.with("cpus", Facts.text(placement.cpus().toListString()));
        List<DocumentNode> blocks = new ArrayList<>();
        for (MemoryBlock block : placement.memory()) {
            blocks.add(new Facts().with("type", Facts.text(block.type()))
                    .with("numa", Facts.numbers(topology.numaNodeIds(block.affinity())))
                    .with("size", Facts.number(block.size())).build());
        }
        facts.with("memory", Facts.list(blocks));
        facts.with("mems", Facts.numbers(topology.numaNodeIds(placement.mems())));
        Facts devicesByNuma = new Facts();
        Facts deviceIds = new Facts();
        placement.devices().forEach((resource, held) -> {
            devicesByNuma.with(resource, counts(node, resource, held));
            deviceIds.with(resource, Facts.texts(held.ids()));
        });
        return facts.with("devicesByNuma", devicesByNuma.build()).with("deviceIds", deviceIds.build()).build();
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
