/// Pods as the resource managers see them: containers with their kind and amounts, quality of service, and how amounts of
/// containers add up to the pod's (node-config 6, 8).
///
/// In: what a manifest says, already defaulted. Out: values that every manager asks; nothing here knows a machine.
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | node-config 6 | quality of service | [Qos], [QosClass] |
/// | topology-manager 9.1 | kinds of containers, in order | [ContainerKind] |
/// | cpu-manager 6.5, memory-manager 4.3 | pods with resources of their own | [PodLevelTreatment] |
/// | node-config 8 | amounts of a pod | [PodRequest], [ResourceAmounts] |
@NullMarked
package io.alidade.engine.pod;

import org.jspecify.annotations.NullMarked;
