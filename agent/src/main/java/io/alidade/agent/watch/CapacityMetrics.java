package io.alidade.agent.watch;

import io.alidade.agent.watch.NumaNodeShare.Kind;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.plan.capacity.WatchList;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What each NUMA node has, who has it, and what of the watched shapes still fits. Made anew only when the node or the answer of
/// the shapes is another one: to be asked often costs nothing.
public final class CapacityMetrics implements MultiCollector {
    private static final String NUMA_NODE = "numa_node";
    private static final String RESOURCE = "resource";
    private static final String STATE = "state";
    private static final String TYPE = "type";
    private static final String SHAPE = "shape";

    private final Supplier<Optional<KubeletNode>> now;
    private final ShapeWatch shapes;
    private volatile Optional<Shown> shown = Optional.empty();

    private record Shown(KubeletNode node, Optional<WatchList.Answer> answer, MetricSnapshots metrics) {}

    /// @param now the node as it is, if it is known
    public CapacityMetrics(Supplier<Optional<KubeletNode>> now, ShapeWatch shapes) {
        this.now = now;
        this.shapes = shapes;
    }

    @Override
    public MetricSnapshots collect() {
        Optional<KubeletNode> node = now.get();
        if (node.isEmpty()) {
            return new MetricSnapshots();
        }
        Optional<WatchList.Answer> answer = shapes.answer();
        Optional<Shown> last = shown
                .filter(one -> one.node().equals(node.get()) && one.answer().equals(answer));
        if (last.isEmpty()) {
            last = Optional.of(new Shown(node.get(), answer, metrics(node.get(), answer)));
            shown = last;
        }
        return last.get().metrics();
    }

    private static MetricSnapshots metrics(KubeletNode node, Optional<WatchList.Answer> answer) {
        List<Family> all = new ArrayList<>(shares(node));
        answer.ifPresent(known -> {
            all.addAll(stranded(known.full()));
            all.addAll(fits(known.fits()));
        });
        MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
        all.stream().filter(family -> !family.points.isEmpty())
                .forEach(family -> snapshots.metricSnapshot(family.snapshot()));
        return snapshots.build();
    }

    private static List<Family> shares(KubeletNode node) {
        Family cpus = new Family("alidade_numa_node_cpus", "CPUs of a NUMA node: free, given away, or reserved.");
        Family memory = new Family("alidade_numa_node_memory_bytes",
                "Memory and hugepages of a NUMA node: free, given away, or reserved.");
        Family devices = new Family("alidade_numa_node_devices",
                "Devices of a NUMA node: free, given away, or unhealthy.");
        for (NumaNodeShare share : NumaNodeShare.of(node.node())) {
            Family family = of(share, cpus, memory, devices);
            family.add(share.free(), labels(share, STATE, "free"));
            family.add(share.used(), labels(share, STATE, "used"));
            family.add(share.kept(), labels(share, STATE, share.kind() == Kind.DEVICE ? "unhealthy" : "reserved"));
        }
        return List.of(cpus, memory, devices);
    }

    private static List<Family> stranded(KubeletNode full) {
        Family cpus = new Family("alidade_numa_node_stranded_cpus",
                "Free CPUs of a NUMA node that no watched shape could use.");
        Family memory = new Family("alidade_numa_node_stranded_memory_bytes",
                "Free memory and hugepages of a NUMA node that no watched shape could use.");
        Family devices = new Family("alidade_numa_node_stranded_devices",
                "Free devices of a NUMA node that no watched shape could use.");
        for (NumaNodeShare share : NumaNodeShare.of(full.node())) {
            of(share, cpus, memory, devices).add(share.free(), labels(share));
        }
        return List.of(cpus, memory, devices);
    }

    private static Family of(NumaNodeShare share, Family cpus, Family memory, Family devices) {
        return switch (share.kind()) {
            case CPU -> cpus;
            case MEMORY -> memory;
            case DEVICE -> devices;
        };
    }

    private static String[] labels(NumaNodeShare share, String... more) {
        List<String> labels = new ArrayList<>(List.of(NUMA_NODE, share.numaNode()));
        switch (share.kind()) {
            case CPU -> {
                // There is one kind of CPUs.
            }
            case MEMORY -> labels.addAll(List.of(TYPE, share.resource()));
            case DEVICE -> labels.addAll(List.of(RESOURCE, share.resource()));
        }
        labels.addAll(Arrays.asList(more));
        return labels.toArray(String[]::new);
    }

    private static List<Family> fits(List<WatchList.Fit> fits) {
        Family copies = new Family("alidade_shape_copies", "Pods of a watched shape that would be admitted now.");
        Family ratio = new Family("alidade_shape_largest_ratio", "The largest pod of the proportions of a watched shape"
                + " that would be admitted now, as a multiple of the shape.");
        Family cpus = new Family("alidade_shape_largest_cpus", "The CPUs of that pod.");
        for (WatchList.Fit fit : fits) {
            copies.add(fit.copies(), SHAPE, fit.shape().name());
            ratio.add(fit.largest(), SHAPE, fit.shape().name());
            fit.largestCpus().ifPresent(count -> cpus.add(count, SHAPE, fit.shape().name()));
        }
        return List.of(copies, ratio, cpus);
    }

    /// The series of one name.
    private static final class Family {
        private final String name;
        private final String help;
        private final List<GaugeDataPointSnapshot> points = new ArrayList<>();

        Family(String name, String help) {
            this.name = name;
            this.help = help;
        }

        void add(long value, String... labels) {
            add((double) value, labels);
        }

        void add(double value, String... labels) {
            points.add(GaugeDataPointSnapshot.builder().value(value).labels(Labels.of(labels)).build());
        }

        GaugeSnapshot snapshot() {
            GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name).help(help);
            points.forEach(snapshot::dataPoint);
            return snapshot.build();
        }
    }
}
