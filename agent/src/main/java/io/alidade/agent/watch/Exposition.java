package io.alidade.agent.watch;

import io.alidade.agent.http.HttpResponse;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Metrics as text, in the format that is asked for: OpenMetrics, or else the text format, as kubelets answer.
public record Exposition(String contentType, String text) {
    /// Metrics without any that must be named otherwise than OpenMetrics wants.
    ///
    /// @param accept the formats that are wanted, as an HTTP header has them
    public static Exposition of(MetricSnapshots metrics, String accept) {
        return of(metrics, List.of(), accept);
    }

    /// As an answer.
    public HttpResponse toResponse() {
        return new HttpResponse(HttpResponse.OK, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

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
