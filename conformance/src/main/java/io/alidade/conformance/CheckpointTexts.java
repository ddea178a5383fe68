package io.alidade.conformance;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.Node;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.kube.checkpoint.CpuCheckpoint;
import io.alidade.kube.checkpoint.MemoryCheckpoint;

/// The texts of a node's two recorded checkpoint files, as its kubelet would write them.
record CheckpointTexts(String cpu, String memory) {
    static CheckpointTexts of(Node node) {
        NodeSettings settings = node.settings();
        Checkpoints checkpoints = node.checkpoints();
        return new CheckpointTexts(
                CpuCheckpoint.toText(checkpoints.cpu().orElseThrow(), settings.kubeletVersion(),
                        settings.featureGates()),
                MemoryCheckpoint.toText(checkpoints.memory().orElseThrow(), settings.kubeletVersion(),
                        settings.featureGates()));
    }
}
