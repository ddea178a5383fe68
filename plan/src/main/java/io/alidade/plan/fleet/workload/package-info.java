/// What comes to a fleet: pods of given shapes, each at its time and for its life.
///
/// In: a document ([WorkloadFile]), manifests, a recording, or nothing but a seed ([UsualMix]). Out: [Workload], and of it
/// streams of [Arrival]s in the order of their time, which are never held as a whole.
///
/// Invariant *independent streams*: what comes of one shape does not depend on the other shapes, so that parts of a
/// workload are the same pods as in the whole.
@NullMarked
package io.alidade.plan.fleet.workload;

import org.jspecify.annotations.NullMarked;
