package io.alidade.engine.cpu;

import io.alidade.engine.settings.KubeletVersion;

/// What differs between kubelets in the distributed algorithm.
///
/// @param prefersOneSocket a combination of NUMA nodes of one socket beats every other, and a NUMA node with few free CPUs
///                         lowers the even share of all instead of ruling the combination out: v1.37 with
///                         `align-by-socket` (cpu-manager 18.1)
/// @param lowersShare      when CPUs are taken the even share is lowered to what each chosen NUMA node has: v1.37, with or
///                         without that option (cpu-manager 18.1)
/// @param sharesStorage    a remembered combination is overwritten by later ones ([Combinations], cpu-manager 11.2b)
record DistributionRules(boolean prefersOneSocket, boolean lowersShare, boolean sharesStorage) {
    /// The rules of a kubelet as released. Both known versions share storage: issue kubernetes#141237 reports it in
    /// August 2026, after both, and no recorded decision tells otherwise.
    static DistributionRules of(KubeletVersion version, CpuPolicyOptions options) {
        boolean isNewer = version.isAtLeast(KubeletVersion.V1_37);
        return new DistributionRules(isNewer && options.alignBySocket(), isNewer, true);
    }

    DistributionRules withSharedStorage(boolean shares) {
        return new DistributionRules(prefersOneSocket, lowersShare, shares);
    }
}
