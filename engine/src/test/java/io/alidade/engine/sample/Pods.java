package io.alidade.engine.sample;

import io.alidade.engine.pod.PodRequest;

/// Pods in fewer words than their builder needs.
public final class Pods {
    private Pods() {}

    /// A Guaranteed pod of one app container `main`.
    public static PodRequest guaranteed(String uid, String cpu, String memory) {
        return PodRequest.builder(uid).app("main", "cpu=" + cpu, "memory=" + memory).build();
    }
}
