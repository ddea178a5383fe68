/// What is to hold for a pod instead of its node's settings, as pods and agents say it: no kubelet follows any of it.
///
/// In: annotations of a pod, levels of an agent's settings. Out: a manifest with the rules that the engine decides by
/// ([io.alidade.engine.settings.PodPlacement]), and where each comes from; or what is wrong with them.
@NullMarked
package io.alidade.kube.placement;

import org.jspecify.annotations.NullMarked;
