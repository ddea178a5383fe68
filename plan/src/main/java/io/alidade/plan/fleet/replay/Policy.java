package io.alidade.plan.fleet.replay;

import io.alidade.plan.fleet.Fleet;
import java.util.function.UnaryOperator;

/// A way in which all kubelets of the fleet are configured.
///
/// @param name    in reports, such as `single-numa-node`
/// @param fleet   so configured
/// @param isToday whether the kubelets are configured so now
public record Policy(String name, Fleet fleet, boolean isToday) {
    /// The fleet as it is.
    public static Policy today(String name, Fleet fleet) {
        return new Policy(name, fleet, true);
    }

    /// All kubelets with another policy of the Topology Manager.
    public static Policy of(String topologyPolicy, Fleet fleet) {
        Fleet other = fleet.map(pool -> pool.with(pool.configuration().withTopologyManagerPolicy(topologyPolicy)));
        return new Policy(topologyPolicy, other, other.equals(fleet));
    }

    /// The same policy on a fleet that is changed.
    public Policy on(UnaryOperator<Fleet> change) {
        return new Policy(name, change.apply(fleet), isToday);
    }
}
