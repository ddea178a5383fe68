package io.alidade.kube.checkpoint;

import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.memory.MemoryState;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import java.util.EnumMap;
import java.util.Map;

/// Makes the texts of the three checkpoint files again and again, as [CpuCheckpoint], [MemoryCheckpoint] and
/// [DeviceCheckpoint] do once. What a text has in common with the one before is kept: the cost of a text is then little more
/// than that of its length.
///
/// For one thread, and the checkpoints of one node.
public final class CheckpointTexts {
    private final WrittenPieces cpus = new WrittenPieces();
    private final WrittenPieces memory = new WrittenPieces();
    private final WrittenPieces devices = new WrittenPieces();

    /// The texts that a kubelet of this version writes, without line ends.
    public Map<CheckpointFile, String> of(CpuState cpuState, MemoryState memoryState, DeviceState deviceState,
            KubeletVersion version, FeatureGates gates) {
        Map<CheckpointFile, String> texts = new EnumMap<>(CheckpointFile.class);
        texts.put(CheckpointFile.CPU, CpuCheckpoint.toText(cpuState, version, gates, cpus));
        texts.put(CheckpointFile.MEMORY, MemoryCheckpoint.toText(memoryState, version, gates, memory));
        texts.put(CheckpointFile.DEVICES, DeviceCheckpoint.toText(deviceState, devices));
        return texts;
    }
}
