package io.alidade.agent.api;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.pod.PodRecord;
import io.alidade.engine.pod.Qos;
import io.alidade.kube.admission.AdmissionRun;
import io.alidade.kube.document.Value;
import io.alidade.view.AdmissionDocument;
import java.util.Collection;
import java.util.Optional;

/// A pod and what became of it, as the API and the status files show it.
public final class PodDocument {
    private static final String API_VERSION = "alidade.io/v1";

    private PodDocument() {}

    /// Of kind `AgentPodStatus`.
    public static Value.Mapping of(PodRecord record, AgentSnapshot snapshot) {
        return fields(record, snapshot, Value.mapping().with("apiVersion", API_VERSION).with("kind", "AgentPodStatus"));
    }

    /// Of kind `AgentPodStatusList`.
    public static Value.Mapping of(Collection<PodRecord> records, AgentSnapshot snapshot) {
        return Value.mapping().with("apiVersion", API_VERSION).with("kind", "AgentPodStatusList")
                .with("items", Value.sequence(records.stream()
                        .map(record -> fields(record, snapshot, Value.mapping())).toList()))
                .build();
    }

    private static Value.Mapping fields(PodRecord record, AgentSnapshot snapshot, Value.Builder document) {
        var request = record.pod().manifest().request();
        return document.with("namespace", request.namespace()).with("name", request.name()).with("uid", request.uid())
                .with("qosClass", Qos.of(request, snapshot.node().fit().gates()).wireName())
                .with("phase", record.phase().wireName()).with("reason", text(record.reason()))
                .with("message", text(record.message())).with("since", record.since().toString())
                .with("warnings", Value.texts(record.warnings()))
                .with("containers", Value.sequence(snapshot.placements(record).stream()
                        .map(placement -> AdmissionDocument
                                .container(AdmissionRun.container(snapshot.node().node(), placement)))
                        .toList()))
                .build();
    }

    private static Optional<Value> text(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Value.of(text));
    }
}
