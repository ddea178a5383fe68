package io.alidade.agent.watch;

import io.alidade.agent.http.HttpRequest;
import io.alidade.agent.http.HttpResponse;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationWriter;
import io.alidade.kube.document.Value;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// Answers `/healthz`, `/readyz`, `/configz` and `/metrics`.
public final class WatchPaths implements Function<HttpRequest, HttpResponse> {
    private final KubeletConfiguration configuration;
    private final NodeMetrics metrics;
    private final BooleanSupplier healthy;
    private final BooleanSupplier ready;

    /// @param healthy whether decisions are made
    /// @param ready   whether the pods of the former run are back and plugins can register
    public WatchPaths(KubeletConfiguration configuration, NodeMetrics metrics, BooleanSupplier healthy,
            BooleanSupplier ready) {
        this.configuration = configuration;
        this.metrics = metrics;
        this.healthy = healthy;
        this.ready = ready;
    }

    @Override
    public HttpResponse apply(HttpRequest request) {
        if (!request.method().equals("GET")) {
            return HttpResponse.problem(HttpResponse.METHOD_NOT_ALLOWED, request.method() + " is not for this path.",
                    "Ask with GET.");
        }
        if (request.segments().equals(List.of("healthz"))) {
            return state(healthy.getAsBoolean(), "the decisions stand still");
        }
        if (request.segments().equals(List.of("readyz"))) {
            return state(ready.getAsBoolean(), "the pods of the former run are not back yet");
        }
        if (request.segments().equals(List.of("configz"))) {
            return HttpResponse.json(HttpResponse.OK, Value.mapping()
                    .with("kubeletconfig", KubeletConfigurationWriter.document(configuration)).build());
        }
        if (request.segments().equals(List.of("metrics"))) {
            return new HttpResponse(HttpResponse.OK, "text/plain; version=0.0.4; charset=utf-8",
                    HttpResponse.text(HttpResponse.OK, metrics.text()).body());
        }
        return HttpResponse.problem(HttpResponse.NOT_FOUND, "there is nothing at this path.",
                "Ask for /healthz, /readyz, /configz or /metrics.");
    }

    private static HttpResponse state(boolean isGood, String problem) {
        return isGood ? HttpResponse.text(HttpResponse.OK, "ok")
                : HttpResponse.text(HttpResponse.UNAVAILABLE, problem + "\n");
    }
}
