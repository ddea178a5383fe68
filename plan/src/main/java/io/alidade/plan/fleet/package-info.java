/// What a policy costs on a fleet: pools of equal nodes, a workload that comes and goes, a scheduler, and on each node the
/// kubelet's decision.
///
/// In: [Fleet], a workload ([io.alidade.plan.fleet.workload]), a scheduler ([io.alidade.plan.fleet.scheduler]). They are
/// replayed ([io.alidade.plan.fleet.replay]) under one policy after the other; what was counted is merged and told as a
/// report ([io.alidade.plan.fleet.report]) or as a plan of a roll-out ([io.alidade.plan.fleet.rollout]).
///
/// Two things hold everywhere. *Deterministic:* the same fleet, workload and seed give the same report, however many
/// threads or machines take part. *Raw until the end:* what is handed on are counts and samples; shares and quantiles are
/// taken once, of the sum.
@NullMarked
package io.alidade.plan.fleet;

import org.jspecify.annotations.NullMarked;
