/// Commands started by hand on CPUs and memory that no other such command has: the engine as a better `numactl`.
///
/// In: what a command asks for ([RunRequest]), the machine as it is now ([RunSite]), and what commands that still run were
/// given ([RunLedger]). Out: a [RunDecision].
///
/// A command is to the engine a Guaranteed pod with one container, a device that it shall be near to is a device of that
/// container, and everything that is not free is held by one other pod. So hints, policies and the order in which CPUs are
/// taken are the kubelet's. Its groups of NUMA nodes (memory-manager 5.3) are not kept: they are a matter of its accounting,
/// and the kernel has none.
///
/// Invariants: *apart* - a CPU is given to one live command at a time, by whoever shares the folder of the ledger; *freed* -
/// what a command had is free when it has ended, however it ended, and nobody need clean up.
@NullMarked
package io.alidade.live.run;

import org.jspecify.annotations.NullMarked;
