package io.alidade.agent.settings;

/// Whether faults of the kubelet are reproduced.
public enum Profile {
    /// No: what is known to go wrong for a running node is done right instead.
    SAFE,
    /// Yes: the agent does what the kubelet of the chosen version does.
    EXACT
}
