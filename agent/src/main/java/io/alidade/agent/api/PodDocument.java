package io.alidade.agent.api;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.pod.ContainerState;
import io.alidade.agent.pod.PodRecord;
import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.kube.admission.AdmissionRun;
import io.alidade.kube.document.Value;
import io.alidade.view.AdmissionDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
                .with("containers", containers(record, snapshot)).build();
    }

    /// What each container holds, and where it is in its life; nothing of a pod that has never held anything.
    private static Value containers(PodRecord record, AgentSnapshot snapshot) {
        Map<String, ContainerPlacement> placements = new HashMap<>();
        snapshot.placements(record).forEach(placement -> placements.put(placement.name(), placement));
        Map<String, ContainerState> states = snapshot.containers().orElse(record.pod().uid(), Map.of());
        List<Value> containers = new ArrayList<>();
        for (ContainerRequest container : record.pod().manifest().request().containers()) {
            Optional<ContainerPlacement> placement = Optional.ofNullable(placements.get(container.name()));
            Optional<ContainerState> state = Optional.ofNullable(states.get(container.name()));
            if (placement.isEmpty() && state.isEmpty()) {
                continue;
            }
            Value.Builder document = Value.mapping();
            placement.map(held -> AdmissionDocument.container(AdmissionRun.container(snapshot.node().node(), held)))
                    .ifPresentOrElse(held -> held.fields().forEach(document::with),
                            () -> document.with("name", container.name()));
            state.ifPresent(now -> document.with("state", state(now)));
            containers.add(document.build());
        }
        return Value.sequence(containers);
    }

    private static Value.Builder state(ContainerState state) {
        Value.Builder document = Value.mapping().with("name", state.name()).with("restarts", state.restarts())
                .with("reason", text(state.reason())).with("message", text(state.message()))
                .with("startedAt", state.startedAt().map(moment -> Value.of(moment.toString())));
        state.pid().ifPresent(pid -> document.with("pid", pid));
        state.exitCode().ifPresent(code -> document.with("exitCode", code));
        return document;
    }

    private static Optional<Value> text(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Value.of(text));
    }
}
