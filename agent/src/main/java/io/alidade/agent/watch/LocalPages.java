package io.alidade.agent.watch;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;

/// How much of the memory of each container is on the NUMA nodes where it belongs. There is a series for each container, so this
/// is shown on demand alone.
public final class LocalPages implements MultiCollector {
    /// Of more containers nothing is shown: a node has fewer.
    private static final int MAX_CONTAINERS = 5_000;

    private volatile List<Share> shares = List.of();

    /// Of one container.
    ///
    /// @param share from 0 to 1
    public record Share(String namespace, String pod, String container, double share) {}

    /// All of them, as they are now.
    public void show(List<Share> now) {
        shares = now.stream().limit(MAX_CONTAINERS).toList();
    }

    @Override
    public MetricSnapshots collect() {
        List<Share> now = shares;
        if (now.isEmpty()) {
            return new MetricSnapshots();
        }
        GaugeSnapshot.Builder ratio = GaugeSnapshot.builder().name("alidade_container_local_pages_ratio")
                .help("Share of a container's own memory that is on the NUMA nodes where it belongs, from 0 to 1.");
        now.forEach(one -> ratio.dataPoint(GaugeDataPointSnapshot.builder().value(one.share())
                .labels(Labels.of("namespace", one.namespace(), "pod", one.pod(), "container", one.container()))
                .build()));
        return new MetricSnapshots(ratio.build());
    }
}
