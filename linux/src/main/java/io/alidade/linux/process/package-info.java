/// Processes of this machine made to run where a decision put them: which CPUs a thread may use, which NUMA nodes give it
/// memory, cpuset cgroups, and a program in place of this one.
///
/// In: sets of CPUs and NUMA nodes. Out: the kernel's state of threads and cgroups, or a [SystemCallFailed] with its error.
///
/// Invariants: *inherited* - what is set for a thread holds for every thread and process that it starts afterwards, and
/// for the program that it becomes; *this machine* - nothing here works on a copy, but the folder of cgroups may be one.
///
/// Affinity and memory policy belong to threads, not to processes: to start a child on certain CPUs, a thread sets its own
/// and then starts the child. Virtual threads run on the threads of others, so they must not.
@NullMarked
package io.alidade.linux.process;

import org.jspecify.annotations.NullMarked;
