package io.alidade.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// The figures that an admission is to reach, and the worst measured for each.
final class Bounds {
    private static final String BY_RESOURCES = "AdmissionByResources.admit";
    private static final String BY_NUMA_NODES = "AdmissionByNumaNodes.admit";

    private final Measurements measurements;

    Bounds(Measurements measurements) {
        this.measurements = measurements;
    }

    String toMarkdown() {
        StringBuilder text = new StringBuilder(
                "| admission | to reach | worst measured | |\n| --- | --- | --- | --- |\n");
        time(text, "2 NUMA nodes, 128 CPUs, five resources, any policy", 15,
                measurements.of(BY_RESOURCES, result -> result.is("machine", "2x128") && result.is("resources", "5")));
        List<Score> eight = new ArrayList<>(measurements.of(BY_RESOURCES,
                result -> result.params().getOrDefault("machine", "").startsWith("8x")
                        && !result.is("policy", "single-numa-node")));
        eight.addAll(measurements.of("AdmissionByCpus.admit", result -> result.is("machine", "8x64")));
        time(text, "8 NUMA nodes, 64 to 256 CPUs, 2 to 5 resources, restricted or best-effort, also when nothing fits",
                100,
                eight);
        time(text, "34 NUMA nodes of which 2 have CPUs and memory, GPU and NIC", 200, measurements.of(BY_NUMA_NODES,
                result -> result.is("machine", "34x144") && result.is("resources", "4")));
        time(text, "64 NUMA nodes, 256 CPUs, 3 resources, nothing aligned possible", 5000, measurements.of(
                BY_NUMA_NODES,
                result -> result.is("machine", "64x256") && result.is("resources", "3") && result.is("fit", "split")));
        garbage(text, "garbage of an admission on 2 NUMA nodes", 16 * 1024.0,
                measurements.of(BY_RESOURCES, result -> result.is("machine", "2x128")));
        return text.toString();
    }

    private static void time(StringBuilder text, String what, double limit, List<Score> results) {
        worst(results, Score::micros).ifPresent(worst -> row(text, what, LogPlot.duration(limit),
                LogPlot.duration(worst.micros()), worst, worst.micros() / limit));
    }

    private static void garbage(StringBuilder text, String what, double limit, List<Score> results) {
        worst(results, result -> result.bytes().orElse(0.0)).ifPresent(worst -> {
            double bytes = worst.bytes().orElse(0.0);
            row(text, what, Tables.kibibytes(limit), Tables.kibibytes(bytes), worst, bytes / limit);
        });
    }

    private static Optional<Score> worst(List<Score> results, ToDoubleFunction<Score> cost) {
        return results.stream().max(Comparator.comparingDouble(cost));
    }

    private static void row(StringBuilder text, String what, String limit, String measured, Score worst,
            double ratio) {
        String where = new TreeMap<>(worst.params()).values().stream().collect(Collectors.joining(" "));
        text.append("| ").append(what).append(" | ").append(limit).append(" | ").append(measured).append(" (")
                .append(where).append(") | ")
                .append(ratio <= 1 ? "reached" : String.format(Locale.ROOT, "missed: %.1f times", ratio))
                .append(" |\n");
    }
}
