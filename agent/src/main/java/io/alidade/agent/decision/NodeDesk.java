package io.alidade.agent.decision;

import io.alidade.agent.decision.PendingAdmission.Grant;
import io.alidade.agent.decision.PluginCalls.Question;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.ContainerState;
import io.alidade.agent.pod.PodPhase;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.pod.PodRecords;
import io.alidade.agent.settings.Profile;
import io.alidade.engine.allocation.PodHoldings;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.table.NamedTable;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.checkpoint.CheckpointFile;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Value;
import io.alidade.kube.fit.Preemption;
import io.alidade.live.store.AllocationStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Everything that is decided on one node. For the decision thread; what others answer comes back through `thread`.
///
/// A pod is decided on with what its plugins prefer, which is asked for first: the decision is made with the answers that
/// are known, each question without one is put to its plugin, and the decision is made again on the node as it is then, until
/// none is open. Devices that an admitted pod was given are its own from that moment, and are written down when the plugins
/// have answered for them (device-manager 6.1); if one does not, the pod is refused and holds nothing.
public final class NodeDesk {
    private static final String UNEXPECTED = "UnexpectedAdmissionError";

    private final AllocationStore store;
    private final PodRecords records;
    private final AgentLog log;
    private final InstantSource clock;
    private final Profile profile;
    private final ReturningPods returning;
    private final Executor thread;
    private final Consumer<AgentSnapshot> snapshots;
    private final Map<String, PendingAdmission> pending = new HashMap<>();
    private final List<PodListener> listeners = new ArrayList<>();
    private final Map<String, CompletableFuture<Boolean>> ending = new HashMap<>();
    private PluginCalls plugins = PluginCalls.NONE;
    private PodRunning running = PodRunning.NONE;
    private DecisionMeter meter = DecisionMeter.NONE;
    private NamedTable<Map<String, ContainerState>> containers = NamedTable.empty();
    private KubeletNode node;
    private NamedTable<PodRecord> pods = NamedTable.empty();
    private long nextSequence;
    /// What is on disk is that of the former run, and is replaced when all its pods are back.
    private boolean isRestoring;

    /// @param node      as it starts, from its checkpoints
    /// @param thread    runs what is to be done when somebody has answered
    /// @param snapshots is given the node whenever it has changed, after it is on disk
    public NodeDesk(KubeletNode node, AllocationStore store, PodRecords records, Profile profile, AgentLog log,
            InstantSource clock,
            Executor thread, Consumer<AgentSnapshot> snapshots) {
        this.node = node;
        this.store = store;
        this.records = records;
        this.log = log;
        this.clock = clock;
        this.profile = profile;
        this.returning = new ReturningPods(profile, log);
        this.thread = thread;
        this.snapshots = snapshots;
    }

    /// Tells somebody from now on what becomes of pods.
    public void tell(PodListener listener) {
        listeners.add(listener);
    }

    /// Sets who runs the pods.
    public void run(PodRunning runner) {
        running = runner;
        listeners.addFirst(runner);
    }

    /// Sets who counts.
    public void measure(DecisionMeter counter) {
        meter = counter;
    }

    /// Takes note of something that ran where it should not.
    ///
    /// @param isCured whether it was brought back
    public void drifted(boolean isCured) {
        meter.drifted(isCured);
    }

    /// Sets who is asked when a pod wants devices.
    public void ask(PluginCalls calls) {
        plugins = calls;
    }

    /// Takes back the pods of a former run: the active ones are admitted again in their old order, on what they hold.
    ///
    /// @throws BadInput if the node cannot be brought to disk
    public void restore(List<PodRecord> old) {
        for (PodRecord record : old) {
            pods = pods.with(record.pod().uid(), record);
            nextSequence = Math.max(nextSequence, record.sequence() + 1);
        }
        List<PodRecord> active = old.stream().filter(PodRecord::isActive).toList();
        node = returning.holding(node, active).arrival(active.stream().map(record -> record.pod().manifest()).toList())
                .node();
        isRestoring = true;
        for (PodRecord record : active) {
            decide(new PendingAdmission(record, node, clock.instant(), new CompletableFuture<>()));
        }
        isRestoring = false;
        node = returning.settled(node);
        store.save(texts(node));
        publish();
    }

