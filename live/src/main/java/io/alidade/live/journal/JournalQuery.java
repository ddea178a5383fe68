package io.alidade.live.journal;

import io.alidade.live.journal.JournalRecord.Kind;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/// Which records of a journal are wanted, the newest first.
///
/// @param kinds   these; [#REFUSALS], or [#ALL]
/// @param since   not older, as the clock was then
/// @param until   not younger, likewise
/// @param reasons refusals and ends for these reasons; empty for all
/// @param pod     NAMESPACE/NAME or the uid of one
/// @param before  with a smaller number: the next page after one that ended there
/// @param limit   at most so many
public record JournalQuery(Set<Kind> kinds, Optional<Instant> since, Optional<Instant> until, Set<String> reasons,
        Optional<String> pod, OptionalLong before, int limit) {
    /// Who was refused, and what is missing.
    public static final Set<Kind> REFUSALS = Set.of(Kind.REFUSED, Kind.GAP);
    /// Everything that happened.
    public static final Set<Kind> ALL = Set.copyOf(EnumSet.complementOf(EnumSet.of(Kind.SCENARIO)));

    public JournalQuery {
        kinds = Set.copyOf(kinds);
        reasons = Set.copyOf(reasons);
    }

    /// The newest refusals.
    public static JournalQuery refusals(int limit) {
        return new JournalQuery(REFUSALS, Optional.empty(), Optional.empty(), Set.of(), Optional.empty(),
                OptionalLong.empty(), limit);
    }

    /// The newest that happened.
    public static JournalQuery all(int limit) {
        return new JournalQuery(ALL, Optional.empty(), Optional.empty(), Set.of(), Optional.empty(),
                OptionalLong.empty(), limit);
    }

    /// Of these kinds only.
    public JournalQuery of(Kind... only) {
        return new JournalQuery(Set.of(only), since, until, reasons, pod, before, limit);
    }

    /// Of one pod only.
    ///
    /// @param name NAMESPACE/NAME or the uid
    public JournalQuery of(String name) {
        return new JournalQuery(kinds, since, until, reasons, Optional.of(name), before, limit);
    }

    /// Not older.
    public JournalQuery since(Instant oldest) {
        return new JournalQuery(kinds, Optional.of(oldest), until, reasons, pod, before, limit);
    }

    /// The page after one that ended with a record.
    public JournalQuery before(long number) {
        return new JournalQuery(kinds, since, until, reasons, pod, OptionalLong.of(number), limit);
    }

    /// Whether an index tells all that is asked for.
    boolean isOfRefusals() {
        return REFUSALS.containsAll(kinds);
    }

    boolean matches(JournalRecord record) {
        return kinds.contains(record.kind()) && isOnPage(record.number()) && matches(record.at(), record.reason(),
                wanted -> record.pod().filter(named -> wanted.equals(named.label()) || wanted.equals(named.uid()))
                        .isPresent());
    }

    /// Whether something is wanted that somebody else has written down.
    ///
    /// @param isPod whether its pod is called so
    public boolean matches(Instant at, String reason, Predicate<String> isPod) {
        return isInTime(at) && (reasons.isEmpty() || reasons.contains(reason))
                && (pod.isEmpty() || isPod.test(pod.get()));
    }

    /// Whether a record with this number is not on a page that came before.
    boolean isOnPage(long number) {
        return before.isEmpty() || number < before.getAsLong();
    }

    boolean isInTime(Instant at) {
        return since.filter(at::isBefore).isEmpty() && until.filter(at::isAfter).isEmpty();
    }

    /// Whether a segment may hold one.
    boolean mayMatch(SegmentIndex index) {
        return isOnPage(index.first())
                && since.filter(index.to()::isBefore).isEmpty() && until.filter(index.from()::isAfter).isEmpty()
                && (reasons.isEmpty() || reasons.stream().anyMatch(index.reasons()::containsKey))
                && (pod.isEmpty() || index.pods().mayContain(pod.get()));
    }
}
