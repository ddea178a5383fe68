/// The kubelet's admission decision as a pure function over values.
///
/// In: a machine ([io.alidade.engine.topology.NodeTopology]), the settings of its kubelet ([io.alidade.engine.settings.NodeSettings]), its devices,
/// and pods ([io.alidade.engine.pod.PodRequest]). Out: a [Node], and for each pod an [Admission]. Nothing here reads a file, a clock or the
/// environment; every value is immutable and every order is total.
@NullMarked
package io.alidade.engine;

import org.jspecify.annotations.NullMarked;
