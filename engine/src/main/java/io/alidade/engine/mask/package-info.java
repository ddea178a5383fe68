/// Sets as machine words: [CpuSet] for logical CPUs, [NumaMask] for NUMA nodes.
///
/// What goes in: CPU ids from 0 to [CpuSet#MAX_CPU], NUMA node *positions* from 0 to 63 (NUMA nodes in ascending id).
/// What comes out: new sets; nothing here changes after it was made.
///
/// Invariants: *trimmed* - the last word of a CpuSet is not zero, so equal sets have equal arrays.
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | cpu-manager 1.1, 1.2 | CPU sets and their text | [CpuSet], [CpuListParser] |
/// | topology-manager 1.1 to 1.4 | masks and their order | [NumaMask] |
/// | topology-manager 1.6 | enumeration | [NumaMasks] |
@NullMarked
package io.alidade.engine.mask;

import org.jspecify.annotations.NullMarked;
