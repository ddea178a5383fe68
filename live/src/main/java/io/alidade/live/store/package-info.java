/// What a node has given away, kept on disk so that no answer is lost: the three checkpoint files of the kubelet in a folder
/// that one process owns.
///
/// In: [io.alidade.kube.admission.KubeletNode]s. Out: files in the kubelet's own format. Invariant *stored before answered* -
/// whoever gets an answer finds it on disk after a crash.
@NullMarked
package io.alidade.live.store;

import org.jspecify.annotations.NullMarked;
