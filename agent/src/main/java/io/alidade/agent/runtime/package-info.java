/// Containers that run: what they are to be, how they are started, watched and ended.
///
/// In: [ContainerSpec]s that were read from pods which were admitted, and where each may run. Out: processes of this machine,
/// and [ContainerEvents]. [io.alidade.agent.runtime.PodRunner] leads each pod through its life: init containers one after the
/// other, sidecars, app containers, restarts with back-off, and its end.
@NullMarked
package io.alidade.agent.runtime;

import org.jspecify.annotations.NullMarked;
