package io.alidade.agent.shadow;

import io.alidade.agent.shadow.SeenPod.Stage;
import io.alidade.agent.shadow.ShadowVerdict.Before;
import io.alidade.agent.shadow.ShadowVerdict.Why;
import io.alidade.engine.Checkpoints;
import io.alidade.engine.device.Device;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.live.scenario.KubeletAnswer;
import io.alidade.live.source.FoundNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Decides on each pod that a kubelet has decided on, and compares.
///
/// A kubelet is seen from time to time, and tells neither what it held when it decided nor which pods had gone by then. So
/// the state before a decision is one of a few, all that fit to what was seen: the state seen last before it, and the one
/// seen after it without the pod; each with and without the pods that went meanwhile. The kubelet is agreed with if one of
/// them gives its answer. Of several pods that were decided on between two looks, in the order in which the kubelet saw them,
/// the state before a later one is the one after it without it.
final class ShadowJudge {
    private final FoundNode found;
    private Optional<KubeletTruth> last = Optional.empty();
    private Optional<KubeletNode> node = Optional.empty();
    private Set<String> known = Set.of();
    private Set<String> returning = Set.of();
    /// Pods that had been refused or had ended before the kubelet was gone: they are what they were.
    private Set<String> over = Set.of();
    private boolean hasRestarted;
    private boolean hasMoved;
    private String problem = "the kubelet was not seen yet";

    /// @param found machine, configuration and version of the kubelet
    ShadowJudge(FoundNode found) {
        this.found = found;
    }

    /// The node as it was seen last; absent before that, and while what is seen is no state of such a kubelet.
    Optional<KubeletNode> node() {
        return node;
    }

    /// Whether what was seen last is otherwise than before.
    boolean hasMoved() {
        return hasMoved;
    }

    /// Why there is no node.
    String problem() {
        return problem;
    }

    /// The kubelet was gone for a while: pods that were known before, or hold something already when it is seen next, are not new, even
    /// if it decides on them again.
    void kubeletGone() {
        hasRestarted = true;
    }

    /// Whether a kubelet that was gone does not list all the pods that ran before. It lists them as it hears of them, so some may come
    /// yet.
    boolean isIncomplete(KubeletTruth now) {
        Set<String> listed = uids(now.pods());
        return hasRestarted && last.map(KubeletTruth::active).orElse(List.of()).stream()
                .anyMatch(pod -> !listed.contains(pod.uid()));
    }

    private static Set<String> uids(List<SeenPod> pods) {
        return pods.stream().map(SeenPod::uid).collect(Collectors.toCollection(HashSet::new));
    }

    /// Takes what is seen now. What is seen first is only the beginning.
    ///
    /// @return verdicts on the pods that are newly decided on, in their order
    List<ShadowVerdict> see(KubeletTruth now) {
        List<ShadowVerdict> verdicts = new ArrayList<>();
        if (hasRestarted) {
            returning = holders(now.checkpoints());
            returning.addAll(known);
            over = uids(last.map(KubeletTruth::pods).orElse(List.of()).stream()
                    .filter(pod -> pod.isDecided() && !pod.isActive()).toList());
            hasRestarted = false;
        }
        List<SeenPod> arrived = now.pods().stream().filter(SeenPod::isDecided)
                .filter(pod -> !known.contains(pod.uid()) && !over.contains(pod.uid())).toList();
        if (last.isPresent()) {
            for (int index = 0; index < arrived.size(); index++) {
                verdicts.add(judge(now, last.get(), arrived, index));
            }
        }
        known = knownAfter(now);
        hasMoved = !arrived.isEmpty() || last.filter(before -> before.isSameState(now)).isEmpty();
        if (hasMoved) {
            node = start(now.checkpoints(), now.active(), now.devices()).map(Before::node);
        }
        last = Optional.of(now);
        return verdicts;
    }

    /// A pod that was decided on stays so as long as it is there, whatever its status says in between.
    private Set<String> knownAfter(KubeletTruth now) {
        Set<String> there = new HashSet<>(known);
        there.retainAll(uids(now.pods()));
        now.pods().stream().filter(SeenPod::isDecided).map(SeenPod::uid).forEach(there::add);
        return there;
    }

    private static Set<String> holders(Checkpoints checkpoints) {
        Set<String> uids = new HashSet<>();
        checkpoints.cpu().ifPresent(state -> uids.addAll(state.entries().keySet()));
        checkpoints.memory().ifPresent(state -> uids.addAll(state.entries().keySet()));
        checkpoints.devices().ifPresent(
                state -> state.podEntries().forEach(entry -> uids.add(entry.podUid())));
        return uids;
    }

