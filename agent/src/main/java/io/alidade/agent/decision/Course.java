package io.alidade.agent.decision;

import io.alidade.kube.admission.KubeletNode;
import java.time.Duration;
import java.util.Optional;

/// How a pod was decided on.
///
/// @param before the node when it came
/// @param after  the node with what became of it, where that is all that lies between; absent if others may have come or gone
///               meanwhile
/// @param took   how long it was, what plugins were waited for included
public record Course(KubeletNode before, Optional<KubeletNode> after, Duration took) {}
