package io.alidade.bench.report;

import io.alidade.bench.CpuTimeProfiler;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.InputFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The results of a run of JMH, in its order.
record Measurements(List<Score> all) {
    Measurements {
        all = List.copyOf(all);
    }

    /// Reads the file that JMH writes with `-rf json`.
    ///
    /// @throws BadInput when it is no such file
    static Measurements read(Path file) {
        return read(file.toString(), InputFile.read(file, DocumentReader.MAX_BYTES));
    }

    static Measurements read(String source, byte[] json) {
        if (!(DocumentReader.readOne(source, json) instanceof Sequence results)) {
            throw new BadInput(source + " is not a list of results.", "Give the file written by -rf json.");
        }
        List<Score> all = new ArrayList<>();
        for (DocumentNode result : results.items()) {
            all.add(measurement(Fields.of(DocumentReader.mapping(result))));
        }
        return new Measurements(all);
    }

    private static Score measurement(Fields result) {
        Map<String, String> params = new TreeMap<>();
        result.object("params").ifPresent(
                fields -> fields.keys().forEach(key -> params.put(key, fields.string(key).orElse(""))));
        Fields elapsed = result.object("primaryMetric").orElseThrow(() -> new BadInput(result.position(),
                "a result without primaryMetric.", "Give the file written by -rf json."));
        Optional<Fields> others = result.object("secondaryMetrics");
        Optional<Fields> processor = others.flatMap(fields -> fields.object(CpuTimeProfiler.METRIC));
        Fields used = processor.orElse(elapsed);
        double micros = micros(used);
        Optional<Double> error = number(used, "scoreError").filter(Double::isFinite).map(value -> value / micros);
        return new Score(name(result.string("benchmark").orElse("")), params, micros, micros(elapsed), error,
                others.flatMap(fields -> fields.object("gc.alloc.rate.norm"))
                        .flatMap(fields -> number(fields, "score")));
    }

    private static String name(String method) {
        int dot = Math.max(0, method.lastIndexOf('.'));
        String type = method.substring(method.lastIndexOf('.', dot - 1) + 1, dot);
        return type.replaceAll("Benchmark$", "") + method.substring(dot);
    }

    private static double micros(Fields metric) {
        String unit = metric.string("scoreUnit").orElse("");
        if (!unit.equals("us/op")) {
            throw new BadInput(metric.position("scoreUnit"), "the unit is \"" + unit + "\".",
                    "Measure average time in us/op.");
        }
        return number(metric, "score").orElseThrow(
                () -> new BadInput(metric.position(), "no score.", "Give the file written by -rf json."));
    }

    private static Optional<Double> number(Fields metric, String key) {
        return metric.node(key).map(node -> {
            String text = node instanceof Scalar scalar ? scalar.text() : "";
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException notANumber) {
                throw new BadInput(node.position(), key + " is " + metric.describe(key) + ", not a number.",
                        "Give the file written by -rf json.");
            }
        });
    }

    /// Those of one benchmark that pass a test.
    List<Score> of(String benchmark, Predicate<Score> test) {
        return all.stream().filter(result -> result.benchmark().equals(benchmark)).filter(test).toList();
    }

    /// How much longer operations took than they were on a processor: the median over all results.
    String waiting() {
        List<Double> ratios = all.stream().map(result -> result.elapsedMicros() / result.micros()).sorted().toList();
        return ratios.isEmpty() ? "-" : String.format(Locale.ROOT, "%.2f", ratios.get(ratios.size() / 2));
    }
}
