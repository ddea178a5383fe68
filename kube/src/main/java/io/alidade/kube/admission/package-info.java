/// A kubelet on a machine, asked pod by pod: start it, from checkpoints too, admit pods, and report.
///
/// In: a machine, a configuration, a version, checkpoint files ([KubeletNode#start]), and pod manifests. Out:
/// [KubeletStart] and [PodDecision], which hold the node after them, and [AdmissionReport], the whole answer as plain
/// values that other modules print.
///
/// The order is the kubelet's: resource managers first, then its general predicates (node-config 9.1). A pod that the
/// predicates refuse loses what it was given.
///
/// Invariants: *a value* - nothing here changes a node in place, and files are only written by [KubeletNode#save].
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | node-config 3.8 | order of the start | [StartSequence], [KubeletStart] |
/// | node-config 9.1 | order of the handlers | [KubeletNode] |
/// | cpu-manager 12.3 | what a refused pod keeps | [PodDecision] |
/// | device-manager 4.4 | devices in use | [KubeletNode] |
@NullMarked
package io.alidade.kube.admission;

import org.jspecify.annotations.NullMarked;
