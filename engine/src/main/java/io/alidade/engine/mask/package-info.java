/// Sets as machine words: [CpuSet] for logical CPUs, [NumaMask] for NUMA nodes.
///
/// What goes in: CPU ids from 0 to [CpuSet#MAX_CPU], NUMA node *positions* from 0 to 63 (NUMA nodes in ascending id).
/// What comes out: new sets; nothing here changes after it was made.
///
/// Invariants: *trimmed* - the last word of a CpuSet is not zero, so equal sets have equal arrays.
@NullMarked
package io.alidade.engine.mask;

import org.jspecify.annotations.NullMarked;
