package io.alidade.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Markdown tables of results: a table for each benchmark class, one parameter to the right and all others downward.
final class Tables {
    /// A table: the class of its benchmarks, the parameter whose values are columns.
    private record Table(String title, String benchmarks, String column) {}

    private static final List<Table> TABLES = List.of(
            new Table("Whole admission by NUMA nodes", "AdmissionByNumaNodes", "machine"),
            new Table("Whole admission by resources", "AdmissionByResources", "resources"),
            new Table("Whole admission by CPUs", "AdmissionByCpus", "machine"),
            new Table("Churn: a pod leaves and another comes, at 80 % of the CPUs", "Churn", "machine"),
            new Table("Merge of four resources' hints", "HintMerge", "machine"),
            new Table("Hints of one provider", "Hints", "machine"),
            new Table("Choice of CPUs", "CpuChoice", "machine"),
            new Table("Allocation of memory", "Memory", "machine"));

    private final Measurements measurements;

    Tables(Measurements measurements) {
        this.measurements = measurements;
    }

    /// All tables that have results, under headings.
    String toMarkdown() {
        StringBuilder text = new StringBuilder("Elapsed time was ").append(measurements.waiting())
                .append(" times the time on a processor (median over all results).\n\n");
        text.append("### Figures to reach\n\n").append(new Bounds(measurements).toMarkdown());
        for (Table table : TABLES) {
            List<Score> results = measurements.all().stream()
                    .filter(result -> result.benchmark().startsWith(table.benchmarks + ".")).toList();
            if (!results.isEmpty()) {
                text.append("\n### ").append(table.title).append("\n\n");
                append(text, results, table.column);
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, List<Score> results, String column) {
        Set<String> columns = new LinkedHashSet<>();
        Set<String> rowParams = new LinkedHashSet<>();
        boolean methods = results.stream().map(Score::benchmark).distinct().count() > 1;
        for (Score result : results) {
            columns.add(result.params().getOrDefault(column, ""));
            rowParams.addAll(new TreeMap<>(result.params()).keySet());
        }
        rowParams.remove(column);
        rowParams.removeIf(param -> results.stream()
                .map(result -> result.params().getOrDefault(param, "")).distinct().count() == 1);
        List<String> order = columns.stream().sorted(Tables::bySize).toList();
        List<String> heads = new ArrayList<>(rowParams);
        if (methods) {
            heads.addFirst("operation");
        }
        heads.addAll(order.stream().map(value -> column.equals("machine") ? value : value + " " + column).toList());
        row(text, heads);
        row(text, heads.stream().map(head -> "---").toList());
        Map<List<String>, Map<String, Score>> rows = new TreeMap<>(Tables::byParts);
        for (Score result : results) {
            List<String> key = new ArrayList<>();
            if (methods) {
                key.add(result.benchmark().substring(result.benchmark().indexOf('.') + 1));
            }
            rowParams.forEach(param -> key.add(result.params().getOrDefault(param, "")));
            rows.computeIfAbsent(key, absent -> new TreeMap<>()).put(result.params().getOrDefault(column, ""), result);
        }
        rows.forEach((key, cells) -> {
            List<String> values = new ArrayList<>(key);
            order.forEach(value -> values.add(Optional.ofNullable(cells.get(value)).map(Tables::cell).orElse("")));
            row(text, values);
        });
        error(text, results);
    }

    private static void error(StringBuilder text, List<Score> results) {
        List<Double> errors = results.stream().flatMap(result -> result.relativeError().stream()).sorted().toList();
        if (!errors.isEmpty()) {
            text.append(String.format(Locale.ROOT, "%nHalf of the 99.9 %% interval: median %.0f %%, widest %.0f %%.%n",
                    errors.get(errors.size() / 2) * 100, errors.getLast() * 100));
        }
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String cell(Score result) {
        return LogPlot.duration(result.micros()) + result.bytes().map(bytes -> ", " + kibibytes(bytes)).orElse("");
    }

    static String kibibytes(double bytes) {
        double kib = bytes / 1024;
        return String.format(Locale.ROOT, kib < 9.95 ? "%.1f KiB" : "%.0f KiB", kib);
    }

    // 2x128 before 16x256, 4 before third.
    private static int bySize(String a, String b) {
        int numbers = Integer.compare(leadingNumber(a), leadingNumber(b));
        if (numbers != 0) {
            return numbers;
        }
        int lengths = Integer.compare(a.length(), b.length());
        return lengths != 0 ? lengths : a.compareTo(b);
    }

    private static int leadingNumber(String text) {
        String digits = text.replaceAll("^([0-9]{1,6})?.*$", "$1");
        return digits.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    private static int byParts(List<String> a, List<String> b) {
        for (int i = 0; i < a.size(); i++) {
            int order = bySize(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
