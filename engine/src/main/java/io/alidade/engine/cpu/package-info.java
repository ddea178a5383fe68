/// The CPU Manager: which containers get exclusive CPUs, which CPUs, and the shared pool (cpu-manager).
///
/// Which CPUs: [CpuChooser] takes a pool and a count and gives a [CpuSelection].
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | cpu-manager 3.2 to 3.5, 4.1 to 4.3 | options, construction, policy `none` | [CpuPolicy], [CpuPolicyOptions], [NoCpuPolicy] |
/// | cpu-manager 5.1, 5.2 | state, and the look at it at the start | [CpuState], [CpuStateCheck] |
/// | cpu-manager 6.1 to 6.4, 14.1 | how many exclusive CPUs | [CpuDemand] |
/// | cpu-manager 7.2, 8.1, 8.3, 12.1, 13.1, 13.2 | allocation, release, hints | [CpuAllocations] |
/// | cpu-manager 7.3 to 7.5, 13.3, 13.4 | whole cores, affinity, masks | [StaticCpuPolicy] |
/// | cpu-manager 7.6 | reuse | [ReusableCpus] |
/// | cpu-manager 9.1 | dispatch | [CpuChooser] |
/// | cpu-manager 10.1, 10.5a | working data, claims | [Claims] |
/// | cpu-manager 10.2, 10.3 | hierarchy, wholly free | [Hierarchy], [CpuGroups], [Nesting] |
/// | cpu-manager 10.4 | orders | [FreeOrder], [SingleCpus] |
/// | cpu-manager 10.5, 10.6 | packed, uncore caches | [PackedChoice], [UncoreStep] |
/// | cpu-manager 11.1, 11.3 | distributed | [DistributedChoice] |
/// | cpu-manager 11.2, 11.2a, 11.2b, 11.4 | best combination, balance, shared storage, endless loops | [SpreadSearch], [Balance], [Combinations], [Division] |
/// | cpu-manager 14.2 | pod-level division | [PodDivision], [PodHolding] |
/// | cpu-manager 18.1, 18.2 | what differs between versions | [DistributionRules] |
///
/// Invariants: groups are in ascending id, so their index orders them; *apart* - no CPU is both free and got.
@NullMarked
package io.alidade.engine.cpu;

import org.jspecify.annotations.NullMarked;
