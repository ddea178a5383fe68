package io.alidade.agent.watch;

import io.alidade.agent.http.HttpRequest;
import io.alidade.agent.http.HttpResponse;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationWriter;
import io.alidade.kube.document.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/// Answers `/healthz`, `/readyz`, `/configz` and `/metrics`.
public final class WatchPaths implements Function<HttpRequest, HttpResponse> {
    private final Supplier<KubeletConfiguration> configuration;
    private final Function<String, HttpResponse> metrics;
    private final BooleanSupplier healthy;
    private final BooleanSupplier ready;

    /// @param metrics answers with them in the formats that an HTTP header names
    /// @param healthy whether decisions are made
    /// @param ready   whether the pods of the former run are back and plugins can register
    public WatchPaths(Supplier<KubeletConfiguration> configuration, Function<String, HttpResponse> metrics,
            BooleanSupplier healthy, BooleanSupplier ready) {
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
        List<String> path = request.segments();
        if (!path.isEmpty() && path.size() <= 2
                && (path.getFirst().equals("healthz") || path.getFirst().equals("readyz"))) {
            return checked(path, request.query().containsKey("verbose"));
        }
        if (path.equals(List.of("configz"))) {
            return HttpResponse.json(HttpResponse.OK, Value.mapping()
                    .with("kubeletconfig", KubeletConfigurationWriter.document(configuration.get())).build());
        }
        if (path.equals(List.of("metrics"))) {
            return metrics.apply(request.headers().getOrDefault("accept", ""));
        }
        return nothing();
    }

    /// As a kubelet answers: all checks or the one that is named, `ok` or which of them failed, with 500 then.
    private HttpResponse checked(List<String> path, boolean isVerbose) {
        Map<String, BooleanSupplier> checks = new LinkedHashMap<>();
        checks.put("ping", () -> true);
        checks.put("syncloop", healthy);
        if (path.getFirst().equals("readyz")) {
            checks.put("pods", ready);
        }
        if (path.size() == 2) {
            checks.keySet().retainAll(Set.of(path.get(1)));
            if (checks.isEmpty()) {
                return nothing();
            }
        }
        StringBuilder report = new StringBuilder();
        boolean failed = false;
        for (Map.Entry<String, BooleanSupplier> check : checks.entrySet()) {
            boolean good = check.getValue().getAsBoolean();
            failed |= !good;
            report.append(good ? "[+]" : "[-]").append(check.getKey()).append(good ? " ok\n" : " failed\n");
        }
        report.append(path.getFirst()).append(failed ? " check failed\n" : " check passed\n");
        return HttpResponse.text(failed ? HttpResponse.INTERNAL : HttpResponse.OK,
                failed || (isVerbose && path.size() == 1) ? report.toString() : "ok");
    }

    private static HttpResponse nothing() {
        return HttpResponse.problem(HttpResponse.NOT_FOUND, "there is nothing at this path.",
                "Ask for /healthz, /readyz, /configz or /metrics.");
    }
}
