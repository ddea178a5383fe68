package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.tree.MachineTree;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `/proc/cpuinfo`, the second source for what sysfs lacks: the CPUs and, on x86, their package and core. It is large, so
/// it is read when first asked for.
final class CpuInfoFile {
    // About 4 KiB for each of 4096 CPUs.
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final Set<String> KEYS = Set.of("processor", "physical id", "core id");

    private final MachineTree tree;
    private @Nullable Map<Integer, Map<String, Integer>> valuesByCpu;

    CpuInfoFile(MachineTree tree) {
        this.tree = tree;
    }

    CpuSet cpus() {
        CpuSet.Builder cpus = new CpuSet.Builder();
        values().keySet().forEach(cpus::add);
        return cpus.build();
    }

    OptionalInt socket(int cpu) {
        return value(cpu, "physical id");
    }

    OptionalInt core(int cpu) {
        return value(cpu, "core id");
    }

    private OptionalInt value(int cpu, String key) {
        Integer value = values().getOrDefault(cpu, Map.of()).get(key);
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private Map<Integer, Map<String, Integer>> values() {
        Map<Integer, Map<String, Integer>> values = valuesByCpu;
        if (values == null) {
            Optional<String> text = tree.directory("proc").flatMap(proc -> proc.attribute("cpuinfo", MAX_BYTES,
                    CpuInfoFile::usedLines));
            values = parse(text.orElse(""));
            valuesByCpu = values;
        }
        return values;
    }

    private static String usedLines(String text) {
        return text.lines().filter(line -> {
            int colon = line.indexOf(':');
            return colon >= 0 && KEYS.contains(line.substring(0, colon).strip());
        }).collect(Collectors.joining("\n"));
    }

    /// A paragraph for each CPU begins with `processor : N`. Other architectures have other lines; those are skipped.
    private static Map<Integer, Map<String, Integer>> parse(String text) {
        Map<Integer, Map<String, Integer>> cpus = new HashMap<>();
        Map<String, Integer> paragraph = new HashMap<>();
        for (String line : text.lines().toList()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String key = line.substring(0, colon).strip();
            OptionalLong number = KernelText.number(line.substring(colon + 1).strip());
            if (number.isEmpty() || number.getAsLong() < 0 || number.getAsLong() > Integer.MAX_VALUE) {
                continue;
            }
            int value = (int) number.getAsLong();
            if (key.equals("processor") && value <= CpuSet.MAX_CPU) {
                paragraph = new HashMap<>();
                cpus.put(value, paragraph);
            } else if (key.equals("physical id") || key.equals("core id")) {
                paragraph.put(key, value);
            }
        }
        return cpus;
    }
}
