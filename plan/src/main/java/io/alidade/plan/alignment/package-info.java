/// Whether what a pod was given lies together.
///
/// In: a machine and the placements of an admitted pod. Out: [PodAlignment], container by container.
///
/// A container is *pinned* if it has exclusive CPUs. It is *aligned* if its CPUs, pinned memory and devices are on one NUMA
/// node, or on as few as the Topology Manager prefers for it; otherwise *split*. A container in the shared pool is neither:
/// where it runs is the scheduler's business.
@NullMarked
package io.alidade.plan.alignment;

import org.jspecify.annotations.NullMarked;
