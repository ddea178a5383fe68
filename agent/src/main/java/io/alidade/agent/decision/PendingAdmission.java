package io.alidade.agent.decision;

import io.alidade.agent.decision.PluginCalls.Question;
import io.alidade.agent.pod.PodRecord;
import io.alidade.engine.device.DeviceState;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A pod between its arrival and the answer, while its device plugins are asked. For the decision thread.
final class PendingAdmission {
    /// Questions that one pod may raise.
    private static final int MAX_QUESTIONS = 256;

    private final PodRecord record;
    private final CompletableFuture<PodRecord> answer;
    private final Map<Question, List<String>> preferences = new HashMap<>();
    private final Deque<Grant> unasked = new ArrayDeque<>();
    private final KubeletNode before;
    private final Instant begun;
    private Optional<AdmissionTrace> trace = Optional.empty();
    private boolean withdrawn;

    /// @param before the node when the pod came
    PendingAdmission(PodRecord record, KubeletNode before, Instant begun, CompletableFuture<PodRecord> answer) {
        this.record = record;
        this.before = before;
        this.begun = begun;
        this.answer = answer;
    }

    /// Devices of one resource that a container was given and for which its plugin is to be asked.
    record Grant(String container, String resource, List<String> ids) {
        Grant {
            ids = List.copyOf(ids);
        }
    }

    PodRecord record() {
        return record;
    }

    Instant begun() {
        return begun;
    }

    /// The managers begin to walk over the pod, perhaps not for the first time: the last walk counts.
    AdmissionTrace walk() {
        AdmissionTrace walk = new AdmissionTrace();
        trace = Optional.of(walk);
        return walk;
    }

    /// What the managers said does not hold: the pod goes on as it was.
    void staysAsItWas() {
        trace = Optional.empty();
    }

    /// What they did; empty if they were not asked.
    Optional<AdmissionTrace> trace() {
        return trace;
    }

    KubeletNode before() {
        return before;
    }

    CompletableFuture<PodRecord> answer() {
        return answer;
    }

    String uid() {
        return record.pod().uid();
    }

    /// What a plugin said, if it was asked.
    List<String> preference(Question question, List<Question> open) {
        List<String> known = preferences.get(question);
        if (known == null && preferences.size() + open.size() < MAX_QUESTIONS) {
            open.add(question);
        }
        return known == null ? List.of() : known;
    }

    void preferred(Question question, List<String> ids) {
        preferences.put(question, ids);
    }

    /// Notes for which devices of an admitted pod no plugin has answered: those that it did not hold before.
    void grants(PodDecision.Admitted admitted) {
        unasked.clear();
        admitted.containers().forEach(container -> container.devices().forEach((resource, held) -> {
            if (held.allocationResponse().isEmpty()) {
                unasked.add(new Grant(container.name(), resource, new ArrayList<>(held.ids())));
            }
        }));
    }

    /// Notes likewise the devices that a refused pod was given before it was refused, as the checkpoint has them.
    void grants(DeviceState written) {
        unasked.clear();
        written.podEntries().stream()
                .filter(entry -> entry.podUid().equals(uid()) && entry.allocationResponse().isEmpty())
                .forEach(entry -> unasked.add(new Grant(entry.containerName(), entry.resource(),
                        entry.deviceIds().values().stream().flatMap(List::stream).distinct().toList())));
    }

    /// The devices that the next plugin is to be asked for, in the order in which the kubelet asks.
    Deque<Grant> unasked() {
        return unasked;
    }

    /// The pod is gone before it was decided on.
    void withdraw() {
        withdrawn = true;
    }

    boolean isWithdrawn() {
        return withdrawn;
    }
}
