package io.alidade.agent.shadow;

import io.alidade.agent.journal.Recollection;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.shadow.ShadowVerdict.Before;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Value;
import io.alidade.live.journal.Journal;
import io.alidade.live.journal.JournalCounts;
import io.alidade.live.journal.JournalEvent;
import io.alidade.live.journal.JournalSettings;
import io.alidade.live.journal.JournalWriter;
import io.alidade.live.journal.Situation;
import io.alidade.live.scenario.KubeletAnswer;
import io.alidade.live.source.FoundNode;
import io.alidade.plan.explain.Explainer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// Writes down what a kubelet is seen to decide, each decision as a step from the node on which it was judged, and which pods go. It
/// begins when the kubelet is first seen, and waits for no disk.
final class ShadowJournal implements ShadowListener, AutoCloseable {
    private final JournalSettings settings;
    private final InstantSource clock;
    private final AgentLog log;
    private volatile Optional<Open> open = Optional.empty();
    private volatile OptionalLong first = OptionalLong.empty();
    private boolean isTried;
    private Optional<Situation> standing = Optional.empty();
    private List<SeenPod> active = List.of();

    /// What is written to.
    ///
    /// @param version whose rules hold in a replay; it stands in the names of the files
    private record Open(JournalWriter writer, KubeletVersion version) {}

    ShadowJournal(JournalSettings settings, InstantSource clock, AgentLog log) {
        this.settings = settings;
        this.clock = clock;
        this.log = log;
    }

    @Override
    public void looked(FoundNode found, KubeletTruth truth, KubeletNode node, List<ShadowVerdict> verdicts) {
        Situation now = situation(found, node, truth.pods());
        if (standing.filter(then -> !then.found().version().equals(found.version())).isPresent()) {
            // Other rules: what was before is no state under them.
            standing = Optional.empty();
            active = List.of();
        }
        begin(standing.orElse(now), found.version());
        open.ifPresent(kept -> events(truth, now, verdicts).forEach(kept.writer()::append));
        standing = Optional.of(now);
        active = truth.active();
    }

    private void begin(Situation start, KubeletVersion version) {
        if (isTried && open.filter(kept -> !kept.version().equals(version)).isEmpty()) {
            return;
        }
        isTried = true;
        open.ifPresent(kept -> kept.writer().close());
        try {
            JournalWriter writer = JournalWriter.open(settings, start, clock, Explainer::reasons, this::warn);
            open = Optional.of(new Open(writer, version));
            if (first.isEmpty()) {
                first = OptionalLong.of(writer.first());
            }
        } catch (BadInput problem) {
            open = Optional.empty();
            first = OptionalLong.of(Long.MAX_VALUE);
            warn(String.valueOf(problem.getMessage()));
        }
    }

    private void warn(String problem) {
        log.warn("journal", Value.mapping().with("problem", problem));
    }

    private static Situation situation(FoundNode found, KubeletNode node, List<SeenPod> pods) {
        return new Situation(node, found,
                uid -> pods.stream().filter(pod -> pod.uid().equals(uid)).findFirst().map(pod -> pod.pod().object()));
    }

    /// What has happened between two looks, in an order in which it may have.
    private List<JournalEvent> events(KubeletTruth truth, Situation now, List<ShadowVerdict> verdicts) {
        Instant at = clock.instant();
        List<JournalEvent> events = new ArrayList<>();
        List<SeenPod> gone = gone(truth);
        Situation then = standing.orElse(now);
        boolean areGoneFirst = verdicts.stream().map(ShadowJournal::before).flatMap(Optional::stream).findFirst()
                .filter(before -> gone.stream().noneMatch(before.pods()::contains)).isPresent();
        if (areGoneFirst) {
            then = leave(events, at, gone, truth, then);
        }
        for (ShadowVerdict verdict : verdicts) {
            Optional<Situation> before = before(verdict)
                    .map(state -> situation(now.found(), state.node(), state.pods()));
            if (before.isPresent() || !isReadmission(verdict) || !isActive(verdict.pod())) {
                events.add(new JournalEvent.Witnessed(at, verdict.pod().manifest(), verdict.pod().pod().object(),
                        verdict.theirs(), remarks(verdict), before, now));
            }
            if (!gone.isEmpty()) {
                then = before.map(state -> after(state, verdict)).orElse(then);
            }
        }
        if (!areGoneFirst) {
            leave(events, at, gone, truth, then);
        }
        return events;
    }

    private List<SeenPod> gone(KubeletTruth truth) {
        Set<String> still = truth.active().stream().map(SeenPod::uid).collect(Collectors.toCollection(HashSet::new));
        return active.stream().filter(pod -> !still.contains(pod.uid())).toList();
    }

    private static Situation leave(List<JournalEvent> events, Instant at, List<SeenPod> gone, KubeletTruth truth,
            Situation from) {
        Set<String> listed = gone.isEmpty() ? Set.of()
                : truth.pods().stream().map(SeenPod::uid).collect(Collectors.toCollection(HashSet::new));
        Situation then = from;
        for (SeenPod pod : gone) {
            Situation without = then.with(then.node().remove(pod.uid()));
            events.add(new JournalEvent.Left(at, pod.manifest(), !listed.contains(pod.uid()), "", "", then, without));
            then = without;
        }
        return then;
    }

    private static Situation after(Situation before, ShadowVerdict verdict) {
        return before.with(before.node().preferring(verdict.theirs().devices()).admit(verdict.pod().manifest()).node());
    }

    private static Optional<Before> before(ShadowVerdict verdict) {
        return switch (verdict) {
            case ShadowVerdict.Agreed agreed -> Optional.of(agreed.before());
            case ShadowVerdict.Disagreed other -> Optional.of(other.before());
            case ShadowVerdict.NotCompared _ -> Optional.empty();
        };
    }

    /// Whether it was there at the last look.
    private boolean isActive(SeenPod pod) {
        return active.stream().anyMatch(known -> known.uid().equals(pod.uid()));
    }

    /// A pod is where it was.
    private static boolean isReadmission(ShadowVerdict verdict) {
        return verdict instanceof ShadowVerdict.NotCompared unknown
                && unknown.why() == ShadowVerdict.Why.READMITTED
                && unknown.theirs() instanceof KubeletAnswer.Admitted;
    }

    private static List<String> remarks(ShadowVerdict verdict) {
        return switch (verdict) {
            case ShadowVerdict.Agreed _ -> List.of();
            case ShadowVerdict.Disagreed other -> other.differences();
            case ShadowVerdict.NotCompared unknown -> List
                    .of("not compared: " + unknown.why().wireName() + ": " + unknown.detail());
        };
    }

    /// What is in it. For any thread.
    Journal journal() {
        return Journal.in(settings.folder());
    }

    /// What former processes wrote. For any thread.
    Recollection recollection() {
        return new Recollection(() -> Optional.of(journal()), () -> first);
    }

    /// What became of the records of this process; absent while nothing is to be written. For any thread.
    Optional<JournalCounts> counts() {
        return open.map(kept -> kept.writer().counts())
                .or(() -> first.isPresent() ? Optional.of(JournalCounts.closed(0)) : Optional.empty());
    }

    @Override
    public void close() {
        open.ifPresent(kept -> kept.writer().close());
    }
}
