package io.alidade.engine.policy;

import io.alidade.engine.hint.HintMerge;
import io.alidade.engine.hint.PolicyDecision;
import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.hint.TopologyHint;
import io.alidade.engine.option.PolicyOptions;
import io.alidade.engine.option.PolicyOptions.Maturity;
import io.alidade.engine.settings.AlignmentPolicy;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.Policies;
import io.alidade.engine.settings.StartRefusal;
import io.alidade.engine.settings.TopologyScope;
import io.alidade.engine.topology.NodeTopology;
import java.util.List;
import java.util.Map;

/// A Topology Manager policy on a machine: hints of all providers in, a hint and a verdict out (topology-manager 8).
public sealed interface TopologyPolicy {
    /// Nothing is merged and everything is admitted.
    record None() implements TopologyPolicy {
        @Override
        public PolicyDecision decide(List<ProviderHints> providers) {
            return new PolicyDecision(TopologyHint.ANY_NOT_PREFERRED, true);
        }

        @Override
        public TopologyPolicy mergingBy(HintMerge.Method method) {
            return this;
        }
    }

    /// The merged hint is used, good or not.
    record BestEffort(HintMerge merge) implements TopologyPolicy {
        @Override
        public PolicyDecision decide(List<ProviderHints> providers) {
            return new PolicyDecision(merge.merge(providers), true);
        }

        @Override
        public TopologyPolicy mergingBy(HintMerge.Method method) {
            return new BestEffort(merge.by(method));
        }
    }

    /// Admitted only when the merged hint is preferred.
    record Restricted(HintMerge merge) implements TopologyPolicy {
        @Override
        public PolicyDecision decide(List<ProviderHints> providers) {
            return onlyPreferred(merge.merge(providers));
        }

        @Override
        public TopologyPolicy mergingBy(HintMerge.Method method) {
            return new Restricted(merge.by(method));
        }
    }

    /// Admitted only when one NUMA node is preferred by all.
    record SingleNumaNode(HintMerge merge) implements TopologyPolicy {
        @Override
        public PolicyDecision decide(List<ProviderHints> providers) {
            return onlyPreferred(merge.mergeSingleNumaNode(providers));
        }

        @Override
        public TopologyPolicy mergingBy(HintMerge.Method method) {
            return new SingleNumaNode(merge.by(method));
        }
    }

    /// True for the policy that promises alignment (topology-manager 8.2).
    default boolean isAlignmentGuaranteed() {
        return this instanceof SingleNumaNode;
    }

    /// The merged hint and whether the policy admits with it (topology-manager 8).
    PolicyDecision decide(List<ProviderHints> providers);

    /// The same policy whose hints are merged by another method: the decisions are the same.
    TopologyPolicy mergingBy(HintMerge.Method method);

    private static PolicyDecision onlyPreferred(TopologyHint hint) {
        return new PolicyDecision(hint, hint.preferred());
    }

    /// Makes the configured policy (topology-manager 5.1): with `none` nothing else is looked at.
    ///
    /// @throws StartRefusal with the kubelet's text
    static TopologyPolicy start(NodeTopology topology, NodeSettings settings) throws StartRefusal {
        String name = settings.topologyManagerPolicy();
        if (name.equals(Policies.TOPOLOGY_NONE)) {
            return new None();
        }
        Options options = Options.parse(settings);
        if (options.preferClosest
                && topology.numaNodes().stream().anyMatch(numaNode -> numaNode.distances().isEmpty())) {
            throw new StartRefusal(
                    "cannot discover NUMA topology: error getting NUMA distances from cadvisor");
        }
        if (topology.numaNodes().size() > options.maxNumaNodes) {
            throw new StartRefusal("unsupported on machines with more than " + options.maxNumaNodes + " NUMA Nodes");
        }
        HintMerge merge = new HintMerge(topology, options.preferClosest);
        TopologyPolicy policy = switch (name) {
            case Policies.BEST_EFFORT -> new BestEffort(merge);
            case Policies.RESTRICTED -> new Restricted(merge);
            case Policies.SINGLE_NUMA_NODE -> new SingleNumaNode(merge);
            default -> throw new StartRefusal("unknown policy: \"" + name + "\"");
        };
        String scope = settings.topologyManagerScope();
        if (TopologyScope.named(scope).isEmpty()) {
            throw new StartRefusal("unknown scope: \"" + scope + "\"");
        }
        return policy;
    }

    /// The policy of a pod that has one of its own, whatever that of the node is: NUMA nodes near each other are preferred
    /// where their distances are known.
    static TopologyPolicy of(AlignmentPolicy kind, NodeTopology topology) {
        HintMerge merge = new HintMerge(topology,
                topology.numaNodes().stream().noneMatch(numaNode -> numaNode.distances().isEmpty()));
        return switch (kind) {
            case NONE -> new None();
            case BEST_EFFORT -> new BestEffort(merge);
            case RESTRICTED -> new Restricted(merge);
            case SINGLE_NUMA_NODE -> new SingleNumaNode(merge);
        };
    }

    /// The two options, parsed (topology-manager 4.2).
    record Options(boolean preferClosest, int maxNumaNodes) {
        private static final Map<String, Maturity> KNOWN = Map.of(Policies.PREFER_CLOSEST,
                Maturity.stable(KubeletVersion.V1_32), Policies.MAX_NUMA_NODES,
                Maturity.stable(KubeletVersion.V1_32, KubeletVersion.V1_35));

        static Options parse(NodeSettings settings) throws StartRefusal {
            boolean preferClosest = false;
            int maxNumaNodes = Policies.DEFAULT_MAX_NUMA_NODES;
            FeatureGates gates = settings.featureGates();
            PolicyOptions known = PolicyOptions.ofTopologyManager(settings.kubeletVersion(), KNOWN);
            for (Map.Entry<String, String> option : settings.topologyManagerPolicyOptions().entrySet()) {
                known.check(settings.kubeletVersion(), option.getKey(), gates.isOn(FeatureGates.TOPOLOGY_ALPHA_OPTIONS),
                        gates.isOn(FeatureGates.TOPOLOGY_BETA_OPTIONS));
                if (option.getKey().equals(Policies.PREFER_CLOSEST)) {
                    preferClosest = PolicyOptions.parseBoolean(Policies.PREFER_CLOSEST, option.getValue());
                } else {
                    maxNumaNodes = parseMaxNumaNodes(option.getValue());
                }
            }
            return new Options(preferClosest, maxNumaNodes);
        }

        private static int parseMaxNumaNodes(String value) throws StartRefusal {
            if (!value.matches("[+-]?[0-9]+")) {
                throw notAnInteger(value, "invalid syntax");
            }
            long number;
            try {
                number = Long.parseLong(value);
            } catch (NumberFormatException tooLarge) {
                throw notAnInteger(value, "value out of range");
            }
            if (number < Policies.DEFAULT_MAX_NUMA_NODES) {
                throw new StartRefusal(
                        "the minimum value of \"" + Policies.MAX_NUMA_NODES + "\" should not be less than "
                                + Policies.DEFAULT_MAX_NUMA_NODES);
            }
            return (int) Math.min(number, Integer.MAX_VALUE);
        }

        private static StartRefusal notAnInteger(String value, String why) {
            return new StartRefusal("unable to convert policy option to integer \"" + Policies.MAX_NUMA_NODES
                    + "\": strconv.Atoi: parsing \"" + value + "\": " + why);
        }
    }
}
