package io.alidade.agent.journal;

import io.alidade.agent.http.HttpRequest;
import io.alidade.agent.http.HttpResponse;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Value;
import io.alidade.live.journal.FreeSample;
import io.alidade.live.journal.Journal;
import io.alidade.live.journal.JournalCounts;
import io.alidade.live.journal.JournalPage;
import io.alidade.live.journal.JournalQuery;
import io.alidade.live.journal.PointInTime;
import io.alidade.view.JournalDocument;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/// Answers `/v1/journal` and `/v1/journal/free`: what happened on the node, the newest first, and what was free in the course of
/// time. One answer is made at once.
public final class JournalPaths {
    private static final int MAX_RECORDS = 1_000;
    private static final int USUAL_RECORDS = 100;
    private static final int MAX_POINTS = 2_000;
    private static final int USUAL_POINTS = 200;
    private static final Duration USUAL_SPAN = Duration.ofHours(24);

    private final Supplier<Optional<Journal>> journal;
    private final Supplier<Optional<JournalCounts>> counts;
    private final InstantSource clock;

    /// @param journal absent where none is kept
    /// @param counts  what became of the records of this process
    public JournalPaths(Supplier<Optional<Journal>> journal, Supplier<Optional<JournalCounts>> counts,
            InstantSource clock) {
        this.journal = journal;
        this.counts = counts;
        this.clock = clock;
    }

    /// The answer, if the request asks for something of the journal.
    ///
    /// @throws BadInput if a parameter says nothing, or there is no journal
    public Optional<HttpResponse> answer(HttpRequest request) {
        List<String> path = request.segments();
        if (path.size() < 2 || path.size() > 3 || !path.subList(0, 2).equals(List.of("v1", "journal"))
                || !request.method().equals("GET")) {
            return Optional.empty();
        }
        if (path.size() == 2) {
            return Optional.of(HttpResponse.json(HttpResponse.OK, page(request.query())));
        }
        return path.get(2).equals("free") ? Optional.of(HttpResponse.json(HttpResponse.OK, free(request.query())))
                : Optional.empty();
    }

    private Journal open() {
        return journal.get().orElseThrow(() -> new BadInput("this agent keeps no journal.",
                "Start it without --keep-journal false."));
    }

    private synchronized Value page(Map<String, String> query) {
        Instant now = clock.instant();
        JournalPage page = open().page(new JournalQuery(
                query.getOrDefault("kind", "refusals").equals("all") ? JournalQuery.ALL : JournalQuery.REFUSALS,
                time(query, "since", now), time(query, "until", now), set(query.getOrDefault("reason", "")),
                Optional.ofNullable(query.get("pod")), before(query),
                number(query, "limit", USUAL_RECORDS, MAX_RECORDS)));
        return JournalDocument.of(page, counts.get());
    }

    private synchronized Value free(Map<String, String> query) {
        Instant now = clock.instant();
        Instant until = time(query, "until", now).orElse(now);
        Instant since = time(query, "since", now).orElse(until.minus(USUAL_SPAN));
        List<FreeSample> samples = open().free(since, until, number(query, "points", USUAL_POINTS, MAX_POINTS));
        return JournalDocument.of(samples);
    }

    private static Optional<Instant> time(Map<String, String> query, String name, Instant now) {
        return Optional.ofNullable(query.get(name)).map(text -> PointInTime.parse(name, text, now));
    }

    private static Set<String> set(String text) {
        return text.isEmpty() ? Set.of() : new LinkedHashSet<>(Arrays.asList(text.split(",", -1)));
    }

    private static OptionalLong before(Map<String, String> query) {
        return query.containsKey("before")
                ? OptionalLong.of(parsed("before", query.getOrDefault("before", ""), Long.MAX_VALUE))
                : OptionalLong.empty();
    }

    private static int number(Map<String, String> query, String name, int usual, int most) {
        return query.containsKey(name) ? (int) parsed(name, query.getOrDefault(name, ""), most) : usual;
    }

    private static long parsed(String name, String text, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new BadInput(name + " is '" + text + "'.", "Write a number from 1 to " + most + ".");
    }
}
