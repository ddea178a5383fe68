/// What should the kubelet's configuration be? A draft for a machine, a workload and a goal, with the reason of each line.
///
/// In: a machine, pods, a [Goal] and a [Platform] ([Advisor]). Out: [Advice]: the draft, what it was compared with, why it
/// won, and the steps to roll it out.
///
/// Candidates are configurations that differ in what decides about pods: the Topology Manager's policy and scope, the CPU
/// Manager's options, and where the reserved cores lie. Each is started in the engine, the workload is admitted, and then
/// copies of it until none fits ([Trial]). The goal orders the trials; nothing else does.
///
/// Invariants: *it starts* - the draft is read back from its own text, and the engine starts on it. *It adds up* - the sum of
/// `reservedMemory` is kubeReserved + systemReserved + the hard eviction threshold. *Whole cores* - reserved CPUs are whole
/// cores that exist.
@NullMarked
package io.alidade.plan.advise;

import org.jspecify.annotations.NullMarked;
