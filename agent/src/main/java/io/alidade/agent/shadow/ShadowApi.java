package io.alidade.agent.shadow;

import io.alidade.agent.http.HttpRequest;
import io.alidade.agent.http.HttpResponse;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Value;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Answers the requests of docs/agent-api.md that have a meaning where nothing is changed.
final class ShadowApi implements Function<HttpRequest, HttpResponse> {
    private final ShadowMetrics metrics;
    private final ShadowLedger ledger;
    private final Supplier<Optional<String>> problem;
    private final Function<HttpRequest, Optional<HttpResponse>> questions;

    /// @param problem   why the kubelet is not seen at the moment
    /// @param questions answers those about the node and its past
    ShadowApi(ShadowMetrics metrics, ShadowLedger ledger, Supplier<Optional<String>> problem,
            Function<HttpRequest, Optional<HttpResponse>> questions) {
        this.metrics = metrics;
        this.ledger = ledger;
        this.problem = problem;
        this.questions = questions;
    }

    @Override
    public HttpResponse apply(HttpRequest request) {
        try {
            if (request.segments().equals(List.of("v1", "shadow")) && request.method().equals("GET")) {
                return HttpResponse.json(HttpResponse.OK, document());
            }
            return questions.apply(request).orElseGet(() -> HttpResponse.problem(HttpResponse.NOT_FOUND,
                    "there is nothing at this path: this agent watches a kubelet, and runs nothing.",
                    "Ask it for /v1/shadow, or with alidade ask; for pods ask the kubelet."));
        } catch (BadInput wrong) {
            return HttpResponse.problem(HttpResponse.BAD_REQUEST, String.valueOf(wrong.getMessage()), wrong.cure());
        }
    }

    private Value document() {
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "AgentShadow")
                .with("decisions", metrics.decisions()).with("disagreements", metrics.disagreements())
                .with("problem", problem.get().map(Value::of)).with("verdicts", ledger.document()).build();
    }
}
