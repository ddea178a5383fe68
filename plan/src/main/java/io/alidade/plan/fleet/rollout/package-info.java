/// From today's configuration to another one, pool by pool: what to expect of each stage, whom it hurts, when to stop.
///
/// In: a fleet, a workload, a target. Out: [RolloutPlan], every figure of which comes of a replay or of the engine.
@NullMarked
package io.alidade.plan.fleet.rollout;

import org.jspecify.annotations.NullMarked;
