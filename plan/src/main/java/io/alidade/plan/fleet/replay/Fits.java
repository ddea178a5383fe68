package io.alidade.plan.fleet.replay;

import io.alidade.engine.Admission;
import io.alidade.engine.Node;
import io.alidade.plan.fleet.scheduler.Demand;
import io.alidade.plan.fleet.workload.AskedPods;
import java.util.List;
import java.util.Optional;

/// Whether any node of the fleet would run a pod if nothing else ran.
final class Fits {
    private Fits() {}

    /// Why none would, if none would.
    static Optional<String> nowhere(FleetNodes nodes, Asked asked) {
        String why = "no pool has the labels it wants, or the taints it tolerates";
        List<Node> empty = nodes.empty();
        for (int pool = 0; pool < empty.size(); pool++) {
            if (asked.wanted.reach().get(pool).isEmpty()) {
                continue;
            }
            Optional<String> lack = lack(nodes, asked.wanted.demand(), pool);
            if (lack.isEmpty()) {
                Admission admission = empty.get(pool).admit(AskedPods.request(asked.shape, "sample"));
                if (!(admission instanceof Admission.Rejected rejected)) {
                    return Optional.empty();
                }
                lack = Optional.of("an empty node refuses it: " + rejected.reason());
            }
            why = lack.get();
        }
        return Optional.of(why);
    }

    private static Optional<String> lack(FleetNodes nodes, Demand demand, int pool) {
        if (!demand.isOffered()) {
            return Optional.of("it asks for a resource that no node offers");
        }
        for (int resource = 0; resource < nodes.table().names().size(); resource++) {
            if (demand.amount(resource) > nodes.offers().get(pool)[resource]) {
                return Optional.of("it asks for more " + nodes.table().names().get(resource) + " than a node offers");
            }
        }
        return Optional.empty();
    }
}
