package io.alidade.engine.settings;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The kubelet whose behaviour is reproduced: a minor of Kubernetes, in order.
///
/// Each rule that differs between minors is one question here, named for what the rule does, and asked in the one place
/// where the rule lives. What a minor knows (options, feature gates) is data beside its reader and names the minor since
/// when it is so.
public enum KubeletVersion {
    V1_32("1.32", "v1.32.13"),
    V1_33("1.33", "v1.33.13"),
    V1_34("1.34", "v1.34.4"),
    V1_35("1.35", "v1.35.4"),
    V1_36("1.36", "v1.36.3"),
    V1_37("1.37", "v1.37.2"),
    V1_38("1.38", "v1.38.0-beta.0");

    public static final KubeletVersion DEFAULT = V1_36;

    private final String minor;
    private final String recordedFrom;

    KubeletVersion(String minor, String recordedFrom) {
        this.minor = minor;
        this.recordedFrom = recordedFrom;
    }

    /// The minor, `1.36`.
    public String minor() {
        return minor;
    }

    /// The release that the profile was recorded from, `v1.36.3`.
    public String recordedFrom() {
        return recordedFrom;
    }

    /// True if it was recorded from a version before the release, which may differ from it.
    public boolean isPreRelease() {
        return recordedFrom.contains("-");
    }

    /// Matches a version by its minor: `1.36`, `v1.36`, `v1.36.3`, `1.36.0-alpha.1`.
    ///
    /// @throws IllegalArgumentException for an unknown version, listing the known
    public static KubeletVersion parse(String text) {
        String plain = text.startsWith("v") ? text.substring(1) : text;
        for (KubeletVersion version : values()) {
            if (plain.equals(version.minor) || plain.startsWith(version.minor + ".")
                    || plain.startsWith(version.minor + "-") || plain.startsWith(version.minor + "+")) {
                return version;
            }
        }
        throw new IllegalArgumentException("kubelet version \"" + text + "\" is not known. Known are "
                + Arrays.stream(values()).map(KubeletVersion::minor).collect(Collectors.joining(", ")) + ".");
    }

    /// True for this version and later ones, given what came with `other`. For data; a rule is a question of its own.
    public boolean isAtLeast(KubeletVersion other) {
        return compareTo(other) >= 0;
    }

    /// The messages about the Topology Manager's option groups begin with a capital letter (topology-manager 4.2): 1.32.
    public boolean capitalizesTopologyOptionErrors() {
        return this == V1_32;
    }

    /// The managers leave pods with `spec.resources` alone unless they are told to manage them (cpu-manager 6.5,
    /// memory-manager 4.3): since 1.34. Before, only the containers' own amounts count.
    public boolean standsAsideFromPodLevelResources() {
        return isAtLeast(V1_34);
    }

    /// They do so, too, when the gate `PodLevelResources` is off: since 1.36.
    public boolean standsAsideWhateverPodLevelGate() {
        return isAtLeast(V1_36);
    }

    /// A container with CPUs of its own has no quota of CPU time (node-config 12.3): since 1.33.
    public boolean liftsQuotaFromExclusiveCpus() {
        return isAtLeast(V1_33);
    }

    /// A part of an uncore cache is filled with as many cores as the rest begins, less a CPU if it is odd (cpu-manager
    /// 10.6): since 1.34. Before, with as many as it fills.
    public boolean fillsUncoreCachesFromBegunCores() {
        return isAtLeast(V1_34);
    }

    /// True where a field of another type than the interface says makes a plugin's answer in the device checkpoint undecodable;
    /// later a text that is not UTF-8 does (device-manager 9).
    public boolean checksTypesOfPluginAnswers() {
        return !isAtLeast(V1_34);
    }

    /// Hints for devices name only NUMA nodes that have such devices (device-manager 7.3): since 1.36. Before, also their
    /// unions with any other NUMA nodes.
    public boolean hintsOnlyNumaNodesWithDevices() {
        return isAtLeast(V1_36);
    }

    /// The checkpoints of CPUs and memory can hold entries for whole pods (cpu-manager 16.1, memory-manager 10.1): since
    /// 1.36.
    public boolean storesPodEntries() {
        return isAtLeast(V1_36);
    }

    /// The checkpoints of CPUs and memory hold their content a second time, as a text with a checksum of its own
    /// (cpu-manager 16.6, memory-manager 10.1): since 1.37.
    public boolean storesCheckpointData() {
        return isAtLeast(V1_37);
    }

