package io.alidade.engine;

import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.memory.MemoryState;
import java.util.Optional;

/// What the three checkpoint files of a node hold; absent where a file is missing, which the managers take as a fresh start.
public record Checkpoints(Optional<CpuState> cpu, Optional<MemoryState> memory, Optional<DeviceState> devices) {
    public static final Checkpoints NONE = new Checkpoints(Optional.empty(), Optional.empty(), Optional.empty());

    /// File by file.
    @Override
    public String toString() {
        return "CPUs: " + text(cpu) + " | memory: " + text(memory) + " | devices: " + text(devices);
    }

    private static String text(Optional<?> state) {
        return state.map(Object::toString).orElse("no file");
    }
}
