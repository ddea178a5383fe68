package io.alidade.agent.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What is measured, and with what.
///
/// @param parts     what is measured, in this order
/// @param program   `alidade`, of which an agent is started
/// @param script    `e2e/standalone-kubelet`; without it the agent is measured alone
/// @param kubelets  minors of the kubelets to measure
/// @param work      a folder on tmpfs
/// @param disk      a folder on a disk
/// @param pods      of which mean times are taken
/// @param kubeletPods of which a kubelet is given so many on eight NUMA nodes, each of which takes it seconds
/// @param fullPods  on the node whose memory and restart are measured
/// @param shadowPods that run beside a shadow while its processor time is measured, two containers each
public record BenchSettings(List<AgentBench.Part> parts, Path program, Optional<Path> script, List<String> kubelets,
        Path work, Path disk, int pods,
        int kubeletPods, int fullPods, int shadowPods) {
    public BenchSettings {
        parts = List.copyOf(parts);
        kubelets = List.copyOf(kubelets);
    }
}
