/// What others have written down of pods that kubelets refused: logs of kubelets, and events of a cluster.
///
/// In: a stream of lines ([KubeletLog]), or a list of events ([EventList]). Out: [Refusal]s in the order of the source, each
/// told once, and what was not usable in a sentence. Streams are read line by line and may be endless; what is kept is bounded.
@NullMarked
package io.alidade.kube.refusal;

import org.jspecify.annotations.NullMarked;
