package io.alidade.agent.decision;

import io.alidade.agent.decision.PendingAdmission.Grant;
import io.alidade.agent.decision.PluginCalls.Question;
import io.alidade.agent.pod.PodRecord;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.kube.admission.KubeletNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/// What device plugins are asked for a pod: what they prefer, for the devices that it was given, and to make them ready before
/// a container is created. Their answers come back on the decision thread, which does not wait for them; those for a pod that
/// has been withdrawn meanwhile are nobody's.
final class PluginQuestions {
    private final Executor thread;
    private PluginCalls plugins = PluginCalls.NONE;

    /// @param thread the decision thread
    PluginQuestions(Executor thread) {
        this.thread = thread;
    }

    /// Sets who is asked.
    void ask(PluginCalls calls) {
        plugins = calls;
    }

    /// What plugins have said for a pod so far.
    ///
    /// @param open is given each question that was not put yet
    PreferredAllocation known(PendingAdmission admission, List<Question> open) {
        return (resource, available, mustInclude, size) -> plugins.prefers(resource)
                ? admission.preference(new Question(resource, available, mustInclude, size), open)
                : List.of();
    }

    /// Puts questions for preferences, all at once.
    void prefer(PendingAdmission admission, List<Question> open, Runnable answered, Consumer<String> failed) {
        List<CompletableFuture<List<String>>> answers = open.stream().map(plugins::preferred).toList();
        CompletableFuture<?> _ = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .whenCompleteAsync((_, failure) -> {
                    if (admission.isWithdrawn()) {
                        return;
                    }
                    if (failure != null) {
                        admission.trace().ifPresent(AdmissionTrace::preferenceFailed);
                        failed.accept(PluginFailure.messageOf(failure));
                        return;
                    }
                    for (int i = 0; i < open.size(); i++) {
                        admission.preferred(open.get(i), answers.get(i).join());
                    }
                    answered.run();
                }, thread);
    }

    /// Who takes an answer to `Allocate`.
    @FunctionalInterface
    interface Taker {
        void take(Grant grant, String response);
    }

    /// Asks for the devices that a pod was given. Answers are taken in the order in which a kubelet asks, one plugin after the
    /// other (device-manager 6.1).
    ///
    /// @param atOnce whether plugins of different resources are asked before the first has answered
    void allocate(PendingAdmission admission, boolean atOnce, Taker taker, Runnable answered,
            Consumer<String> failed) {
        Map<Grant, CompletableFuture<String>> asked = new HashMap<>();
        Function<Grant, CompletableFuture<String>> ask = grant -> asked.computeIfAbsent(grant,
                wanted -> plugins.allocate(wanted.resource(), wanted.ids()));
        if (atOnce) {
            Set<String> begun = new HashSet<>();
            for (Grant grant : admission.unasked()) {
                if (begun.add(grant.resource())) {
                    CompletableFuture<?> _ = ask.apply(grant);
                }
            }
        }
        takeNext(admission, ask, taker, answered, failed);
    }

    private void takeNext(PendingAdmission admission, Function<Grant, CompletableFuture<String>> ask, Taker taker,
            Runnable answered, Consumer<String> failed) {
        Grant next = admission.unasked().poll();
        if (next == null) {
            answered.run();
            return;
        }
        CompletableFuture<?> _ = ask.apply(next).whenCompleteAsync((response, failure) -> {
            if (admission.isWithdrawn()) {
                return;
            }
            if (failure != null) {
                admission.trace().ifPresent(trace -> trace.pluginFailed(next.container()));
                failed.accept(PluginFailure.messageOf(failure));
                return;
            }
            taker.take(next, response);
            takeNext(admission, ask, taker, answered, failed);
        }, thread);
    }

    /// As [NodeDesk#preStart].
    CompletableFuture<Boolean> preStart(KubeletNode node, PodRecord pod, String container) {
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        preStartNext(pod.pod().uid(), container, new ArrayDeque<>(held(node, pod, container).entrySet()), ready);
        return ready;
    }

    /// The devices of a container by resource, with an empty list for every other limit.
    private static Map<String, List<String>> held(KubeletNode node, PodRecord pod, String container) {
        Map<String, List<String>> held = new TreeMap<>();
        pod.pod().manifest().request().containers().stream().filter(own -> own.name().equals(container))
                .forEach(own -> own.resources().limits().forEach((resource, amount) -> {
                    if (!amount.isZero()) {
                        held.put(resource, List.of());
                    }
                }));
        node.node().pod(pod.pod().uid()).map(node.node()::placements).orElse(List.of()).stream()
                .filter(placement -> placement.name().equals(container)).forEach(placement -> placement.devices()
                        .forEach((resource, devices) -> held.put(resource, List.copyOf(devices.ids()))));
        return held;
    }

    private void preStartNext(String uid, String container, Deque<Map.Entry<String, List<String>>> resources,
            CompletableFuture<Boolean> ready) {
        Map.Entry<String, List<String>> next = resources.poll();
        if (next == null) {
            ready.complete(true);
            return;
        }
        CompletableFuture<Boolean> asked = plugins.preStart(uid, container, next.getKey(), next.getValue());
        BiConsumer<Boolean, Throwable> step = (_, failure) -> {
            if (failure != null) {
                ready.completeExceptionally(new PluginFailure(PluginFailure.messageOf(failure)));
            } else {
                preStartNext(uid, container, resources, ready);
            }
        };
        CompletableFuture<?> _ = asked.isDone() ? asked.whenComplete(step) : asked.whenCompleteAsync(step, thread);
    }
}
