package io.alidade.agent.journal;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.decision.Course;
import io.alidade.agent.decision.PodListener;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.pod.PodRecord;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Value;
import io.alidade.live.journal.Journal;
import io.alidade.live.journal.JournalCounts;
import io.alidade.live.journal.JournalEvent;
import io.alidade.live.journal.JournalSettings;
import io.alidade.live.journal.JournalWriter;
import io.alidade.live.journal.Situation;
import io.alidade.live.source.FoundNode;
import io.alidade.plan.explain.Explainer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Hands what is decided to the journal. For the decision thread, which waits for nothing here.
///
/// While the pods of a former run come back, only those count that are refused: the others are where they were.
public final class DecisionJournal implements PodListener, AutoCloseable {
    private final Optional<JournalSettings> settings;
    private final Supplier<FoundNode> found;
    private final InstantSource clock;
    private final AgentLog log;
    private final List<JournalEvent> refusedAgain = new ArrayList<>();
    private volatile Optional<JournalWriter> writer = Optional.empty();
    private final AtomicLong unwritten = new AtomicLong();
    private volatile boolean hasBegun;
    private AgentSnapshot earlier;
    private AgentSnapshot later;

    /// @param settings where it is; absent without one
    /// @param start    the node before its first pod
    /// @param found    machine and configuration, as they are now
    public DecisionJournal(Optional<JournalSettings> settings, AgentSnapshot start, Supplier<FoundNode> found,
            InstantSource clock, AgentLog log) {
        this.settings = settings;
        this.earlier = start;
        this.later = start;
        this.found = found;
        this.clock = clock;
        this.log = log;
    }

    /// The node has changed.
    public void moved(AgentSnapshot next) {
        earlier = later;
        later = next;
    }

    /// All pods of the former run are back: from now on everything is written down. Without a folder that can be written there
    /// is no journal, and that is said.
    public void begin() {
        if (settings.isEmpty()) {
            return;
        }
        try {
            JournalWriter opened = JournalWriter.open(settings.get(), situation(later), clock, Explainer::reasons,
                    this::warn);
            refusedAgain.forEach(opened::append);
            writer = Optional.of(opened);
        } catch (BadInput problem) {
            unwritten.addAndGet(refusedAgain.size());
            warn(String.valueOf(problem.getMessage()));
        }
        refusedAgain.clear();
        hasBegun = true;
    }

    private void warn(String problem) {
        log.warn("journal", Value.mapping().with("problem", problem));
    }

    private Situation situation(AgentSnapshot snapshot) {
        return new Situation(snapshot.node(), found.get(),
                uid -> snapshot.pods().find(uid).map(record -> record.pod().object()));
    }

    private void append(JournalEvent event) {
        writer.ifPresentOrElse(open -> open.append(event), unwritten::incrementAndGet);
    }

    @Override
    public void decided(PodRecord pod, Course course) {
        if (settings.isEmpty() || (!hasBegun && pod.isActive())) {
            return;
        }
        Situation then = course.after().isPresent() ? situation(later).with(course.before()) : situation(earlier);
        Situation now = course.after().map(then::with).orElseGet(() -> situation(later));
        JournalEvent event = new JournalEvent.Decided(clock.instant(), pod.pod().manifest(), pod.pod().object(),
                pod.isActive() ? Optional.of(pod.holdings()) : Optional.empty(), pod.reason(), pod.message(),
                then.with(course.before()), course.took(), then, now);
        if (hasBegun) {
            append(event);
        } else {
            refusedAgain.add(event);
        }
    }

    @Override
    public void ended(PodRecord pod) {
        left(pod, false);
    }

    @Override
    public void removed(PodRecord pod) {
        left(pod, true);
    }

    private void left(PodRecord pod, boolean isGone) {
        if (hasBegun) {
            append(new JournalEvent.Left(clock.instant(), pod.pod().manifest(), isGone, isGone ? "" : pod.reason(),
                    isGone ? "" : pod.message(), situation(earlier), situation(later)));
        }
    }

    /// What is in it; absent without one. For any thread.
    public Optional<Journal> journal() {
        return settings.map(place -> Journal.in(place.folder()));
    }

    /// What is in it of decisions that this process does not remember itself. For any thread.
    public Recollection recollection() {
        return settings.isEmpty() ? Recollection.NONE : new Recollection(this::journal, this::first);
    }

    private OptionalLong first() {
        return hasBegun ? OptionalLong.of(writer.map(JournalWriter::first).orElse(Long.MAX_VALUE))
                : OptionalLong.empty();
    }

    /// What became of the records of this process; absent without a journal. For any thread.
    public Optional<JournalCounts> counts() {
        return writer.map(JournalWriter::counts)
                .or(() -> hasBegun ? Optional.of(JournalCounts.closed(unwritten.get())) : Optional.empty());
    }

    /// Brings what is still to be written to disk.
    @Override
    public void close() {
        writer.ifPresent(JournalWriter::close);
    }
}
