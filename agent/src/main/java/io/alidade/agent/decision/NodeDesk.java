package io.alidade.agent.decision;

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
import io.alidade.engine.mask.CpuSet;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Value;
import io.alidade.live.store.AllocationStore;
import io.alidade.plan.capacity.LiveDefragmentation.Move;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Everything that is decided on one node. For the decision thread; what others answer comes back through `thread`.
///
/// A pod is decided on with what its plugins prefer, which is asked for first: the decision is made with the answers that
/// are known, each question without one is put to its plugin, and the decision is made again on the node as it is then, until
/// none is open. Devices that an admitted pod was given are its own from that moment, and are written down when the plugins
/// have answered for them (device-manager 6.1); if one does not, the pod is refused and holds nothing.
///
/// What is asked of plugins is in [PluginQuestions], how pods go in [Departures], what is on disk in [NodeLedger].
public final class NodeDesk {
    private final AgentLog log;
    private final InstantSource clock;
    private final Profile profile;
    private final ReturningPods returning;
    private final DecisionSteps thread;
    private final PendingAdmissions pending = new PendingAdmissions();
    private final DeskParties parties;
    private final PluginQuestions plugins;
    private final NodeLedger ledger;
    private final Departures departures;
    private final Relocations relocations;
    private long nextSequence;

    /// @param node      as it starts, from its checkpoints
    /// @param thread    runs what is to be done when somebody has answered
    /// @param snapshots is given the node whenever it has changed, after it is on disk
    public NodeDesk(KubeletNode node, AllocationStore store, PodRecords records, Profile profile, AgentLog log,
            InstantSource clock,
            DecisionSteps thread, Consumer<AgentSnapshot> snapshots) {
        this.log = log;
        this.clock = clock;
        this.profile = profile;
        this.returning = new ReturningPods(profile, log);
        this.thread = thread;
        this.parties = new DeskParties(snapshots);
        this.plugins = new PluginQuestions(thread);
        this.ledger = new NodeLedger(node, store, records, profile, log, clock, pending::uids,
                parties::stored);
        this.departures = new Departures(ledger, pending, parties, log, clock, thread);
        this.relocations = new Relocations(ledger, parties, log, thread);
    }

    /// Tells somebody from now on what becomes of pods.
    public void tell(PodListener listener) {
        parties.tell(listener);
    }

    /// Sets who runs the pods.
    public void run(PodRunning runner) {
        parties.run(runner);
    }

    /// Sets who counts.
    public void measure(DecisionMeter counter) {
        parties.measure(counter);
    }

    /// Takes note of something that ran where it should not.
    ///
    /// @param strayed CPUs that are not its own
    public void drifted(Stray stray, CpuSet strayed) {
        CpuSet exclusive = ledger.node().node().topology().cpuSet()
                .andNot(ledger.node().node().allocations().cpus().sharedCpus())
                .andNot(ledger.node().node().allocations().cpus().reservedCpus());
        parties.drifted(stray, ledger.node().node().settings().policies().pinsCpus()
                && strayed.intersects(exclusive));
    }

    /// Takes note of how much is where it should not be and could not be brought back.
    public void astray(int count) {
        parties.astray(count);
    }

    /// Sets who is asked when a pod wants devices.
    public void ask(PluginCalls calls) {
        plugins.ask(calls);
    }

    /// Takes back the pods of a former run: the active ones are admitted again in their old order, on what they hold.
    ///
    /// @throws BadInput if the node cannot be brought to disk
    public void restore(List<PodRecord> old) {
        old.forEach(record -> nextSequence = Math.max(nextSequence, record.sequence() + 1));
        List<PodRecord> active = old.stream().filter(PodRecord::isActive).toList();
        ledger.restoring(old, returning.holding(ledger.node(), active)
                .arrival(active.stream().map(record -> record.pod().manifest()).toList()).node());
        for (PodRecord record : active) {
            decide(new PendingAdmission(record, ledger.node(), clock.instant(), new CompletableFuture<>()));
        }
        ledger.restored(returning.settled(ledger.node()));
        publish();
    }

