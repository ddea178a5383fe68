package io.alidade.agent.nri;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.decision.Place;
import io.alidade.engine.allocation.Allocations;
import io.alidade.engine.mask.NumaNodeIds;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Where containers belong on a node. Most of them hold nothing, and all of those belong to one place: the shared pool.
///
/// @param node    as it is
/// @param holders uids of pods that hold CPUs or memory
/// @param shared  the place of all others
record NodePlaces(AgentSnapshot node, Set<String> holders, Place shared) {
    static NodePlaces of(AgentSnapshot node) {
        Allocations allocations = node.node().node().allocations();
        Set<String> holders = new HashSet<>(allocations.cpus().pods());
        holders.addAll(allocations.memory().pods());
        return new NodePlaces(node, holders, new Place(allocations.cpus().sharedCpus(), false, NumaNodeIds.EMPTY));
    }

    /// The same places on a node on which nobody holds anything else ([#areSameOn]).
    NodePlaces on(AgentSnapshot next) {
        return new NodePlaces(next, holders, shared);
    }

    /// True if nobody holds anything else on another node.
    boolean areSameOn(AgentSnapshot next) {
        Allocations before = node.node().node().allocations();
        Allocations after = next.node().node().allocations();
        return after.cpus().equals(before.cpus()) && after.memory().equals(before.memory());
    }

    /// Where a container belongs.
    ///
    /// @param uid  of a pod, perhaps of none that is known
    /// @param name of the container in it
    Place of(String uid, String name) {
        return holders.contains(uid)
                ? node.pods().find(uid).map(node::placements).orElse(List.of()).stream()
                        .filter(placement -> placement.name().equals(name)).findFirst()
                        .map(placement -> Place.of(node.node(), placement)).orElse(shared)
                : shared;
    }
}
