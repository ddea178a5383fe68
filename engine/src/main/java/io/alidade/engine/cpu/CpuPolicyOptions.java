package io.alidade.engine.cpu;

import io.alidade.engine.option.PolicyOptions;
import io.alidade.engine.option.PolicyOptions.Maturity;
import io.alidade.engine.settings.AlignmentPolicy;
import io.alidade.engine.settings.CpuPlacement;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.PlacementRule;
import io.alidade.engine.settings.StartRefusal;
import io.alidade.engine.topology.CpuTopology;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The six options of the static policy, parsed (cpu-manager 3).
record CpuPolicyOptions(boolean fullPcpusOnly, boolean distributeAcrossNuma, boolean alignBySocket,
        boolean distributeAcrossCores, boolean strictReservation, boolean preferAlignByUncoreCache) {
    static final CpuPolicyOptions NONE = new CpuPolicyOptions(false, false, false, false, false, false);

    private static final String FULL_PCPUS_ONLY = "full-pcpus-only";
    private static final String ACROSS_NUMA = "distribute-cpus-across-numa";
    private static final String BY_SOCKET = "align-by-socket";
    private static final String ACROSS_CORES = "distribute-cpus-across-cores";
    private static final String STRICT = "strict-cpu-reservation";
    private static final String BY_UNCORE_CACHE = "prefer-align-cpus-by-uncorecache";

    private static final PolicyOptions KNOWN = PolicyOptions.ofCpuManager(Map.of(
            FULL_PCPUS_ONLY, Maturity.stable(KubeletVersion.V1_32, KubeletVersion.V1_33),
            STRICT, Maturity.stable(KubeletVersion.V1_33, KubeletVersion.V1_35),
            BY_UNCORE_CACHE, Maturity.stable(KubeletVersion.V1_34, KubeletVersion.V1_36),
            ACROSS_NUMA, Maturity.beta(KubeletVersion.V1_33),
            BY_SOCKET, Maturity.ALPHA,
            ACROSS_CORES, Maturity.ALPHA));

    /// Reads the configured options (cpu-manager 3.2) and refuses pairs that exclude each other (cpu-manager 3.3).
    static CpuPolicyOptions parse(NodeSettings settings) throws StartRefusal {
        FeatureGates gates = settings.featureGates();
        Set<String> on = new HashSet<>();
        for (Map.Entry<String, String> option : settings.cpuManagerPolicyOptions().entrySet()) {
            KNOWN.check(settings.kubeletVersion(), option.getKey(), gates.isOn(FeatureGates.CPU_ALPHA_OPTIONS),
                    gates.isOn(FeatureGates.CPU_BETA_OPTIONS));
            if (PolicyOptions.parseBoolean(option.getKey(), option.getValue())) {
                on.add(option.getKey());
            }
        }
        refuseBoth(on, FULL_PCPUS_ONLY, ACROSS_CORES);
        refuseBoth(on, ACROSS_NUMA, ACROSS_CORES);
        refuseBoth(on, BY_UNCORE_CACHE, ACROSS_CORES);
        refuseBoth(on, BY_UNCORE_CACHE, ACROSS_NUMA);
        return new CpuPolicyOptions(on.contains(FULL_PCPUS_ONLY), on.contains(ACROSS_NUMA), on.contains(BY_SOCKET),
                on.contains(ACROSS_CORES), on.contains(STRICT), on.contains(BY_UNCORE_CACHE));
    }

    private static void refuseBoth(Set<String> on, String first, String second) throws StartRefusal {
        if (on.contains(first) && on.contains(second)) {
            throw new StartRefusal("static policy options " + first + " and " + second
                    + " can not be used at the same time");
        }
    }

    /// The options that hold for a container whose CPUs are chosen in a way of its own.
    CpuPolicyOptions placing(CpuPlacement placement) {
        return new CpuPolicyOptions(fullPcpusOnly, false, alignBySocket, placement == CpuPlacement.SPREAD,
                strictReservation, false);
    }

    /// Why a rule cannot hold beside them, a sentence; nothing if it can.
    Optional<String> conflict(PlacementRule rule) {
        if (fullPcpusOnly && rule.cpus().filter(CpuPlacement.SPREAD::equals).isPresent()) {
            return Optional
                    .of("CPUs are to be spread over cores, and this node gives whole cores only (" + FULL_PCPUS_ONLY
                            + ").");
        }
        return alignBySocket && rule.alignment().filter(AlignmentPolicy.SINGLE_NUMA_NODE::equals).isPresent()
                ? Optional.of(
                        "topology policy single-numa-node is asked for, and this node takes CPUs from whole sockets ("
                                + BY_SOCKET + ").")
                : Optional.empty();
    }

    /// Refuses `align-by-socket` where it cannot work (cpu-manager 3.4).
    void checkMachine(CpuTopology topology, NodeSettings settings) throws StartRefusal {
        if (!alignBySocket) {
            return;
        }
        if (settings.policies().wantsSingleNumaNode()) {
            throw new StartRefusal(
                    "Topolgy manager single-numa-node policy is incompatible with CPUManager align-by-socket"
                            + " policy option");
        }
        if (topology.sockets().size() > topology.numaNodes().size()) {
            throw new StartRefusal(
                    "Align by socket is not compatible with hardware where number of sockets are more than"
                            + " number of NUMA");
        }
    }
}
