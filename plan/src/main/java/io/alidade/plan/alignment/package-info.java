/// Whether what a pod was given lies together: two facts, and everybody who says "aligned" reads them here.
///
/// In: a node and an admitted pod. Out: [PodAlignment], container by container.
///
/// *Preferred* is the kubelet's word: the hint that the Topology Manager merged is preferred. *Placement* is where things
/// really are ([Placement]): aligned if the CPUs, the pinned memory and the devices are on one NUMA node, or, of what is
/// larger than a NUMA node, all of them on the same NUMA nodes, as few as the largest part needs; split if not; shared
/// without CPUs of its own. It is judged for each container, or for the pod with scope `pod`. The two may differ: with
/// `align-by-socket` a preferred merge may give CPUs of another NUMA node than the devices are on.
@NullMarked
package io.alidade.plan.alignment;

import org.jspecify.annotations.NullMarked;
