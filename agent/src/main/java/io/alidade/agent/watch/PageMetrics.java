package io.alidade.agent.watch;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/// What is counted of those who look at a node.
public final class PageMetrics {
    private PageMetrics() {}

    /// Counts pages that follow the node.
    ///
    /// @param open    streams
    /// @param refused streams that were refused since there were too many
    public static void page(PrometheusRegistry registry, IntSupplier open, LongSupplier refused) {
        GaugeWithCallback.builder().name("alidade_page_streams").help("Pages of this node that are open.")
                .callback(gauge -> gauge.call(open.getAsInt())).register(registry);
        CounterWithCallback.builder().name("alidade_page_streams_refused_total")
                .help("Open pages that are not told of changes, since too many were open already.")
                .callback(counter -> counter.call((double) refused.getAsLong())).register(registry);
    }

    /// Counts who is turned away.
    public static void turnedAway(PrometheusRegistry registry, LongSupplier requests) {
        CounterWithCallback.builder().name("alidade_requests_turned_away_total")
                .help("Requests of monitors and pages that were answered with 503, since too many came at once.")
                .callback(counter -> counter.call((double) requests.getAsLong())).register(registry);
    }
}
