package io.alidade.kube.config;

import io.alidade.engine.settings.NodeSettings;

/// What a kubelet makes of a valid configuration when it starts, before its resource managers are made.
public sealed interface StartSettings {
    /// The managers can be made from these settings. They may still refuse to start, and after them the node allocatable
    /// check ([NodeAllocatable#startError]) may.
    record Usable(NodeSettings settings, NodeAllocatable allocatable) implements StartSettings {}

    /// The kubelet stops with this text (node-config 3.8).
    record Refused(String startError) implements StartSettings {}
}
