package io.alidade.plan.fleet.workload;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Fields;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import io.alidade.kube.pod.Toleration;
import io.alidade.plan.capacity.Shape;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Reads a document of kind `Workload`.
public final class WorkloadFile {
    private static final int MAX_PODS = 100_000_000;
    private static final long MAX_SHARE = 1_000_000;
    private static final Set<String> KNOWN = Set.of("apiVersion", "kind", "metadata", "shapes", "generator",
            "recording", "patience", "recreate");

    private final Fields document;
    private final Files files;
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final List<PodSource> sources = new ArrayList<>();
    private final Map<Shape, Long> weights = new LinkedHashMap<>();
    private final Map<Shape, Optional<Lifetime>> lifetimes = new LinkedHashMap<>();

    private WorkloadFile(Fields document, Files files) {
        this.document = document;
        this.files = files;
    }

    /// The files that a document names, from its folder.
    public interface Files {
        /// All bytes.
        byte[] read(String name);

        /// The bytes bit by bit.
        InputStream open(String name);

        /// Whether [#open] may be called again.
        boolean isRepeatable(String name);
    }

    /// Whether a document is a workload by its kind.
    public static boolean isOne(Fields document) {
        return document.string("kind").orElse("").equals("Workload");
    }

    /// Reads a workload.
    ///
    /// @throws BadInput for the first thing in it that cannot be used
    public static Workload read(Fields document, Files files) {
        return new WorkloadFile(document, files).read();
    }

    private Workload read() {
        document.keys().stream().filter(key -> !KNOWN.contains(key)).findFirst().ifPresent(key -> document.report(key,
                "is no field of a Workload.", "The fields are shapes, generator, recording, patience and recreate."));
        document.objects("shapes").forEach(this::shape);
        document.object("generator").ifPresent(this::generator);
        if (document.object("generator").isEmpty() && !weights.isEmpty()) {
            throw new BadInput(document.position("shapes"), "shapes have weights, and there is no generator.",
                    "Write generator with pods and duration, or count instead of weight.");
        }
        Optional<Workload.RecordedPods> recorded = document.string("recording").map(name -> new Workload.RecordedPods(
                name, () -> files.open(name), files.isRepeatable(name)));
        if (sources.isEmpty() && recorded.isEmpty()) {
            throw new BadInput(document.position(), "the workload has no pods.",
                    "Give shapes a count or a weight, or name a recording.");
        }
        Duration patience = TimeSpans.read(document, "patience").orElse(Workload.USUAL_PATIENCE);
        return new Workload(sources, recorded, shapes, patience, recreation());
    }

    private void shape(Fields fields) {
        Shape shape = read(fields);
        if (shapes.putIfAbsent(shape.name(), shape) != null) {
            fields.report("name", "is " + fields.describe("name") + ", which another shape has.",
                    "Give each shape its own name.");
        }
        lifetimes.put(shape, lifetime(fields));
        if (fields.has("weight")) {
            weights.put(shape, fields.integer("weight", 1, MAX_SHARE).orElse(1));
        }
        if (fields.has("count")) {
            long count = fields.integer("count", 0, PodManifests.MAX_PODS).orElse(0);
            sources.add(PodSource.Standing.of(shape, (int) count));
        }
    }