    /// Other settings are to hold for the pods that run: all of them go on, some elsewhere, or nothing changes.
    ///
    /// @param fresh a node with those settings and without pods
    /// @throws BadInput if that cannot be brought to disk; then nothing changes either
    public Reconfiguration reconfigure(KubeletNode fresh) {
        Reconfiguration planned = Reconfiguration.of(ledger.snapshot(), fresh);
        if (planned.isPossible()) {
            ledger.replace(planned.node());
            publish();
        }
        return planned;
    }

    /// Running containers are to move, one after the other; each is seen to be there before the next. The answer comes when all are,
    /// or when one cannot.
    public CompletableFuture<Relocation> relocate(List<Move> moves) {
        return relocations.make(moves);
    }

    /// A pod wants to run. The answer comes when what became of it is on disk; a pod that is known already, and says the
    /// same, is answered with what became of it then.
    public CompletableFuture<PodRecord> submit(AgentPod pod) {
        CompletableFuture<PodRecord> answer = new CompletableFuture<>();
        PodRecord known = ledger.find(pod.uid()).orElse(null);
        if (known != null && known.pod().object().equals(pod.object())) {
            answer.complete(known);
            return answer;
        }
        Optional<PodRecord> inTheWay = Optional.ofNullable(known).or(() -> namesake(pod));
        if (inTheWay.isPresent()) {
            PodRecord other = inTheWay.get();
            if (known == null && !departures.isRemoving(other.pod().uid())) {
                answer.completeExceptionally(new BadInput(
                        "a pod " + pod.fullName() + " is here already, with the uid " + other.pod().uid() + ".",
                        "Remove it first, or choose another name."));
                return answer;
            }
            return remove(other.pod().uid()).thenComposeAsync(_ -> submit(pod), thread);
        }
        PodRecord record = PodRecord.pending(nextSequence++, pod, clock.instant());
        ledger.came(record);
        PendingAdmission admission = new PendingAdmission(record, ledger.node(), clock.instant(), answer);
        try {
            parties.check(record);
        } catch (BadInput problem) {
            finish(admission,
                    record.refused(PodRecord.UNSUPPORTED_FIELD, problem.problem(), List.of(),
                            clock.instant()));
            return answer;
        }
        decide(admission);
        return answer;
    }

    /// Devices are as somebody else tells, and the pods that have them are decided on next. That is brought to disk with the
    /// decision.
    public void given(DevicesGiven devices) {
        ledger.meanwhile(devices.on(ledger.node()));
    }

    /// Pods that run already come, and others have gone, all in one step ([Adoption]): it is brought to disk once, and told when
    /// whoever asked has been answered. No plugin is asked. What is known of a pod that comes is forgotten before.
    ///
    /// @param gone uids; one that is not known is no matter
    /// @return what became of those that came, in their order; all are refused if that cannot be brought to disk
    public List<PodRecord> adopt(Collection<String> gone, Collection<AgentPod> arriving) {
        Set<String> leaving = new LinkedHashSet<>(gone);
        arriving.forEach(pod -> leaving.add(pod.uid()));
        if (leaving.isEmpty()) {
            return List.of();
        }
        List<PodRecord> left = leaving.stream().map(ledger::find).flatMap(Optional::stream).toList();
        KubeletNode start = ledger.node();
        for (PodRecord record : left) {
            start = start.remove(record.pod().uid());
        }
        Instant now = clock.instant();
        Adoption adoption = Adoption.of(start, arriving, nextSequence, now);
        try {
            ledger.adopt(gone, adoption);
        } catch (BadInput problem) {
            log.warn("not-stored", Value.mapping().with("pods", arriving.size()).with("problem",
                    String.valueOf(problem.getMessage())));
            return adoption.records().stream().map(record -> record.refused(NodeLedger.UNEXPECTED,
                    String.valueOf(problem.getMessage()), List.of(), now)).toList();
        }
        nextSequence += arriving.size();
        Duration each = Duration.between(now, clock.instant()).dividedBy(Math.max(1, arriving.size()));
        publish();
        thread.afterwards(() -> tell(left, adoption, each));
        return adoption.records();
    }

