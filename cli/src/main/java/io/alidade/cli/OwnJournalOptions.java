package io.alidade.cli;

import io.alidade.agent.settings.JournalConfiguration;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.refusal.PodOwner;
import io.alidade.kube.refusal.Refusal;
import io.alidade.kube.refusal.Refusals;
import io.alidade.live.journal.Journal;
import io.alidade.live.journal.JournalPage;
import io.alidade.live.journal.JournalQuery;
import io.alidade.live.journal.JournalRecord;
import io.alidade.live.journal.JournalRecord.Kind;
import io.alidade.live.journal.PointInTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Which journal of an agent is read, and what of it.
final class OwnJournalOptions implements OptionGroup {
    /// So many records are listed where nothing else is said.
    private static final int LISTED = 100;

    private Optional<Path> folder = Optional.empty();
    private Optional<String> since = Optional.empty();
    private Optional<String> until = Optional.empty();
    private List<String> reasons = new ArrayList<>();
    private Optional<String> pod = Optional.empty();
    private Optional<Integer> limit = Optional.empty();
    boolean isEverything;

    @Override
    public void addTo(Options options) {
        options.value(Path.class, value -> folder = value, "DIR",
                "The folder of an agent's journal, or the state folder that it is in. Default: the agent's.",
                "--journal");
        options.value(String.class, value -> since = value, "TIME",
                "Not before: how long ago (30m, 2h, 7d), or a time such as 2026-11-28T20:00:00Z.", "--since");
        options.value(String.class, value -> until = value, "TIME", "Not after, likewise.", "--until");
        options.texts(value -> reasons = value, Optional.empty(), ",", "REASON",
                "Only for these reasons (TopologyAffinityError), separated by commas.", "--reason");
        options.value(String.class, value -> pod = value, "POD",
                "Only this pod: NAMESPACE/NAME, or, of a journal, its uid.", "--pod");
        options.flag(value -> isEverything = value,
                "List all that happened in an agent's journal, admissions too, the newest first.", "--decisions");
        options.value(Integer.class, value -> limit = value, "N",
                "At most so many records, the newest. Default: 100 with --decisions, else 100000.", "--limit");
    }

    /// Whether one is asked for by name.
    boolean isNamed() {
        return folder.isPresent();
    }

    /// What is in the journal.
    ///
    /// @throws BadInput if there is none, or an option says nothing
    JournalPage read(Session session, Instant now) {
        JournalQuery query = query(now);
        Path place = place(session);
        Journal journal = Journal.in(place);
        if (!journal.isThere()) {
            throw new BadInput(place + " holds no journal of an agent.",
                    "Name its folder with --journal, or another source: --from-kubelet-log, --from-events.");
        }
        return journal.page(query);
    }

    /// Of what others have written down, that which is asked for; of more than the limit the newest.
    ///
    /// @throws BadInput if an option says nothing
    Refusals only(Refusals told, Instant now) {
        JournalQuery query = query(now);
        List<Refusal> wanted = told.all().stream()
                .filter(refusal -> query.matches(refusal.at(), refusal.reason(), refusal.pod()::equals))
                .sorted(Comparator.comparing(Refusal::at)).toList();
        return new Refusals(wanted.subList(Math.max(0, wanted.size() - query.limit()), wanted.size()), told.notes());
    }

    private JournalQuery query(Instant now) {
        if (limit.filter(most -> most < 1).isPresent()) {
            throw new BadInput("--limit is " + limit.get() + ".", "Write a number from 1 on.");
        }
        Optional<Instant> from = since.map(text -> PointInTime.parse("--since", text, now));
        Optional<Instant> to = until.map(text -> PointInTime.parse("--until", text, now));
        if (from.isPresent() && to.filter(from.get()::isAfter).isPresent()) {
            throw new BadInput("--since is " + from.get() + ", which is after --until, " + to.get() + ".",
                    "Name the earlier time with --since.");
        }
        return new JournalQuery(isEverything ? JournalQuery.ALL : JournalQuery.REFUSALS, from, to,
                wanted(), pod, OptionalLong.empty(), limit.orElse(isEverything ? LISTED : Refusals.MOST));
    }

    private Path place(Session session) {
        Path named = folder.orElseGet(() -> AgentCommand.defaults(session).state());
        Path inside = JournalConfiguration.folder(named);
        return Files.isDirectory(inside) ? inside : named;
    }

    private Set<String> wanted() {
        return new LinkedHashSet<>(reasons);
    }

    /// The refusals among the records, and what is to be known of the others.
    static Refusals refusals(JournalPage page) {
        List<String> notes = new ArrayList<>(page.notes());
        List<Refusal> refusals = new ArrayList<>();
        for (JournalRecord record : page.records()) {
            if (record.kind() == Kind.GAP) {
                notes.add(missing(record));
            }
            record.pod().filter(_ -> record.kind() == Kind.REFUSED).ifPresent(named -> refusals.add(new Refusal(
                    record.at(), Optional.empty(), named.namespace(), named.name(), record.reason(), record.message(),
                    PodOwner.ofPod(named.name(), Optional.empty()), 1, List.of(), record.why())));
        }
        page.next().ifPresent(
                next -> notes.add("there are more before record " + next + "; --until and --limit show them"));
        return new Refusals(refusals, notes);
    }

    private static String missing(JournalRecord gap) {
        return (gap.lost() == 1 ? "one record is" : gap.lost() + " records are") + " missing before " + gap.at() + ": "
                + gap.message();
    }
}
