package io.alidade.engine.policy;

import io.alidade.engine.hint.TopologyHint;

/// The hint that a policy settles on, and whether the pod may run (topology-manager 8.1).
public record PolicyDecision(TopologyHint hint, boolean admitted) {}
