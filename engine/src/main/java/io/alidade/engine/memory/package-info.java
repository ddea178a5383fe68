/// The Memory Manager: memory and hugepages of Guaranteed pods on NUMA nodes, single or in groups (memory-manager).
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | memory-manager 1 | blocks, tables | [MemoryBlock], [MemoryTables] |
/// | memory-manager 2.1, 2.2 | policy, reserved memory | [MemoryPolicy], [ReservedMemoryCheck], [NoMemoryPolicy], [StaticMemoryPolicy] |
/// | memory-manager 2.3, 5.4, 5.5, 8.1, 8.4, 9 | machine state: groups, charge, hints, release, comparison | [MachineMemory] |
/// | memory-manager 4.1 to 4.4, 7.1, 7.2 | what is asked for | [MemoryDemand] |
/// | memory-manager 5.1 to 5.3 | on which NUMA nodes | [NumaNodeChoice] |
/// | memory-manager 5.1, 6.3, 7.3, 7.4, 8.1, 8.4 | allocation, release, hints | [MemoryAllocations] |
/// | memory-manager 6.1, 6.2 | reuse by init containers | [ReusableMemory], [InitBlocks] |
/// | memory-manager 7.3 | shares of a pod | [PodShares] |
/// | memory-manager 9, 10 | state that is kept and read again | [MemoryState], [MemoryStateReader], [MemoryStateWriter] |
@NullMarked
package io.alidade.engine.memory;

import org.jspecify.annotations.NullMarked;