    private Shape read(Fields fields) {
        Optional<String> manifest = fields.string("manifest");
        if (manifest.isPresent()) {
            PodManifests pods = PodManifests.read(manifest.get(), files.read(manifest.get()), OptionalInt.of(1));
            if (pods.pods().isEmpty()) {
                fields.report("manifest", "names " + fields.describe("manifest") + ", which has no pods.",
                        "Name a file with a Pod or a workload.");
            }
            PodManifest pod = pods.pods().getFirst();
            return Shape.of(pod).named(fields.string("name").orElse(pod.label()));
        }
        String name = fields.string("name").filter(text -> !text.isBlank()).orElse("");
        if (name.isEmpty()) {
            fields.report("name", "is missing.", "Name the shape.");
        }
        Map<String, Quantity> requests = fields.quantities("requests");
        if (requests.isEmpty()) {
            fields.report("requests", "is missing, and so is manifest.",
                    "Write requests: {cpu: 4, memory: 8Gi}, or name a manifest.");
        }
        requests.forEach((resource, amount) -> {
            if (amount.signum() < 0) {
                fields.report("requests", "asks for " + amount.toText() + " of " + resource + ".",
                        "Give amounts of 0 or more.");
            }
        });
        List<Toleration> tolerations = fields.objects("tolerations").stream()
                .map(own -> new Toleration(own.string("key").orElse(""), own.string("operator").orElse("Equal"),
                        own.string("value").orElse(""), own.string("effect").orElse("")))
                .toList();
        return AskedPods.shape(name, requests, fields.strings("nodeSelector"), tolerations);
    }

    private static Optional<Lifetime> lifetime(Fields fields) {
        return fields.object("lifetime").map(lifetime -> {
            Duration median = TimeSpans.read(lifetime, "median").orElseGet(() -> {
                lifetime.report("median", "is missing.", "Write how long half of the pods run at most, such as 2h.");
                return Duration.ofHours(1);
            });
            Duration p95 = TimeSpans.read(lifetime, "p95").orElse(median);
            if (median.toMillis() < 1 || p95.compareTo(median) < 0) {
                lifetime.report("p95", "is below the median.", "Write what one pod in twenty exceeds.");
            }
            return new Lifetime(Math.max(1, median.toMillis()), Math.max(median.toMillis(), p95.toMillis()));
        });
    }

    /// Shares the pods out by weight; what does not divide goes to the first shapes, one each.
    private void generator(Fields generator) {
        if (weights.isEmpty()) {
            generator.report("pods", "has no shapes to make.", "Give at least one shape a weight.");
        }
        long pods = generator.integer("pods", 1, MAX_PODS).orElseThrow(() -> new BadInput(generator.position(),
                "generator.pods is missing.", "Write how many pods come in all."));
        Duration duration = TimeSpans.read(generator, "duration").orElseThrow(() -> new BadInput(generator.position(),
                "generator.duration is missing.", "Write over what time they come, such as 7d."));
        if (duration.isZero() || duration.isNegative()) {
            generator.report("duration", "is " + generator.describe("duration") + ", in which nobody comes.",
                    "Write over what time they come, such as 7d.");
        }
        double height = generator.quantity("dailyWave").map(wave -> wave.value().doubleValue()).orElse(0.0);
        if (!(height >= 0 && height <= 1)) {
            generator.report("dailyWave", "is " + generator.describe("dailyWave") + ", not from 0 to 1.",
                    "Write 0 for none, 1 for nights without a pod.");
        }
        DailyWave wave = new DailyWave(duration.isZero() ? Duration.ofDays(1) : duration, Math.clamp(height, 0, 1));
        long sum = weights.values().stream().mapToLong(Long::longValue).sum();
        long given = weights.values().stream().mapToLong(weight -> pods * weight / sum).sum();
        long left = pods - given;
        for (Map.Entry<Shape, Long> own : weights.entrySet()) {
            long count = pods * own.getValue() / sum + (left-- > 0 ? 1 : 0);
            sources.add(new PodSource.Coming(own.getKey(), count,
                    lifetimes.getOrDefault(own.getKey(), Optional.empty()), wave));
        }
    }

    private Recreation recreation() {
        return document.object("recreate").map(own -> {
            Recreation usual = Recreation.USUAL;
            long first = TimeSpans.read(own, "first").map(Duration::toMillis).orElse(usual.firstMillis());
            long most = TimeSpans.read(own, "most").map(Duration::toMillis).orElse(Math.max(first, usual.mostMillis()));
            if (most < first) {
                own.report("most", "is below first.", "Write the longest delay.");
            }
            return new Recreation(first, Math.max(first, most), (int) own.integer("limit", 0, 1_000_000)
                    .orElse(usual.limit()));
        }).orElse(Recreation.USUAL);
    }
}