    /// A container that runs is to have other resources ([KubeletNode#resize]). The pod goes on with them, or as it was.
    ///
    /// @param changed     a pod that is known, with the resources that it is to have
    /// @param startedWith CPUs with which the container started
    /// @return the pod as it goes on; or what it was refused with, which it does not keep
    public PodRecord resize(AgentPod changed, String container, CpuSet startedWith) {
        PodRecord known = ledger.find(changed.uid()).orElseThrow();
        PodRecord result = switch (ledger.node().resize(changed.manifest(), container, startedWith)) {
            case PodDecision.Refused refused ->
                known.refused(refused.reason(), refused.message(), List.of(), clock.instant());
            case PodDecision.Admitted admitted -> {
                PodRecord resized = known.resized(changed, admitted.node().node().holdings(changed.uid()));
                try {
                    ledger.resized(resized, admitted.node());
                    yield resized;
                } catch (BadInput problem) {
                    yield known.refused(NodeLedger.UNEXPECTED, String.valueOf(problem.getMessage()), List.of(),
                            clock.instant());
                }
            }
        };
        Value.Builder details = NodeLedger.named(known).with("container", container);
        if (result.isActive()) {
            publish();
            log.info("pod-resized", details.with("containers", PlacementText.of(ledger.node(), changed.uid())));
        } else {
            log.warn("resize-refused", details.with("reason", result.reason()).with("message", result.message()));
        }
        return result;
    }

    private void tell(List<PodRecord> left, Adoption adoption, Duration each) {
        adoption.pods().forEach(
                adopted -> parties.counted(adopted.record(), Optional.of(adopted.trace()), each));
        left.forEach(parties::removed);
        for (Adoption.Adopted adopted : adoption.pods()) {
            PodRecord record = adopted.record();
            if (!record.isActive()) {
                log.warn("pod-refused", NodeLedger.named(record).with("reason", record.reason()).with("message",
                        record.message()));
            }
            parties.decided(record, new Course(adopted.before(), Optional.of(adopted.after()), each));
        }
    }

    private Optional<PodRecord> namesake(AgentPod pod) {
        return ledger.snapshot().records().stream().filter(other -> !other.pod().uid().equals(pod.uid())
                && other.pod().hasNameOf(pod)).findFirst();
    }

    /// A pod is to go: what runs of it is ended, then what it held is free. The answer is false if it is not known; it fails
    /// with [BadInput] if that cannot be brought to disk, and then it holds what it held.
    public CompletableFuture<Boolean> remove(String uid) {
        return departures.remove(uid);
    }

    /// The containers of a pod are elsewhere in their life.
    public void containers(String uid, Map<String, ContainerState> states) {
        if (ledger.find(uid).isPresent()) {
            ledger.containers(uid, states);
            publish();
        }
    }

    /// All containers of a pod have ended: it holds nothing any more.
    public void finished(String uid, PodPhase phase, String reason, String message) {
        departures.finished(uid, phase, reason, message);
    }

    /// A container is about to be created: the plugins of the devices that it holds make them ready, one after the other, by
    /// resource (device-manager 6.5). That is so each time it is started.
    ///
    /// @return done when they have; fails with a [PluginFailure]
    public CompletableFuture<Boolean> preStart(PodRecord pod, String container) {
        return plugins.preStart(ledger.node(), pod, container);
    }

    /// A device plugin has reported its whole list (device-manager 4.1).
    ///
    /// @param capacity devices that are healthy and devices that are not
    public void devicesReported(String resource, List<Device> devices, long capacity) {
        devices(before -> before.devicesReported(resource, devices, capacity));
    }

    /// A device plugin has gone: none of its devices is healthy (device-manager 4.2).
    public void pluginGone(String resource, long capacity) {
        devices(before -> before.pluginGone(resource, capacity));
    }

    /// A device plugin has been gone for too long: its resource is known no more (device-manager 4.3).
    public void pluginForgotten(String resource) {
        devices(before -> before.pluginForgotten(resource));
    }

