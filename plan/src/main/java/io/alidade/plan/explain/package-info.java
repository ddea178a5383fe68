/// Why a kubelet decides as it does, told step by step.
///
/// In: a [io.alidade.plan.whatif.RunningKubelet]'s parts and pods. Out: [Explanation], plain values that other modules print: of
/// every pod its class, what each provider was asked and could offer on each NUMA node, how that was merged, what was given
/// and why these CPUs, what was short, and what would make it fit.
///
/// Invariants: *same verdict* - the decision is the one of [io.alidade.kube.admission.KubeletNode#admit]; *heard* - hints and
/// merges are those that the engine told its observer, and what they say about a set of NUMA nodes is asked of them.
@NullMarked
package io.alidade.plan.explain;

import org.jspecify.annotations.NullMarked;
