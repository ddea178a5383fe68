/// The machine as the resource managers see it: CPUs, cores, sockets, uncore caches, NUMA nodes with memory, hugepages
/// and distances.
///
/// What goes in: facts discovered or read from a file, in any order. What comes out: [NodeTopology], checked, NUMA nodes
/// in ascending id, and [CpuTopology], the groups of CPUs prepared as sets once per machine.
///
/// Invariants: *positions* - a NUMA node's position is its index in ascending id; every [io.alidade.engine.mask.NumaMask]
/// of this machine uses it.
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | cpu-manager 2.3 | what is known of a CPU | [Cpu] |
/// | cpu-manager 2.3 to 2.5 | groups, averages | [CpuTopology] |
/// | topology-manager 3.2 | default affinity | [NodeTopology] |
/// | memory-manager 2.3 | memory of a NUMA node | [NumaNode] |
@NullMarked
package io.alidade.engine.topology;

import org.jspecify.annotations.NullMarked;