    private ShadowVerdict judge(KubeletTruth now, KubeletTruth earlier, List<SeenPod> arrived, int index) {
        SeenPod pod = arrived.get(index);
        KubeletAnswer theirs = answer(pod, now);
        if (pod.stage() instanceof Stage.Ended) {
            return new ShadowVerdict.NotCompared(pod, theirs, Why.ENDED, "it had ended when it was looked at");
        }
        if (returning.contains(pod.uid())) {
            return new ShadowVerdict.NotCompared(pod, theirs, Why.READMITTED, "the kubelet has started again");
        }
        if (theirs instanceof KubeletAnswer.Refused(String reason, _)
                && !Decidable.isDecided(reason, found.machine())) {
            return new ShadowVerdict.NotCompared(pod, theirs, Why.OTHER_CHECK, reason);
        }
        Optional<ShadowVerdict> first = Optional.empty();
        boolean isNear = false;
        for (Supplier<Optional<Before>> state : befores(now, earlier, arrived, index)) {
            Optional<Before> made = state.get();
            if (made.isEmpty()) {
                continue;
            }
            Before before = made.get();
            KubeletAnswer ours = KubeletAnswer.of(before.node(), pod.manifest(), theirs);
            List<String> differences = theirs.differences(ours);
            if (differences.isEmpty()) {
                return new ShadowVerdict.Agreed(pod, theirs, before);
            }
            // What is nearest is told: the same verdict with other places rather than another verdict.
            boolean isSameVerdict = ours.getClass().equals(theirs.getClass());
            if (first.isEmpty() || (isSameVerdict && !isNear)) {
                isNear = isSameVerdict;
                first = Optional.of(new ShadowVerdict.Disagreed(pod, theirs, ours, differences, before));
            }
        }
        return first.orElseGet(() -> new ShadowVerdict.NotCompared(pod, theirs, Why.STATE, problem));
    }

    private static KubeletAnswer answer(SeenPod pod, KubeletTruth now) {
        return pod.stage() instanceof Stage.Refused(String reason, String message)
                ? new KubeletAnswer.Refused(reason, message)
                : KubeletAnswer.admitted(pod.manifest().request(), now.checkpoints(), now.heldBy(pod));
    }

    /// The states in which the kubelet may have been, the likeliest first, each made when it is asked for.
    private List<Supplier<Optional<Before>>> befores(KubeletTruth now, KubeletTruth earlier, List<SeenPod> arrived,
            int index) {
        List<SeenPod> later = arrived.subList(index, arrived.size());
        List<SeenPod> stayed = now.active().stream().filter(pod -> !later.contains(pod)).toList();
        Set<String> still = now.active().stream().map(SeenPod::uid).collect(Collectors.toSet());
        List<SeenPod> wereThere = earlier.active();
        List<SeenPod> gone = wereThere.stream().filter(pod -> !still.contains(pod.uid())).toList();
        List<Supplier<Optional<Before>>> states = new ArrayList<>();
        if (index == 0) {
            states.add(() -> start(earlier.checkpoints(), wereThere, earlier.devices()));
            if (!gone.isEmpty()) {
                states.add(() -> start(earlier.checkpoints(), without(wereThere, gone), earlier.devices()));
            }
        }
        states.add(() -> start(now.checkpoints(), stayed, now.devices()));
        if (!gone.isEmpty()) {
            List<SeenPod> all = new ArrayList<>(gone);
            all.addAll(stayed);
            states.add(() -> start(now.checkpoints(), all, now.devices()));
        }
        return states;
    }

    private static List<SeenPod> without(List<SeenPod> pods, List<SeenPod> some) {
        return pods.stream().filter(pod -> !some.contains(pod)).toList();
    }

    private Optional<Before> start(Checkpoints checkpoints, List<SeenPod> pods, List<Device> devices) {
        return switch (KubeletNode.running(found.machine().withDevices(devices), found.configuration(),
                found.version(), checkpoints, pods.stream().map(SeenPod::manifest).toList())) {
            case KubeletStart.Refused(String error) -> {
                problem = error;
                yield Optional.empty();
            }
            case KubeletStart.Started started -> Optional.of(new Before(started.node(), checkpoints, pods, devices));
        };
    }
}
