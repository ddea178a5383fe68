package io.alidade.linux.observe;

import io.alidade.engine.pod.QosClass;
import java.util.List;

/// A pod that has a cgroup.
///
/// @param qosClass   as its cgroup's place tells
/// @param cgroup     the path as below the root
/// @param containers by name, those without one last, by id
public record ObservedPod(String uid, QosClass qosClass, String cgroup, List<ObservedContainer> containers) {
    public ObservedPod {
        containers = List.copyOf(containers);
    }
}
