/// Compares what the kubelet's checkpoints say with where the containers of a node really are.
///
/// In: [io.alidade.engine.Checkpoints] and a [io.alidade.linux.observe.NodeObservation], two values, and a [Tolerance]. Out:
/// a [VerificationReport]. Nothing is read here: the same values give the same report.
///
/// What is expected: a container with an entry has exactly the CPUs of its entry (cpu-manager 8.4), one without has the
/// shared pool (cpu-manager 15.2); its `cpuset.mems` are the NUMA nodes of its memory blocks, and without blocks anything
/// (memory-manager 8.3). A thread may choose fewer CPUs than its container has, but not others. With the policies `none` and
/// `None` nothing is expected.
///
/// What cannot be known is no drift but a note: which container a cgroup without log link is, whether a container ought
/// to have an entry when nothing in its cgroup tells.
@NullMarked
package io.alidade.live.verify;

import org.jspecify.annotations.NullMarked;
