package io.alidade.kube.checkpoint;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.memory.MemoryState;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.BadInput;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// The checkpoints in a folder as values, whatever kubelet with whatever policies and gates wrote them: for looking at what
/// is held, not for starting a kubelet from it. Version 1 of `cpu_manager_state`, which holds container ids only, is the one
/// form that is not read.
///
/// @param checkpoints absent where there is no file
/// @param warnings    why a device checkpoint is taken as empty
public record WrittenCheckpoints(Checkpoints checkpoints, List<String> warnings) {
    /// The newest reads all older forms, too.
    private static final KubeletVersion NEWEST = KubeletVersion.V1_38;
    private static final List<FeatureGates> GATES = List.of(FeatureGates.DEFAULTS,
            new FeatureGates(Map.of(FeatureGates.POD_LEVEL_RESOURCE_MANAGERS, true,
                    FeatureGates.POD_LEVEL_RESOURCES, true)));

    public WrittenCheckpoints {
        warnings = List.copyOf(warnings);
    }

    /// Reads the files.
    ///
    /// @throws BadInput if there is no file at all, or a CPU or memory checkpoint is broken
    public static WrittenCheckpoints read(CheckpointFiles files) {
        if (!Files.isDirectory(files.folder())) {
            throw new BadInput(files.folder() + " is not a folder.",
                    "Name the folder that holds cpu_manager_state and memory_manager_state, the kubelet's root directory.");
        }
        if (Arrays.stream(CheckpointFile.values()).allMatch(file -> Files.notExists(files.path(file)))) {
            throw new BadInput(
                    files.folder() + " holds no checkpoint file, so nothing says where containers should be.",
                    "Name the kubelet's root directory (--root-dir), or a folder with copies of its files.");
        }
        List<String> warnings = new ArrayList<>();
        String cpuPath = files.path(CheckpointFile.CPU).toString();
        Optional<CpuState> cpu = files.read(CheckpointFile.CPU).map(bytes -> loaded(List.of("static", "none"),
                (gates, policy) -> CpuCheckpoint.parse(cpuPath, bytes, NEWEST, gates, policy, Map.of())));
        String memoryPath = files.path(CheckpointFile.MEMORY).toString();
        Optional<MemoryState> memory = files.read(CheckpointFile.MEMORY).map(bytes -> loaded(List.of("Static", "None"),
                (gates, policy) -> MemoryCheckpoint.parse(memoryPath, bytes, NEWEST, gates, policy)));
        String devicePath = files.path(CheckpointFile.DEVICES).toString();
        Optional<DeviceState> devices = files.read(CheckpointFile.DEVICES).map(bytes -> {
            DeviceCheckpoint.Outcome outcome = DeviceCheckpoint.parse(devicePath, bytes);
            outcome.warning().ifPresent(warning -> warnings.add(devicePath + " is not used: " + warning));
            return outcome.state();
        });
        return new WrittenCheckpoints(new Checkpoints(cpu, memory, devices), warnings);
    }

    /// The first reading that succeeds. Gates on come first: only then entries of whole pods are read.
    private static <S> S loaded(List<String> policies, BiFunction<FeatureGates, String, Restored<S>> parse) {
        Optional<String> refusal = Optional.empty();
        for (FeatureGates gates : GATES.reversed()) {
            for (String policy : policies) {
                switch (parse.apply(gates, policy)) {
                    case Restored.Loaded<S>(S state) -> {
                        return state;
                    }
                    case Restored.Refused<S>(String message) -> refusal = refusal.or(() -> Optional.of(message));
                }
            }
        }
        throw new BadInput(refusal.orElse("there is no checkpoint") + ".",
                "A kubelet would not start from this file, either. Copy it again, or look at the live one.");
    }
}
