/// What two kubelet configurations, or several versions of the kubelet, do to the same pods.
///
/// In: machines, kubelets as configuration and version, pods in their order. Out: [Comparison]: for each machine each pod
/// under every kubelet, those that differ most first.
///
/// The pods are admitted on each machine anew, one after the other, under each kubelet by itself: the first pod that is
/// treated differently changes what there is for the later ones.
@NullMarked
package io.alidade.plan.compare;

import org.jspecify.annotations.NullMarked;
