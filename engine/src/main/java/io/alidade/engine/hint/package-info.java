/// Topology hints and their merge (`spec` topology-manager 1, 2, 6, 7).
///
/// In: what each provider answers for each resource ([ProviderHints]). Out: one [TopologyHint]. The four answers that the
/// kubelet keeps apart by null, empty map, null list and empty list are four types here.
///
/// Invariants: *in machine* - every mask in a [HintList] is a non-empty subset of the machine's NUMA nodes.
@NullMarked
package io.alidade.engine.hint;

import org.jspecify.annotations.NullMarked;
