package io.alidade.plan.compare;

import io.alidade.plan.alignment.PodAlignment;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What one configuration did to one pod.
public sealed interface Outcome {
    /// It runs.
    ///
    /// @param devices ids by container and resource, as `CONTAINER RESOURCE`
    /// @param memory  blocks of pinned memory, `CONTAINER TYPE@NUMA-NODES` to bytes
    record Admitted(PodAlignment alignment, Map<String, List<String>> devices, Map<String, Long> memory)
            implements Outcome {
        public Admitted {
            devices = Collections.unmodifiableMap(new TreeMap<>(devices));
            memory = Collections.unmodifiableMap(new TreeMap<>(memory));
        }
    }

    /// It is refused, with the kubelet's reason and message.
    record Refused(String reason, String message) implements Outcome {}

    /// The kubelet does not start, so it looks at no pod.
    record Undecided() implements Outcome {}
}
