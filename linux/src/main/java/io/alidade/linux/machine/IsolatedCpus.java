package io.alidade.linux.machine;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.tree.MachineTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/// The CPUs that the kernel keeps its scheduler from: `cpu/isolated`, and on kernels without that file the parameter
/// `isolcpus=` of the kernel's command line.
///
/// Its value is a list of CPUs, perhaps after flags. Only `domain`, which is also meant where no flag stands, keeps the
/// scheduler away. A range may have a stride, `0-15:2/4` for the first 2 of each 4, and `N` is the last CPU.
final class IsolatedCpus {
    private static final Set<String> FLAGS = Set.of("nohz", "domain", "managed_irq");
    private static final String PARAMETER = "isolcpus=";

    private IsolatedCpus() {}

    static CpuSet discover(MachineTree tree, CpuFolders cpuFolders, Warnings warnings) {
        CpuSet allCpus = cpuFolders.usableCpus().or(cpuFolders.offlineCpus());
        return tree.directory("sys/devices/system/cpu")
                .flatMap(cpu -> new Attributes(warnings).list(cpu, "isolated"))
                .or(() -> fromCommandLine(tree, allCpus.last(), warnings))
                .orElse(CpuSet.EMPTY).and(cpuFolders.usableCpus());
    }

    private static Optional<CpuSet> fromCommandLine(MachineTree tree, int lastCpu, Warnings warnings) {
        Optional<String> line = tree.directory("proc").flatMap(proc -> proc.attribute("cmdline",
                MachineTree.MAX_ATTRIBUTE_BYTES, IsolatedCpus::parameters));
        if (line.isEmpty() || line.get().isEmpty()) {
            return Optional.empty();
        }
        String first = line.get().lines().findFirst().orElse("").substring(PARAMETER.length());
        Optional<CpuSet> cpus = parse(first, lastCpu);
        if (cpus.isEmpty()) {
            warnings.malformed("/proc/cmdline", PARAMETER + first);
        }
        return cpus;
    }

    /// The parameters that are used here, one a line; the others may name hosts and addresses.
    private static String parameters(String commandLine) {
        return Arrays.stream(commandLine.split("\\s+", -1)).filter(word -> word.startsWith(PARAMETER))
                .collect(Collectors.joining("\n"));
    }

    /// Nothing where the kernel would not understand it either.
    static Optional<CpuSet> parse(String value, int lastCpu) {
        List<String> parts = new ArrayList<>(Arrays.asList(value.split(",", -1)));
        boolean isDomain = !FLAGS.contains(parts.getFirst());
        while (!parts.isEmpty() && FLAGS.contains(parts.getFirst())) {
            isDomain |= parts.removeFirst().equals("domain");
        }
        CpuSet.Builder cpus = new CpuSet.Builder();
        for (String part : parts) {
            if (!addRange(part, lastCpu, cpus)) {
                return Optional.empty();
            }
        }
        return Optional.of(isDomain ? cpus.build() : CpuSet.EMPTY);
    }

    /// `3`, `0-7`, `8-N`, `all`, or `0-15:2/4`.
    private static boolean addRange(String text, int lastCpu, CpuSet.Builder cpus) {
        int colon = text.indexOf(':');
        String range = colon < 0 ? text : text.substring(0, colon);
        range = range.equals("all") ? "0-N" : range;
        int dash = range.indexOf('-');
        OptionalInt from = number(dash < 0 ? range : range.substring(0, dash), lastCpu);
        OptionalInt to = dash < 0 ? from : number(range.substring(dash + 1), lastCpu);
        String stride = colon < 0 ? "1/1" : text.substring(colon + 1);
        int slash = stride.indexOf('/');
        OptionalInt used = number(slash < 0 ? "" : stride.substring(0, slash), lastCpu);
        OptionalInt group = number(stride.substring(slash + 1), lastCpu);
        if (from.isEmpty() || to.isEmpty() || used.isEmpty() || group.isEmpty() || from.getAsInt() > to.getAsInt()
                || group.getAsInt() < 1 || used.getAsInt() > group.getAsInt()) {
            return false;
        }
        for (int cpu = from.getAsInt(); cpu <= to.getAsInt(); cpu++) {
            if ((cpu - from.getAsInt()) % group.getAsInt() < used.getAsInt()) {
                cpus.add(cpu);
            }
        }
        return true;
    }

    private static OptionalInt number(String text, int lastCpu) {
        return text.equals("N") ? OptionalInt.of(lastCpu) : KernelText.numbered(text, "", CpuSet.MAX_CPU);
    }
}