    /// The Device Manager tells the connections of one resource apart: an old stream that ends changes nothing for a newer
    /// one, and a socket that is still connected cannot be registered again (device-manager 3.3, as run).
    public boolean tellsPluginConnectionsApart() {
        return isAtLeast(V1_37);
    }

    /// A container that has its CPUs keeps them without the check for whole cores (cpu-manager 7.2, 18.3): since 1.37.
    public boolean keepsCpusWithoutSmtCheck() {
        return isAtLeast(V1_37);
    }

    /// `distribute-cpus-across-numa` knows `align-by-socket` and lowers the even share to what each NUMA node has
    /// (cpu-manager 18.1): since 1.37.
    public boolean distributesWithinSockets() {
        return isAtLeast(V1_37);
    }

    /// A core or socket is free when all its online CPUs are (cpu-manager 10.3): since 1.38. Before, when as many are free
    /// as cores or sockets have on average.
    public boolean judgesGroupsByOnlineCpus() {
        return isAtLeast(V1_38);
    }

    /// `distribute-cpus-across-cores` goes round the cores of a socket (cpu-manager 10.4): since 1.38. Before, it goes by
    /// CPU id.
    public boolean goesRoundCores() {
        return isAtLeast(V1_38);
    }

    /// Each uncore cache is taken whole by its own size (cpu-manager 10.6): since 1.38. Before, the average size decides
    /// whether any is.
    public boolean judgesUncoreCachesBySize() {
        return isAtLeast(V1_38);
    }

    /// `distribute-cpus-across-numa` uses no fewer NUMA nodes than the topology hint has (cpu-manager 18.2): since 1.38.
    public boolean distributesOverHintedNumaNodes() {
        return isAtLeast(V1_38);
    }

    /// `distribute-cpus-across-numa` counts what is left on a NUMA node in whole groups (cpu-manager 11.4): since 1.38.
    /// Before, it may never come to an end.
    public boolean distributesInWholeGroups() {
        return isAtLeast(V1_38);
    }

    /// `distribute-cpus-across-numa` remembers the combination it found best (cpu-manager 11.2b, 18.4): since 1.38. Before,
    /// later ones may overwrite it.
    public boolean remembersBestCombination() {
        return isAtLeast(V1_38);
    }

    /// A pod with a set of CPUs of its own keeps it, with its containers' shares, when it is admitted again (cpu-manager
    /// 14.2): since 1.38.
    public boolean keepsPodCpus() {
        return isAtLeast(V1_38);
    }

    /// A pod's own set of CPUs comes back to the shared pool when it cannot be divided (cpu-manager 14.2): since 1.38.
    public boolean returnsUndividedPodCpus() {
        return isAtLeast(V1_38);
    }

    /// A pod's memory includes types that only its init containers or sidecars ask for (memory-manager 7.1): since 1.38.
    public boolean countsMemoryOfInitContainersAlone() {
        return isAtLeast(V1_38);
    }

    /// A pod that is admitted again has hints from the memory that it holds as a whole, or that its first container holds
    /// for itself (memory-manager 8.1): since 1.38. Before, that container's is compared with the whole pod's request.
    public boolean regeneratesPodMemoryHints() {
        return isAtLeast(V1_38);
    }

    /// A pod with memory of its own keeps it when it is admitted again (memory-manager 7.3): since 1.38.
    public boolean keepsPodMemory() {
        return isAtLeast(V1_38);
    }

    /// The Memory Manager counts a container as one that wants pinned memory although it shares its pod's (memory-manager 11):
    /// up to 1.36.
    public boolean countsContainersThatShareMemory() {
        return !isAtLeast(V1_37);
    }

    /// The CPU Manager counts containers whose CPUs share an uncore cache (cpu-manager 17.2): since 1.33.
    public boolean countsUncoreCaches() {
        return isAtLeast(V1_33);
    }

    /// The figures of CPUs in use are made anew from what is assigned whenever that changes (cpu-manager 17.4, 17.5): since
    /// 1.38. Before, they are counted up and down, and CPUs of init containers that are used again are counted twice.
    public boolean recountsCpusInUse() {
        return isAtLeast(V1_38);
    }

    /// Preferred hints are searched before all others (topology-manager 7.1): since 1.38. The answer is the same, the time
    /// is not.
    public boolean searchesPreferredHintsFirst() {
        return isAtLeast(V1_38);
    }
}