    /// A plugin tells what has changed once. As with a kubelet it holds though it cannot be written down, and comes to disk with
    /// whatever is written next.
    private void devices(UnaryOperator<KubeletNode> step) {
        try {
            ledger.change(step);
        } catch (BadInput problem) {
            log.warn("not-stored", Value.mapping().with("problem", String.valueOf(problem.getMessage()))
                    .with("instead", "the devices hold all the same, and are written down with the next decision"));
            ledger.meanwhile(step.apply(ledger.node()));
        }
        publish();
    }

    private void decide(PendingAdmission admission) {
        pending.begin(admission);
        List<Question> open = new ArrayList<>();
        PodDecision decision = ledger.node().preferring(plugins.known(admission, open))
                .admit(admission.record().pod().manifest(), admission.walk());
        if (!open.isEmpty()) {
            plugins.prefer(admission, open, () -> decide(admission), error -> refuse(admission, error, List.of()));
            return;
        }
        Optional<ReturningPods.Kept> kept = returning.kept(ledger.node(), admission.record(), decision);
        if (kept.isPresent()) {
            ledger.meanwhile(kept.get().node());
            admission.staysAsItWas();
            runs(admission, List.of(kept.get().warning()));
            return;
        }
        switch (decision) {
            case PodDecision.Refused refused -> {
                ledger.meanwhile(refused.node().preferring(PreferredAllocation.NONE));
                if (profile == Profile.EXACT) {
                    // A kubelet has asked plugins before a later manager or predicate refuses.
                    admission.grants(ledger.node().node().allocations().devices().lastWritten());
                }
                askForDevices(admission, refused.warnings(), () -> finish(admission, admission.record()
                        .refused(refused.reason(), refused.message(), refused.warnings(), clock.instant())));
            }
            case PodDecision.Admitted admitted -> {
                ledger.meanwhile(admitted.meanwhile().preferring(PreferredAllocation.NONE));
                admission.grants(admitted);
                askForDevices(admission, admitted.warnings(), () -> admit(admission, admitted));
            }
        }
    }

    private void askForDevices(PendingAdmission admission, List<String> warnings, Runnable answered) {
        plugins.allocate(admission, profile.asksPluginsAtOnce(),
                (grant, response) -> ledger.meanwhile(ledger.node().pluginAnswered(admission.uid(), grant.container(),
                        grant.resource(), response)),
                answered, error -> refuse(admission, error, warnings));
    }

    private void runs(PendingAdmission admission, List<String> warnings) {
        PodHoldings holdings = ledger.node().node().holdings(admission.uid());
        returning.compare(admission.record(), holdings);
        finish(admission, admission.record().admitted(warnings, clock.instant(), holdings));
    }

    /// The pods that go for a critical one have ended before it runs.
    private void admit(PendingAdmission admission, PodDecision.Admitted admitted) {
        CompletableFuture<?>[] evictions = admitted.evicted().stream()
                .map(pod -> departures.evict(pod.request().uid())).toArray(CompletableFuture[]::new);
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

    /// The Device Manager's error, in the words that the Topology Manager puts around it (device-manager 5).
    private void refuse(PendingAdmission admission, String error, List<String> warnings) {
        ledger.meanwhile(ledger.node().remove(admission.uid()));
        finish(admission, admission.record().refused(NodeLedger.UNEXPECTED,
                "Allocate failed due to " + error + ", which is unexpected", warnings, clock.instant()));
    }

    private void finish(PendingAdmission admission, PodRecord result) {
        pending.end(admission.uid());
        PodRecord stored = ledger.decided(result);
        Duration took = Duration.between(admission.begun(), clock.instant());
        parties.counted(stored, admission.trace(), took);
        publish();
        Value.Builder details = NodeLedger.named(stored).with("millis", took.toMillis());
        if (stored.isActive()) {
            log.info("pod-admitted", details.with("containers", PlacementText.of(ledger.node(), admission.uid())));
        } else {
            log.warn("pod-refused", details.with("reason", stored.reason()).with("message", stored.message()));
        }
        parties.decided(stored, new Course(admission.before(), Optional.empty(), took));
        admission.answer().complete(stored);
    }

    private void publish() {
        parties.moved(ledger.snapshot());
    }
}
