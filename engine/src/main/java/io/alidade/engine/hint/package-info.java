/// Topology hints and their merge (topology-manager 1, 2, 6, 7).
///
/// In: what each provider answers for each resource ([ProviderHints]). Out: one [TopologyHint]. The four answers that the
/// kubelet keeps apart by null, empty map, null list and empty list are four types here.
///
/// A provider knows its hints as a rule, [HintFamily]. On machines of up to four NUMA nodes it answers with the list of
/// them ([HintList]), which [HintMerge] goes through; above, [WideMerge] searches the rules ([MaskSearch]) and no list is
/// made. Both give the same result: what the kubelet's cartesian product gives, where that comes to an end.
///
/// Cost: lists take a few passes over 2^n masks. A search takes time in proportion to the number of different NUMA nodes,
/// not of masks; its worst case, a machine on which every NUMA node has other amounts left and a request that needs a
/// third of them, is beyond any budget. Up to 16 NUMA nodes lists are the way out, so the merge always has a result;
/// above, an admission then ends with [UnboundedSearch].
///
/// Invariants: *in machine* - every mask in a [HintList] is a non-empty subset of the machine's NUMA nodes.
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | topology-manager 1.6 | masks of a list | [HintList] |
/// | topology-manager 2.1, 2.2 | hint | [TopologyHint] |
/// | topology-manager 3.4, 3.5 | distances | [NumaDistances], [Closeness] |
/// | topology-manager 6.1 | answers of providers | [ProviderHints], [ResourceHints] |
/// | topology-manager 8.1 | what a policy makes of the merged hint | [PolicyDecision] |
/// | topology-manager 6.1, 7.1 to 7.7, 8.3 to 8.5 | filter and merge | [HintMerge], [WideMerge] |
@NullMarked
package io.alidade.engine.hint;

import org.jspecify.annotations.NullMarked;
