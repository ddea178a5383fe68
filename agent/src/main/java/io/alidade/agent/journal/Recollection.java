package io.alidade.agent.journal;

import io.alidade.conformance.RecordedMoment;
import io.alidade.kube.document.BadInput;
import io.alidade.live.journal.FreeSample;
import io.alidade.live.journal.Journal;
import io.alidade.live.journal.JournalQuery;
import io.alidade.live.journal.JournalRecord;
import io.alidade.live.journal.JournalRecord.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// What a process knows of decisions that it does not remember itself, from the journal: those of former processes, and those on pods
/// that are gone. For any thread but the one that decides, which would wait for the disk.
///
/// Nobody adds to what former processes wrote. So that is read once, when somebody asks first, and however many ask: the newest
/// [#MOST_REFUSALS] refusals and [#MOST_RECORDS] records are kept. What cannot be read is as if it were not there.
public final class Recollection {
    /// Of a process without a journal.
    public static final Recollection NONE = new Recollection(Optional::empty, OptionalLong::empty);

    static final int MOST_REFUSALS = 50;
    static final int MOST_RECORDS = 1_000;
    private static final int MOST_TIMES = 10_000;

    private final Supplier<Optional<Journal>> journal;
    private final Supplier<OptionalLong> first;
    private Optional<List<JournalRecord>> refusals = Optional.empty();
    private Optional<List<JournalRecord>> records = Optional.empty();

    /// @param first the number of the first record of this process; absent while it is not known
    public Recollection(Supplier<Optional<Journal>> journal, Supplier<OptionalLong> first) {
        this.journal = journal;
        this.first = first;
    }

    /// Refusals by former processes, the newest first.
    public synchronized List<JournalRecord> refusals() {
        if (refusals.isEmpty()) {
            refusals = former(JournalQuery.refusals(MOST_REFUSALS).of(Kind.REFUSED));
        }
        return refusals.orElse(List.of());
    }

    /// When former processes refused pods since a time, at most 10,000 of them. Reads each time that it is asked.
    public synchronized List<Instant> refusedSince(Instant oldest) {
        return former(JournalQuery.refusals(MOST_TIMES).of(Kind.REFUSED).since(oldest)).orElse(List.of()).stream()
                .map(JournalRecord::at).toList();
    }

    /// What was free in the course of a time, the oldest first, at so many moments at most. Reads each time that it is asked.
    public synchronized List<FreeSample> free(Instant since, Instant until, int points) {
        try {
            return journal.get().map(kept -> kept.free(since, until, points)).orElse(List.of());
        } catch (BadInput _) {
            return List.of();
        }
    }

    /// What happened before this process, the newest first.
    public synchronized List<JournalRecord> records() {
        if (records.isEmpty()) {
            records = former(JournalQuery.all(MOST_RECORDS));
        }
        return records.orElse(List.of());
    }

    /// The last decision on a pod, whoever made it.
    ///
    /// @param pod NAMESPACE/NAME, or its uid
    public synchronized Optional<JournalRecord> decision(String pod) {
        return found(JournalQuery.all(1).of(Kind.REFUSED, Kind.ADMITTED).of(pod)).stream().findFirst();
    }

    /// The pod of a decision and the node as it was then: the steps in the journal are taken again.
    ///
    /// @return nothing if the decision did not follow from the node alone, or what led to it is lost
    public synchronized Optional<RecordedMoment> moment(JournalRecord decision) {
        try {
            return journal.get().flatMap(kept -> kept.passage(decision.number()))
                    .flatMap(passage -> RecordedMoment.of(passage.segment(), passage.lines()));
        } catch (BadInput _) {
            return Optional.empty();
        }
    }

    private Optional<List<JournalRecord>> former(JournalQuery query) {
        OptionalLong end = first.get();
        return end.isEmpty() ? Optional.empty() : Optional.of(found(query.before(end.getAsLong())));
    }

    private List<JournalRecord> found(JournalQuery query) {
        try {
            return journal.get().map(kept -> kept.page(query).records()).orElse(List.of());
        } catch (BadInput _) {
            return List.of();
        }
    }
}
