/// What of a workload fits on a machine, and what a policy costs there, by letting the engine decide on copy after copy.
///
/// In: a machine, a kubelet's configuration, shapes of pods. Out: how many copies fit under each policy, scope and set of
/// options, what is left over and of no use, what becomes of random orders of arrival, and what would raise the copies.
///
/// Invariant *repeatable*: everything drawn comes of a seed and the number of the order ([ArrivalOrder]), so the answer does
/// not depend on threads, and a part of the orders can be looked at by itself. Nothing is estimated: what is said to fit has
/// been admitted by the engine.
@NullMarked
package io.alidade.plan.capacity;

import org.jspecify.annotations.NullMarked;
