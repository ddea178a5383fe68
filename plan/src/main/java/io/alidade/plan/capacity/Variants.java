package io.alidade.plan.capacity;

import io.alidade.engine.settings.Policies;
import io.alidade.engine.settings.TopologyScope;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.plan.advise.ReservedCores;
import io.alidade.plan.advise.ReservedSpread;
import io.alidade.plan.whatif.ConfigurationEdit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The configurations that are put side by side: every policy and scope with every set of options.
final class Variants {
    static final List<String> POLICIES = List.of(Policies.TOPOLOGY_NONE, Policies.BEST_EFFORT, Policies.RESTRICTED,
            Policies.SINGLE_NUMA_NODE);
    static final List<String> SCOPES = List.of(TopologyScope.CONTAINER.wireName(), TopologyScope.POD.wireName());
    /// More sets of options are refused.
    static final int MOST_SETS = 32;

    private static final String FULL_PCPUS = "full-pcpus-only";
    private static final String ACROSS_NUMA = "distribute-cpus-across-numa";
    private static final String BY_CACHE = "prefer-align-cpus-by-uncorecache";
    private static final List<String> OF_CPUS = List.of("align-by-socket", "distribute-cpus-across-cores", ACROSS_NUMA,
            FULL_PCPUS, BY_CACHE, "strict-cpu-reservation");
    private static final List<String> OF_TOPOLOGY = List.of(Policies.MAX_NUMA_NODES, Policies.PREFER_CLOSEST);

    private Variants() {}

    /// A configuration in which CPUs are pinned, since without that policies of the Topology Manager align nothing but
    /// devices.
    ///
    /// @param configuration what is compared
    /// @param note          what was assumed, if anything
    record Base(KubeletConfiguration configuration, Optional<String> note) {
        static Base of(MachineDescription machine, KubeletConfiguration given) {
            if (given.policies().pinsCpus()) {
                return new Base(given, Optional.empty());
            }
            KubeletConfiguration pinned = ConfigurationEdit.pinned(given);
            String how = "what it reserves";
            boolean reserves = !given.reservedSystemCpus().isEmpty() || given.systemReserved().containsKey("cpu")
                    || given.kubeReserved().containsKey("cpu");
            if (!reserves) {
                String cpus = ReservedCores.suggested(machine, ReservedSpread.TOGETHER).toListString();
                pinned = ConfigurationEdit.reservedSystemCpus(pinned, cpus);
                how = "reservedSystemCPUs " + cpus;
            }
            return new Base(pinned, Optional.of("the configuration pins no CPUs, so policies would align nothing but"
                    + " devices: all are looked at with cpuManagerPolicy static and " + how));
        }
    }

    /// The variants, that of the configuration among them; at most 7 for each set of options.
    ///
    /// @param sets of options; empty for the configured set, and that with one option turned over which may matter here
    static List<Variant> of(MachineDescription machine, KubeletConfiguration base, List<Map<String, String>> sets) {
        Variant current = Variant.of(base, true);
        Set<Map<String, String>> all = new LinkedHashSet<>();
        if (sets.isEmpty()) {
            all.add(current.options());
            turned(machine, current.options()).forEach(all::add);
        } else {
            sets.forEach(set -> all.add(checked(set, current.options())));
        }
        List<Variant> variants = new ArrayList<>();
        for (Map<String, String> set : all) {
            KubeletConfiguration configured = withOptions(base, set);
            for (String policy : POLICIES) {
                for (String scope : policy.equals(Policies.TOPOLOGY_NONE) ? List.of(current.scope()) : SCOPES) {
                    Variant variant = Variant.of(ConfigurationEdit.scope(ConfigurationEdit.policy(configured, policy),
                            scope), false);
                    boolean isCurrent = policy.equals(current.policy()) && scope.equals(current.scope())
                            && variant.options().equals(current.options());
                    variants.add(isCurrent ? current : variant);
                }
            }
        }
        if (variants.stream().noneMatch(Variant::isCurrent)) {
            variants.addFirst(current);
        }
        return variants;
    }

    /// The configuration with exactly these options.
    static KubeletConfiguration withOptions(KubeletConfiguration base, Map<String, String> options) {
        Map<String, String> ofCpus = new TreeMap<>();
        Map<String, String> ofTopology = new TreeMap<>();
        options.forEach((option, value) -> (OF_TOPOLOGY.contains(option) ? ofTopology : ofCpus).put(option, value));
        return ConfigurationEdit.options(base, ofCpus, ofTopology);
    }

    /// The sets of options that differ from the configured one in one option which may matter on this machine and needs no
    /// feature gate.
    static List<Map<String, String>> turned(MachineDescription machine, Map<String, String> configured) {
        CpuTopology cpus = new CpuTopology(machine.topology());
        int numaNodes = cpus.numaNodes().size();
        List<String> relevant = new ArrayList<>();
        if (cpus.cores().stream().anyMatch(core -> core.size() > 1)) {
            relevant.add(FULL_PCPUS);
        }
        if (numaNodes > 1) {
            relevant.add(ACROSS_NUMA);
        }
        if (cpus.uncoreCaches().size() > numaNodes) {
            relevant.add(BY_CACHE);
        }
        if (distancesDiffer(machine.topology().numaNodes())) {
            relevant.add(Policies.PREFER_CLOSEST);
        }
        List<Map<String, String>> sets = new ArrayList<>();
        for (String option : relevant) {
            Map<String, String> set = new TreeMap<>(configured);
            if (!"true".equals(set.remove(option))) {
                set.put(option, "true");
            }
            sets.add(set);
        }
        return sets;
    }

    private static boolean distancesDiffer(List<NumaNode> numaNodes) {
        return numaNodes.stream().flatMap(numaNode -> numaNode.distances().stream()).distinct().count() > 2;
    }

    /// A set that somebody asked for, with what is configured and is no switch.
    private static Map<String, String> checked(Map<String, String> set, Map<String, String> configured) {
        Map<String, String> checked = new TreeMap<>(set);
        set.keySet().stream().filter(option -> !OF_CPUS.contains(option) && !OF_TOPOLOGY.contains(option)).findFirst()
                .ifPresent(unknown -> {
                    throw new BadInput("--options names '" + unknown + "', which is no policy option of a kubelet.",
                            "There are " + String.join(", ", OF_CPUS) + ", " + String.join(", ", OF_TOPOLOGY) + ".");
                });
        if (configured.containsKey(Policies.MAX_NUMA_NODES)) {
            checked.putIfAbsent(Policies.MAX_NUMA_NODES, configured.getOrDefault(Policies.MAX_NUMA_NODES, ""));
        }
        return checked;
    }
}
