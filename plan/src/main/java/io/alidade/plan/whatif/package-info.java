/// What would make a pod fit, or bring it together: each answer is a change that was made and asked of the engine again.
///
/// In: a [RunningKubelet] (machine, configuration, the pods that run) and a pod. Out: [WhatIfs], the changes that do it, the
/// smallest first, and whether the search was cut short.
///
/// Three kinds of [Change] are tried one at a time: another amount of one resource, smaller or larger, one other setting of
/// the kubelet, one or two pods away; and two of them together where none alone does it. A change of settings starts the kubelet again and admits the running pods again in their order; it
/// counts only if none of them is refused.
///
/// Invariants: *verified* - every answer was admitted by the engine; *bounded* - [Trials] counts what is asked.
@NullMarked
package io.alidade.plan.whatif;

import org.jspecify.annotations.NullMarked;
