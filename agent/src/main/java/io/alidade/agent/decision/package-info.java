/// The decisions of a node, one after the other, on one thread.
///
/// In: pods that come and go, what device plugins report and answer. Out: [io.alidade.agent.pod.PodRecord]s, and an [AgentSnapshot] for everyone
/// who only looks. Whatever waits for somebody else (a plugin, a disk that is not ours) waits elsewhere, and its answer comes
/// back through the same queue; so there is no lock in a decision, and nobody who hangs holds up another pod.
///
/// Invariants: *one writer* - [NodeDesk] is only touched by the thread of its [DecisionThread]; *stored before answered* -
/// what anybody is told, and what a snapshot shows, is on disk.
@NullMarked
package io.alidade.agent.decision;

import org.jspecify.annotations.NullMarked;
