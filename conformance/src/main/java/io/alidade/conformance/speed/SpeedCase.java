package io.alidade.conformance.speed;

import io.alidade.conformance.recording.RecordedNode;
import io.alidade.engine.pod.PodRequest;
import java.util.Optional;

/// One admission to be measured: the first of a scenario, on a node that has just started.
record SpeedCase(RecordedNode node, PodRequest pod, Optional<KubeletTime> kubelet) {}
