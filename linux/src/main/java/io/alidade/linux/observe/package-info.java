/// Observes where the containers of a node really are: live cgroups, processes and their memory.
///
/// In: a root folder with `sys` and `proc`, the folder of container log links, where the kubelet's cgroups begin. Out: a
/// [NodeObservation], a value without any judgement; what could not be seen is an [ObservationNote].
///
/// Invariants: *read only* - nothing is written and no process is stopped; *bounded* - the number of cgroups, processes and
/// threads, the bytes of every file and the depth of every walk have limits, and reaching one is a note; *no links* - a
/// symbolic link in the cgroup tree is never followed, so no walk goes in circles; *vanishing is normal* - a process or
/// cgroup that ends while it is read is left out without a word.
///
/// Which cgroup is which container is known from the names of the log links, where the kubelet writes pod, namespace,
/// container and container id. A cgroup whose id has no link is an unnamed part of its pod.
@NullMarked
package io.alidade.linux.observe;

import org.jspecify.annotations.NullMarked;
