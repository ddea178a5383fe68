package io.alidade.plan.fleet.rollout;

import java.util.List;
import java.util.Optional;

/// A plan of a roll-out.
///
/// @param target   what the kubelets are to be configured as
/// @param today    of the pods that come, those that run today
/// @param stages   in their order; each leaves the pools of the earlier ones as they have become
/// @param stopping pods that will not fit any more
/// @param suffering shapes that will run less often, the worst first
/// @param flexible nodes to leave as they are, for the pods that stop fitting
/// @param isCut    whether it was ended before its end
public record RolloutPlan(String target, double today, List<Stage> stages, List<Stopping> stopping,
        List<Suffering> suffering, Optional<Flexible> flexible, List<String> warnings, boolean isCut) {
    /// The label by which strict and flexible nodes are told apart.
    public static final String LABEL = "alidade.io/numa-policy";
    /// The metric that tells of refusals.
    public static final String METRIC = "kubelet_topology_manager_admission_errors_total";

    public RolloutPlan {
        stages = List.copyOf(stages);
        stopping = List.copyOf(stopping);
        suffering = List.copyOf(suffering);
        warnings = List.copyOf(warnings);
    }

    /// Pools that change together.
    ///
    /// @param nodes          that change
    /// @param nodeNames      a regular expression of their names
    /// @param admitted       of the pods that come, those that run then
    /// @param refusedPerHour expected on all nodes of the pools of this stage together
    /// @param abortAbove     refusals in an hour on these nodes at which to go back
    /// @param label          what nodes of this stage are labelled with
    public record Stage(List<String> pools, int nodes, String nodeNames, double admitted, double refusedPerHour,
            long abortAbove, String label) {
        public Stage {
            pools = List.copyOf(pools);
        }

        /// When to stop and go back, in the language of Prometheus.
        public String alert() {
            return "sum(increase(" + METRIC + "{node=~\"" + nodeNames.replace("\\", "\\\\") + "\"}[1h])) > "
                    + abortAbove;
        }
    }

    /// Pods of a shape that no node will run.
    ///
    /// @param pods    some of them by name
    /// @param count   how many come in all
    /// @param cures   changes with which an empty node runs it, each tried
    public record Stopping(String shape, List<String> pods, long count, String why, List<String> cures) {
        public Stopping {
            pods = List.copyOf(pods);
            cures = List.copyOf(cures);
        }
    }

    /// A shape that some nodes will run, but not as often as today. Shares are of the pods that come.
    public record Suffering(String shape, double today, double then) {}

    /// Nodes that are left as they are.
    ///
    /// @param pool  whose configuration they keep
    /// @param nodes how many run the pods that stop fitting as they run today
    public record Flexible(String pool, long nodes, List<String> shapes) {
        public Flexible {
            shapes = List.copyOf(shapes);
        }
    }
}
