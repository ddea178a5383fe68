/// Containers that run: what they are to be, how they are started, watched and ended.
///
/// In: [RunSpec]s that were read from pods which were admitted, and the [Place] where each container may run. Out: containers
/// that run there, and what became of them. [PodRunner] leads each pod through its life, whatever runs its containers: init
/// containers one after the other, sidecars, app containers, restarts with back-off, and its end. A [ContainerRuntime] runs
/// them, and knows nothing of that: it takes a [ContainerStart], which names everything a container needs, and gives a
/// [RunningContainer]. [RunSpecReader] reads every field that some runtime follows; each runtime refuses those that it does not.
@NullMarked
package io.alidade.agent.runtime;

import org.jspecify.annotations.NullMarked;
