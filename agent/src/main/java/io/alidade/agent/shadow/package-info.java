/// Beside a kubelet whose own managers pin: every decision of the kubelet is decided here, too, and compared; nothing is
/// changed.
///
/// In: what a kubelet tells of itself ([KubeletSight]): its pods, podresources, checkpoint files. Out: verdicts
/// ([ShadowVerdict]), found by [ShadowJudge], which is a value machine without clock and files; they are counted, logged,
/// explained, and written down as scenarios that can be replayed ([io.alidade.live.scenario]).
///
/// Invariant "truth first": the state before a pod is what the kubelet tells, never what an earlier own decision made, so one
/// disagreement does not bring the next.
@NullMarked
package io.alidade.agent.shadow;

import org.jspecify.annotations.NullMarked;