    /// Other settings are to hold for the pods that run: all of them go on, some elsewhere, or nothing changes.
    ///
    /// @param fresh a node with those settings and without pods
    /// @throws BadInput if that cannot be brought to disk; then nothing changes either
    public Reconfiguration reconfigure(KubeletNode fresh) {
        AgentSnapshot now = new AgentSnapshot(node, pods, containers);
        Reconfiguration planned = Reconfiguration.of(now, fresh);
        if (planned.isPossible()) {
            NamedTable<PodRecord> next = pods;
            List<PodRecord> changed = new ArrayList<>();
            for (PodRecord record : now.records()) {
                PodHoldings held = planned.node().node().holdings(record.pod().uid());
                if (record.isActive() && !record.holdings().equals(held)) {
                    PodRecord moved = record.holding(held);
                    next = next.with(record.pod().uid(), moved);
                    changed.add(moved);
                }
            }
            store.save(texts(planned.node()));
            records.saveAll(changed);
            node = planned.node();
            pods = next;
            publish();
        }
        return planned;
    }

    /// A pod wants to run. The answer comes when what became of it is on disk; a pod that is known already, and says the
    /// same, is answered with what became of it then.
    public CompletableFuture<PodRecord> submit(AgentPod pod) {
        CompletableFuture<PodRecord> answer = new CompletableFuture<>();
        PodRecord known = pods.find(pod.uid()).orElse(null);
        if (known != null && known.pod().object().equals(pod.object())) {
            answer.complete(known);
            return answer;
        }
        Optional<PodRecord> inTheWay = Optional.ofNullable(known).or(() -> namesake(pod));
        if (inTheWay.isPresent()) {
            PodRecord other = inTheWay.get();
            if (known == null && !ending.containsKey(other.pod().uid())) {
                answer.completeExceptionally(new BadInput(
                        "a pod " + pod.fullName() + " is here already, with the uid " + other.pod().uid() + ".",
                        "Remove it first, or choose another name."));
                return answer;
            }
            return remove(other.pod().uid()).thenComposeAsync(_ -> submit(pod), thread);
        }
        PodRecord record = PodRecord.pending(nextSequence++, pod, clock.instant());
        try {
            records.save(record);
        } catch (BadInput problem) {
            answer.completeExceptionally(problem);
            return answer;
        }
        pods = pods.with(pod.uid(), record);
        PendingAdmission admission = new PendingAdmission(record, node, clock.instant(), answer);
        try {
            running.check(record);
        } catch (BadInput problem) {
            finish(admission, record.refused("UnsupportedField", String.valueOf(problem.getMessage()), List.of(),
                    clock.instant()));
            return answer;
        }
        decide(admission);
        return answer;
    }

    /// Pods that run already come, and others have gone, all in one step ([Adoption]): it is brought to disk once and told once.
    /// No plugin is asked. What is known of a pod that comes is forgotten before.
    ///
    /// @param gone uids; one that is not known is no matter
    /// @return what became of those that came, in their order; all are refused if that cannot be brought to disk
    public List<PodRecord> adopt(Collection<String> gone, Collection<AgentPod> arriving) {
        Set<String> leaving = new LinkedHashSet<>(gone);
        arriving.forEach(pod -> leaving.add(pod.uid()));
        leaving.removeIf(uid -> !pods.contains(uid));
        List<PodRecord> left = leaving.stream().map(uid -> pods.find(uid).orElseThrow()).toList();
        KubeletNode start = node;
        for (String uid : leaving) {
            start = start.remove(uid);
        }
        Instant now = clock.instant();
        Adoption adoption = Adoption.of(start, arriving, nextSequence, now);
        try {
            records.saveAll(adoption.records());
            store.save(texts(adoption.node()));
            gone.forEach(records::remove);
        } catch (BadInput problem) {
            log.warn("not-stored", Value.mapping().with("pods", arriving.size()).with("problem",
                    String.valueOf(problem.getMessage())));
            return adoption.records().stream().map(record -> record.refused(UNEXPECTED,
                    String.valueOf(problem.getMessage()), List.of(), now)).toList();
        }
        nextSequence += arriving.size();
        node = adoption.node();
        for (String uid : leaving) {
            pods = pods.without(uid);
            containers = containers.without(uid);
        }
        for (PodRecord record : adoption.records()) {
            pods = pods.with(record.pod().uid(), record);
        }
        Duration each = Duration.between(now, clock.instant()).dividedBy(Math.max(1, arriving.size()));
        adoption.pods().forEach(adopted -> meter.decided(adopted.record(), Optional.of(adopted.trace()), each));
        publish();
        adoption.records().stream().filter(record -> !record.isActive()).forEach(record -> log.warn("pod-refused",
                named(record).with("reason", record.reason()).with("message", record.message())));
        left.forEach(record -> listeners.forEach(listener -> listener.removed(record)));
        adoption.pods().forEach(adopted -> listeners.forEach(
                listener -> listener.decided(adopted.record(), adopted.before(), each)));
        return adoption.records();
    }

