package io.alidade.agent.decision;

import io.alidade.agent.pod.PodRecord;
import io.alidade.engine.ContainerPlacement;
import io.alidade.kube.admission.KubeletNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What would become of the pods of a node under other settings: each is decided on anew, in the order in which they came. They
/// keep their devices.
///
/// @param node     with those settings, and what its pods hold then
/// @param moves    containers that would run elsewhere
/// @param refusals pods that would not fit
public record Reconfiguration(KubeletNode node, List<Move> moves, List<Refusal> refusals) {
    public Reconfiguration {
        moves = List.copyOf(moves);
        refusals = List.copyOf(refusals);
    }

    /// A container that would run elsewhere.
    ///
    /// @param pod NAMESPACE/NAME
    public record Move(String pod, String container, Place from, Place to) {}

    /// A pod that would be refused.
    ///
    /// @param pod NAMESPACE/NAME
    public record Refusal(String pod, String reason, String message) {}

    /// Decides on all active pods again.
    ///
    /// @param fresh a node with other settings, without pods and devices
    public static Reconfiguration of(AgentSnapshot now, KubeletNode fresh) {
        List<PodRecord> active = now.records().stream().filter(PodRecord::isActive).toList();
        KubeletNode start = DevicesGiven.of(now.node()).on(fresh);
        Adoption again = Adoption.of(start, active.stream().map(PodRecord::pod).toList(), 0, Instant.EPOCH);
        KubeletNode node = again.node();
        List<Refusal> refusals = again.records().stream().filter(record -> !record.isActive())
                .map(record -> new Refusal(record.pod().fullName(), record.reason(), record.message())).toList();
        List<Move> moves = new ArrayList<>();
        for (PodRecord record : active) {
            Map<String, Place> before = places(now.node(), record);
            places(node, record).forEach((container, to) -> {
                Place from = before.getOrDefault(container, to);
                if (!from.equals(to)) {
                    moves.add(new Move(record.pod().fullName(), container, from, to));
                }
            });
        }
        return new Reconfiguration(node, moves, refusals);
    }

    private static Map<String, Place> places(KubeletNode node, PodRecord record) {
        Map<String, Place> places = new HashMap<>();
        List<ContainerPlacement> placements = node.node().pod(record.pod().uid()).map(node.node()::placements)
                .orElse(List.of());
        placements.forEach(placement -> places.put(placement.name(), Place.of(node, placement)));
        return places;
    }

    /// True if every pod goes on running.
    public boolean isPossible() {
        return refusals.isEmpty();
    }
}
