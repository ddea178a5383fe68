package io.alidade.agent.watch;

import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Metrics as text, in the format that is asked for: OpenMetrics, or else the text format, as kubelets answer.
record Exposition(String contentType, String text) {
    static Exposition of(MetricSnapshots metrics, List<NamedCounter> named, String accept) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OpenMetricsTextFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();
        PrometheusTextFormatWriter plain = PrometheusTextFormatWriter.create();
        boolean isOpen = openMetrics.accepts(accept);
        try {
            if (isOpen) {
                openMetrics.write(out, metrics);
            } else {
                plain.write(out, metrics);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        String text = out.toString(StandardCharsets.UTF_8);
        if (isOpen) {
            return new Exposition(openMetrics.getContentType(), text);
        }
        for (NamedCounter counter : named) {
            text = text.replace("# TYPE " + counter.name() + " untyped\n", "# TYPE " + counter.name() + " counter\n");
        }
        return new Exposition(plain.getContentType(), text);
    }
}
