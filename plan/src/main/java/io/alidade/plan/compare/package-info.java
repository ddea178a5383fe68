/// What two kubelet configurations do to the same pods.
///
/// In: machines, two configurations, pods in their order. Out: [Comparison]: for each machine each pod under both, those
/// that differ most first.
///
/// The pods are admitted on each machine anew, one after the other, under each configuration by itself: the first pod that is
/// treated differently changes what there is for the later ones.
@NullMarked
package io.alidade.plan.compare;

import org.jspecify.annotations.NullMarked;
