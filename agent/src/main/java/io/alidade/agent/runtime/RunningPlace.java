package io.alidade.agent.runtime;

import io.alidade.agent.decision.Place;
import io.alidade.agent.pod.PodRecord;

/// A container that runs, and where it belongs.
///
/// @param pid of its first process
public record RunningPlace(PodRecord pod, String container, long pid, Place place) {}
