/// The CPU Manager: which containers get exclusive CPUs, which CPUs, and the shared pool (`spec` cpu-manager).
///
/// Which CPUs: [CpuChooser] takes a pool and a count and gives a [CpuSelection]. What follows which rule:
///
/// | rule | class |
/// | --- | --- |
/// | 9 dispatch | [CpuChooser] |
/// | 10.1, 10.5a working data, claims | [Claims] |
/// | 10.2 hierarchy, 10.3 wholly free | [Hierarchy], [CpuGroups], [Nesting] |
/// | 10.4 orders | [FreeOrder] |
/// | 10.5 packed, 10.6 uncore caches | [PackedChoice], [UncoreStep] |
/// | 11.1, 11.3 distributed | [DistributedChoice] |
/// | 11.2 best combination, 11.2a balance, 11.2b shared storage, 11.4 endless loops | [SpreadSearch], [Division], [Balance], [Combinations] |
/// | 18.1 and what else differs between versions | [DistributionRules] |
///
/// Invariants: groups are in ascending id, so their index orders them; *apart* - no CPU is both free and got.
@NullMarked
package io.alidade.engine.cpu;

import org.jspecify.annotations.NullMarked;
