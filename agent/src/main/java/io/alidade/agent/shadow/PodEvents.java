package io.alidade.agent.shadow;

import io.alidade.agent.kubelet.HttpPeer;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// Events of Kubernetes on pods, at an API server.
final class PodEvents implements AutoCloseable {
    /// What an API server takes of `message`.
    private static final int MAX_MESSAGE_BYTES = 1_024;
    private static final String REASON = "PlacementExplained";
    private static final String COMPONENT = "alidade";
    private static final String ELLIPSIS = "…";

    private final HttpPeer server;

    PodEvents(HttpPeer server) {
        this.server = server;
    }

    /// Tells why a pod was refused.
    ///
    /// @throws HttpPeer.Unanswered if the API server does not take it
    void explained(SeenPod pod, String message, Instant at) throws HttpPeer.Unanswered {
        String namespace = pod.manifest().request().namespace();
        String name = pod.manifest().request().name();
        String node = pod.manifest().nodeName().orElse("");
        String time = at.truncatedTo(ChronoUnit.SECONDS).toString();
        Value event = Value.mapping().with("apiVersion", "v1").with("kind", "Event")
                .with("metadata", Value.mapping().with("namespace", namespace)
                        .with("name", name + "." + UUID.randomUUID().toString().substring(0, 13)))
                .with("involvedObject", Value.mapping().with("apiVersion", "v1").with("kind", "Pod")
                        .with("namespace", namespace).with("name", name).with("uid", pod.uid()))
                .with("reason", REASON).with("message", cut(message)).with("type", "Warning")
                .with("source", Value.mapping().with("component", COMPONENT).with("host", node))
                .with("firstTimestamp", time).with("lastTimestamp", time).with("count", 1)
                .with("reportingComponent", COMPONENT).with("reportingInstance", node).build();
        byte[] _ = server.post("/api/v1/namespaces/" + namespace + "/events", DocumentWriter.toCompactJson(event));
    }

    static String cut(String message) {
        if (bytes(message) <= MAX_MESSAGE_BYTES) {
            return message;
        }
        int end = message.length();
        while (bytes(message.substring(0, end)) > MAX_MESSAGE_BYTES - bytes(ELLIPSIS)) {
            end = message.offsetByCodePoints(end, -1);
        }
        return message.substring(0, end) + ELLIPSIS;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public void close() {
        server.close();
    }
}
