package io.alidade.agent.decision;

import io.alidade.engine.ContainerPlacement;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.document.Value;
import java.util.List;

/// What the containers of a pod were given, for a log line.
final class PlacementText {
    private PlacementText() {}

    static Value of(KubeletNode node, String uid) {
        List<ContainerPlacement> placements = node.node().pod(uid).map(node.node()::placements).orElse(List.of());
        return Value.sequence(placements.stream().map(placement -> container(node, placement)).toList());
    }

    private static Value container(KubeletNode node, ContainerPlacement placement) {
        Value.Builder container = Value.mapping().with("name", placement.name());
        container.with(placement.exclusiveCpus().isPresent() ? "exclusiveCpus" : "sharedCpus",
                placement.cpus().toListString());
        if (!placement.memory().isEmpty()) {
            container.with("memory", Value.sequence(placement.memory().stream()
                    .map(block -> Value.mapping().with("type", block.type()).with("bytes", block.size())
                            .with("numaNodes",
                                    Value.sequence(node.node().topology().numaNodeIds(block.affinity()).stream()
                                            .map(id -> Value.of((long) id)).toList()))
                            .build())
                    .toList()));
        }
        if (!placement.devices().isEmpty()) {
            Value.Builder devices = Value.mapping();
            placement.devices().forEach((resource, held) -> devices.with(resource, Value.texts(held.ids())));
            container.with("devices", devices);
        }
        return container.build();
    }
}