    private Optional<PodRecord> namesake(AgentPod pod) {
        List<PodRecord> found = new ArrayList<>();
        pods.forEach((uid, other) -> {
            if (!uid.equals(pod.uid()) && other.pod().fullName().equals(pod.fullName())) {
                found.add(other);
            }
        });
        return found.stream().findFirst();
    }

    /// A pod is to go: what runs of it is ended, then what it held is free. The answer is false if it is not known; it fails
    /// with [BadInput] if that cannot be brought to disk, and then it holds what it held.
    public CompletableFuture<Boolean> remove(String uid) {
        Optional<PodRecord> known = pods.find(uid);
        if (known.isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        CompletableFuture<Boolean> before = ending.get(uid);
        if (before != null) {
            return before;
        }
        PodRecord record = known.get();
        PendingAdmission admission = pending.remove(uid);
        if (admission != null) {
            admission.withdraw();
            admission.answer().complete(record.refused("Removed", "The pod was removed before it was decided on.",
                    List.of(), clock.instant()));
        }
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        ending.put(uid, result);
        CompletableFuture<Boolean> end = running.end(record);
        if (end.isDone()) {
            release(record, result);
        } else {
            CompletableFuture<?> _ = end.thenRunAsync(() -> release(record, result), thread);
        }
        return result;
    }

    private void release(PodRecord record, CompletableFuture<Boolean> result) {
        String uid = record.pod().uid();
        ending.remove(uid);
        try {
            change(before -> before.remove(uid));
            records.remove(uid);
        } catch (BadInput problem) {
            result.completeExceptionally(problem);
            return;
        }
        pods = pods.without(uid);
        containers = containers.without(uid);
        log.info("pod-removed", named(record));
        publish();
        listeners.forEach(listener -> listener.removed(record));
        result.complete(true);
    }

    /// The containers of a pod are elsewhere in their life.
    public void containers(String uid, Map<String, ContainerState> states) {
        if (pods.contains(uid)) {
            containers = containers.with(uid, Map.copyOf(states));
            publish();
        }
    }

    /// All containers of a pod have ended: it holds nothing any more.
    public void finished(String uid, PodPhase phase, String reason, String message) {
        if (pods.find(uid).filter(PodRecord::isActive).isEmpty() || ending.containsKey(uid)) {
            return;
        }
        PodRecord record = pods.find(uid).orElseThrow().finished(phase, reason, message, clock.instant());
        try {
            records.save(record);
            change(before -> before.remove(uid));
        } catch (BadInput problem) {
            log.warn("not-stored", named(record).with("problem", String.valueOf(problem.getMessage())));
            return;
        }
        pods = pods.with(uid, record);
        log.info("pod-finished", named(record).with("phase", phase.wireName()));
        publish();
        listeners.forEach(listener -> listener.ended(record));
    }

    /// A container is about to be created: the plugins of the devices that it holds make them ready, one after the other, by
    /// resource (device-manager 6.5). That is so each time it is started.
    ///
    /// @return done when they have; fails with a [PluginFailure]
    public CompletableFuture<Boolean> preStart(PodRecord pod, String container) {
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
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        preStartNext(pod.pod().uid(), container, new ArrayDeque<>(held.entrySet()), ready);
        return ready;
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

    /// A device plugin has reported its whole list (device-manager 4.1).
    ///
    /// @param capacity devices that are healthy and devices that are not
    public void devicesReported(String resource, List<Device> devices, long capacity) {
        change(before -> before.devicesReported(resource, devices, capacity));
        publish();
    }

    /// A device plugin has gone: none of its devices is healthy (device-manager 4.2).
    public void pluginGone(String resource, long capacity) {
        change(before -> before.pluginGone(resource, capacity));
        publish();
    }

    /// A device plugin has been gone for too long: its resource is known no more (device-manager 4.3).
    public void pluginForgotten(String resource) {
        change(before -> before.pluginForgotten(resource));
        publish();
    }

    private void change(UnaryOperator<KubeletNode> step) {
        KubeletNode next = step.apply(node);
        store.save(texts(next));
        node = next;
    }

    private void decide(PendingAdmission admission) {
        pending.put(admission.uid(), admission);
        List<Question> open = new ArrayList<>();
        PodDecision decision = node.preferring((resource, available, mustInclude, size) -> plugins.prefers(resource)
                ? admission.preference(new Question(resource, available, mustInclude, size), open)
                : List.of()).admit(admission.record().pod().manifest(), admission.walk());
        if (!open.isEmpty()) {
            ask(admission, open);
            return;
        }
        Optional<ReturningPods.Kept> kept = returning.kept(node, admission.record(), decision);
        if (kept.isPresent()) {
            node = kept.get().node();
            admission.staysAsItWas();
            runs(admission, List.of(kept.get().warning()));
            return;
        }
        switch (decision) {
            case PodDecision.Refused refused -> {
                node = refused.node().preferring(PreferredAllocation.NONE);
                if (profile == Profile.EXACT) {
                    // A kubelet has asked plugins before a later manager or predicate refuses.
                    admission.grants(node.node().allocations().devices().lastWritten());
                }
                askNextPlugin(admission, refused.warnings(), () -> finish(admission, admission.record()
                        .refused(refused.reason(), refused.message(), refused.warnings(), clock.instant())));
            }
            case PodDecision.Admitted admitted -> {
                node = admitted.meanwhile().preferring(PreferredAllocation.NONE);
                admission.grants(admitted);
                askNextPlugin(admission, admitted.warnings(), () -> admit(admission, admitted));
            }
        }
    }

    private void ask(PendingAdmission admission, List<Question> open) {
        List<CompletableFuture<List<String>>> answers = open.stream().map(plugins::preferred).toList();
        CompletableFuture<?> _ = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .whenCompleteAsync((_, failure) -> {
                    if (admission.isWithdrawn()) {
                        return;
                    }
                    if (failure != null) {
                        admission.trace().ifPresent(AdmissionTrace::preferenceFailed);
                        refuse(admission, PluginFailure.messageOf(failure), List.of());
                        return;
                    }
                    for (int i = 0; i < open.size(); i++) {
                        admission.preferred(open.get(i), answers.get(i).join());
                    }
                    decide(admission);
                }, thread);
    }

    private void askNextPlugin(PendingAdmission admission, List<String> warnings, Runnable answered) {
        Grant next = admission.unasked().poll();
        if (next == null) {
            answered.run();
            return;
        }
        CompletableFuture<
                ?> _ = plugins.allocate(next.resource(), next.ids()).whenCompleteAsync((response, failure) -> {
                    if (admission.isWithdrawn()) {
                        return;
                    }
                    if (failure != null) {
                        admission.trace().ifPresent(trace -> trace.pluginFailed(next.container()));
                        refuse(admission, PluginFailure.messageOf(failure), warnings);
                        return;
                    }
                    node = node.pluginAnswered(admission.uid(), next.container(), next.resource(), response);
                    askNextPlugin(admission, warnings, answered);
                }, thread);
    }

    private void runs(PendingAdmission admission, List<String> warnings) {
        PodHoldings holdings = node.node().holdings(admission.uid());
        returning.compare(admission.record(), holdings);
        finish(admission, admission.record().admitted(warnings, clock.instant(), holdings));
    }

    /// The pods that go for a critical one have ended before it runs.
    private void admit(PendingAdmission admission, PodDecision.Admitted admitted) {
        CompletableFuture<?>[] evictions = admitted.evicted().stream().map(pod -> evict(pod.request().uid()))
                .toArray(CompletableFuture[]::new);
        Runnable last = () -> runs(admission, admitted.warnings());
        if (evictions.length == 0) {
            last.run();
            return;
        }
        CompletableFuture<?> _ = CompletableFuture.allOf(evictions).thenRunAsync(() -> {
            if (!admission.isWithdrawn()) {
                last.run();
            }
        }, thread);
    }

    private CompletableFuture<?> evict(String uid) {
        PodRecord record = pods.find(uid).orElseThrow();
        PendingAdmission undecided = pending.remove(uid);
        if (undecided != null) {
            undecided.withdraw();
            undecided.answer().complete(record.refused(Preemption.REASON, Preemption.MESSAGE, List.of(),
                    clock.instant()));
        }
        return running.end(record).thenRunAsync(
                () -> finished(uid, PodPhase.FAILED, Preemption.REASON, Preemption.MESSAGE), thread);
    }

    /// The Device Manager's error, in the words that the Topology Manager puts around it (device-manager 5).
    private void refuse(PendingAdmission admission, String error, List<String> warnings) {
        node = node.remove(admission.uid());
        finish(admission, admission.record().refused(UNEXPECTED,
                "Allocate failed due to " + error + ", which is unexpected", warnings, clock.instant()));
    }

    private void finish(PendingAdmission admission, PodRecord result) {
        pending.remove(admission.uid());
        PodRecord stored = stored(result);
        Duration took = Duration.between(admission.begun(), clock.instant());
        meter.decided(stored, admission.trace(), took);
        pods = pods.with(admission.uid(), stored);
        publish();
        Value.Builder details = named(stored).with("millis",
                took.toMillis());
        if (stored.isActive()) {
            log.info("pod-admitted", details.with("containers", PlacementText.of(node, admission.uid())));
        } else {
            log.warn("pod-refused", details.with("reason", stored.reason()).with("message", stored.message()));
        }
        listeners.forEach(listener -> listener.decided(stored, admission.before(), took));
        admission.answer().complete(stored);
    }

    /// The result on disk. A pod whose allocations cannot be written down does not run; with a kubelet it does, unless it
    /// was given devices, and is forgotten by the next start.
    private PodRecord stored(PodRecord result) {
        String uid = result.pod().uid();
        try {
            if (!pods.find(uid).filter(result::equals).isPresent()) {
                records.save(result);
            }
            if (!isRestoring) {
                store.save(texts(node));
            }
            return result;
        } catch (BadInput problem) {
            log.warn("not-stored", named(result).with("problem", String.valueOf(problem.getMessage())));
            if (profile.runsWhatIsNotStored() && !node.node().allocations().devices().pods().contains(uid)) {
                return result;
            }
            node = node.remove(uid);
            return result.isActive() ? result.refused(UNEXPECTED,
                    "Allocate failed due to " + problem.getMessage() + ", which is unexpected", result.warnings(),
                    clock.instant()) : result;
        }
    }

    /// The device checkpoint of a kubelet goes on naming pods that are gone, until it is next written (device-manager 9).
    private Map<CheckpointFile, String> texts(KubeletNode written) {
        return profile.leavesDevicesOfGonePods() ? written.lastWrittenTexts(unanswered())
                : written.checkpointTexts(unanswered());
    }

    /// Pods that hold devices for which a plugin has not answered yet.
    private Set<String> unanswered() {
        return new HashSet<>(pending.keySet());
    }

    private void publish() {
        AgentSnapshot snapshot = new AgentSnapshot(node, pods, containers);
        meter.moved(node.node());
        running.moved(snapshot);
        snapshots.accept(snapshot);
    }

    private static Value.Builder named(PodRecord record) {
        return Value.mapping().with("pod", record.pod().fullName()).with("uid", record.pod().uid());
    }
}
