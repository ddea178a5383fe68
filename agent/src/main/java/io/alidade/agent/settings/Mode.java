package io.alidade.agent.settings;

/// Who runs the pods that the agent decides on.
public enum Mode {
    /// The agent itself: no kubelet is here.
    STANDALONE,
    /// A kubelet and its runtime; the agent is asked by the runtime where each container may run.
    NRI,
    /// A kubelet, whose own managers pin; the agent only watches.
    SHADOW
}
