package io.alidade.agent.watch;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/// A counter whose name is as it is. Some of the kubelet's do not end in `_total`, and the library gives that ending to every
/// counter. OpenMetrics knows none without it: there it is of unknown type, under the same name.
final class NamedCounter implements Collector {
    private final String name;
    private final String help;
    private final String[] labelNames;
    private final Map<Labels, LongAdder> values = new ConcurrentSkipListMap<>();

    NamedCounter(String name, String help, String... labelNames) {
        this.name = name;
        this.help = help;
        this.labelNames = labelNames.clone();
    }

    String name() {
        return name;
    }

    void inc(String... labelValues) {
        of(labelValues).increment();
    }

    /// Shows a series before anything is counted.
    void show(String... labelValues) {
        LongAdder _ = of(labelValues);
    }

    private LongAdder of(String... labelValues) {
        return values.computeIfAbsent(Labels.of(labelNames, labelValues), _ -> new LongAdder());
    }

    @Override
    public MetricSnapshot collect() {
        UnknownSnapshot.Builder snapshot = UnknownSnapshot.builder().name(name).help(help);
        values.forEach((labels, value) -> snapshot.dataPoint(UnknownSnapshot.UnknownDataPointSnapshot.builder()
                .labels(labels).value((double) value.sum()).build()));
        return snapshot.build();
    }
}
