/// The kubelet's predicates: what refuses a pod on a node after the resource managers have admitted it (`spec`
/// node-config 9.2).
///
/// In: a node ([NodeFit]), what its pods take already ([NodeUsage]) and a pod. Out: [FitOutcome], the kubelet's reason and
/// message or nothing, and what could not be judged because the description of the node does not say it.
///
/// Invariants: *first failure* - checks run in the kubelet's order and the first failure is the one reported; where that
/// order is the one of a hash map, resources go by name.
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | node-config 9.2 | predicates | [NodeFit] |
/// | node-config 7.3, 8 | amounts in use, units | [NodeUsage], [ResourceUnits] |
/// | node-config 9.3 | refusals | [FitOutcome.Rejection], [FitOutcome] |
@NullMarked
package io.alidade.kube.fit;

import org.jspecify.annotations.NullMarked;
