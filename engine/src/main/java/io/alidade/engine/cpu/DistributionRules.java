package io.alidade.engine.cpu;

import io.alidade.engine.settings.Faults;
import io.alidade.engine.settings.KubeletVersion;

/// What differs between kubelets in the distributed algorithm.
///
/// @param prefersOneSocket  a combination of NUMA nodes of one socket beats every other, and a NUMA node with few free
///                          CPUs lowers the even share of all instead of ruling the combination out: with
///                          `align-by-socket` (cpu-manager 18.1)
/// @param lowersShare       when CPUs are taken the even share is lowered to what each chosen NUMA node has, with or
///                          without that option (cpu-manager 18.1)
/// @param sharesStorage     a remembered combination is overwritten by later ones ([Combinations], cpu-manager 11.2b)
/// @param goesRoundForEver  a subset with CPUs enough for the rest, but not whole groups enough, is tried without end
///                          (cpu-manager 11.4)
/// @param followsHint       no fewer NUMA nodes than the topology hint has are used (cpu-manager 18.2)
record DistributionRules(boolean prefersOneSocket, boolean lowersShare, boolean sharesStorage,
        boolean goesRoundForEver, boolean followsHint) {
    static DistributionRules of(KubeletVersion version, CpuPolicyOptions options, Faults faults) {
        return new DistributionRules(version.distributesWithinSockets() && options.alignBySocket(),
                version.distributesWithinSockets(), !version.remembersBestCombination() && !faults.areMended(),
                !version.distributesInWholeGroups() && !faults.areMended(), version.distributesOverHintedNumaNodes());
    }

    DistributionRules withSharedStorage(boolean shares) {
        return new DistributionRules(prefersOneSocket, lowersShare, shares, goesRoundForEver, followsHint);
    }
}
