package io.alidade.engine.machine;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// One cache.
///
/// @param level     1 and up
/// @param id        as the kernel has it, unique among the caches of one level; absent where it has none
/// @param sizeBytes absent when unknown
/// @param cpus      the usable CPUs that share it
public record Cache(int level, Type type, OptionalInt id, OptionalLong sizeBytes, CpuSet cpus) {
    /// What a cache holds, by the kernel's names.
    public enum Type {
        DATA("Data"), INSTRUCTION("Instruction"), UNIFIED("Unified");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /// `L3 Unified 32Mi: CPUs 0-7`.
    @Override
    public String toString() {
        return "L" + level + " " + type.wireName()
                + (sizeBytes.isPresent() ? " " + Quantity.shortBytes(sizeBytes.getAsLong()) : "") + ": CPUs " + cpus;
    }
}
