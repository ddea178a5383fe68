package io.alidade.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.SocketClient;
import io.alidade.agent.pod.PodRecord;
import io.alidade.conformance.RecordedMoment;
import io.alidade.live.journal.Journal;
import io.alidade.live.journal.JournalQuery;
import io.alidade.live.journal.JournalRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an agent still knows of decisions that were made before it was started. A copy of the state folder of a running agent is
/// what kill -9 leaves behind.
class FormerRunsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String HALF = "cpu: 6, memory: 1Gi";

    @TempDir
    Path folder = Path.of("");

    private Path before() {
        return folder.resolve("a");
    }

    private Path after() {
        return folder.resolve("b");
    }

    private static Agent agent(Path state) {
        return Samples.agent(Samples.journaling(state), Samples.node());
    }

    private static void await(Callable<Boolean> isSo) throws Exception {
        for (long end = System.nanoTime() + PATIENCE.toNanos(); !isSo.call(); Thread.sleep(20)) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
        }
    }

    private static List<JournalRecord> records(Path state) {
        return Journal.in(state.resolve("journal")).page(JournalQuery.all(1_000)).records();
    }

    private static PodRecord submit(Agent agent, String name, String limits) {
        return agent.pods().submit(Samples.pod(name, limits)).join();
    }

    /// Two pods take most of each NUMA node, a third is refused, and one of them goes: with the node as it is then the third would fit.
    /// Then the agent is killed.
    private void lived() throws Exception {
        try (Agent agent = agent(before())) {
            submit(agent, "one", HALF);
            String two = submit(agent, "two", HALF).pod().uid();
            assertThat(submit(agent, "late", HALF).reason()).isEqualTo("TopologyAffinityError");
            assertThat(agent.pods().remove(two).join()).isTrue();
            await(() -> records(before()).size() == 4);
            copy(before(), after());
        }
    }

    /// All but the status files, which are still being written and are made anew.
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tops = Files.list(from)) {
            for (Path top : tops.filter(path -> !path.endsWith("status")).toList()) {
                try (Stream<Path> files = Files.walk(top)) {
                    for (Path file : files.toList()) {
                        copyOne(file, to.resolve(from.relativize(file)));
                    }
                }
            }
        }
    }

    private static void copyOne(Path file, Path copy) throws IOException {
        if (Files.isDirectory(file)) {
            Files.createDirectories(copy);
        } else if (Files.isRegularFile(file)) {
            Files.createDirectories(copy.resolveSibling(""));
            Files.copy(file, copy);
        }
    }

    private HttpResponse ask(String socket, String target, String accept) {
        return SocketClient.call(after().resolve(socket), "GET", target, accept, new byte[0]);
    }

    private String page() {
        return text(ask("watch.sock", "/", "text/html"));
    }

    private static String text(HttpResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void page_afterAKill_hasTheRefusalsOfBefore_withWhatWasShortThenAndTheCure() throws Exception {
        lived();
        try (Agent _ = agent(after())) {
            assertThat(page()).as("at once").contains("default/late", "TopologyAffinityError");
            await(() -> page().contains("Smallest cure"));
            assertThat(page()).contains("It asks for cpu 6, memory 1Gi").doesNotContain("What was short is being found")
                    .containsPattern("<dt>Short</dt>\\s*<dd>\\s*<p>[^<]*2 CPUs free, 6 asked")
                    .containsPattern("refused in the last hour</dt>\\s*<dd>1<");
        }
    }

    @Test
    void page_afterAKill_hasRefusalsOfThisRunFirst() throws Exception {
        lived();
        try (Agent agent = agent(after())) {
            submit(agent, "huge", "cpu: 99, memory: 1Gi");
            String page = page();
            assertThat(page.indexOf("default/huge")).isPositive().isLessThan(page.indexOf("default/late"));
        }
    }

    @Test
    void why_ofARefusedPod_isAboutTheNodeAsItWas_afterAKillAndWhenThePodIsGone() throws Exception {
        lived();
        try (Agent agent = agent(after())) {
            HttpResponse known = ask("agent.sock", "/v1/pods/default/late/why", "text/plain");
            assertThat(text(known)).contains("refused").doesNotContain("taken as it is now");
            String uid = agent.snapshot().find("default", "late").orElseThrow().pod().uid();
            assertThat(agent.pods().remove(uid).join()).isTrue();
            HttpResponse gone = ask("agent.sock", "/v1/pods/default/late/why", "application/json");
            assertThat(gone.status()).isEqualTo(HttpResponse.OK);
            assertThat(text(gone)).contains("\"refused\"", "the pod is gone");
            assertThat(ask("agent.sock", "/v1/pods/default/late", "application/json").status())
                    .isEqualTo(HttpResponse.NOT_FOUND);
            assertThat(ask("agent.sock", "/v1/pods/default/nobody/why", "application/json").status())
                    .isEqualTo(HttpResponse.NOT_FOUND);
        }
    }

    @Test
    void events_goOnAfterAKill() throws Exception {
        lived();
        try (Agent agent = agent(after())) {
            submit(agent, "huge", "cpu: 99, memory: 1Gi");
            assertThat(text(ask("agent.sock", "/v1/events", "application/json")))
                    .containsSubsequence("\"Admitted\"", "\"Admitted\"", "\"TopologyAffinityError\"", "default/late",
                            "\"Removed\"", "default/huge");
        }
    }

    @Test
    void agent_withoutAJournal_knowsNothingOfBefore() throws Exception {
        lived();
        try (Agent agent = Samples.agent(Samples.settings(after()), Samples.node())) {
            assertThat(page()).doesNotContain("default/late").contains("No pod was refused");
            assertThat(text(ask("agent.sock", "/v1/pods/default/late/why", "text/plain")))
                    .contains("taken as it is now");
            assertThat(agent.pods().remove(agent.snapshot().find("default", "late").orElseThrow().pod().uid()).join())
                    .isTrue();
            assertThat(ask("agent.sock", "/v1/pods/default/late/why", "application/json").status())
                    .isEqualTo(HttpResponse.NOT_FOUND);
        }
    }

    @Test
    void formerRuns_areReadOnce() throws Exception {
        lived();
        Recollection recollection = new Recollection(() -> Optional.of(Journal.in(after().resolve("journal"))),
                () -> OptionalLong.of(5));
        assertThat(recollection.refusals()).hasSize(1);
        assertThat(recollection.records()).hasSize(4);
        Instant far = Instant.parse("2100-01-01T00:00:00Z");
        assertThat(recollection.free(Instant.EPOCH, far, 100)).singleElement()
                .satisfies(last -> assertThat(last.free()).hasSize(2));
        Files.move(after().resolve("journal"), after().resolve("elsewhere"));
        assertThat(recollection.refusals()).hasSize(1);
        assertThat(recollection.records()).hasSize(4);
        assertThat(recollection.refusedSince(Instant.EPOCH)).isEmpty();
        assertThat(recollection.free(Instant.EPOCH, far, 100)).isEmpty();
        assertThat(recollection.moment(recollection.refusals().getFirst())).isEmpty();
    }

    @Test
    void moment_isTheNodeBeforeTheDecision_alsoInACompressedSegment() throws Exception {
        lived();
        for (int closed = 0; closed < 2; closed++) {
            Recollection recollection = new Recollection(() -> Optional.of(Journal.in(after().resolve("journal"))),
                    () -> OptionalLong.of(5));
            RecordedMoment moment = recollection.moment(recollection.refusals().getFirst()).orElseThrow();
            assertThat(moment.pod().request().name()).isEqualTo("late");
            assertThat(moment.before().manifests()).extracting(pod -> pod.request().name()).containsExactly("one",
                    "two");
            assertThat(recollection.moment(recollection.records().getFirst())).as("of a removal").isEmpty();
            try (Agent _ = agent(after())) {
                await(() -> isCompressed(after().resolve("journal")));
            }
        }
    }

    private static boolean isCompressed(Path journal) throws IOException {
        try (Stream<Path> files = Files.list(journal)) {
            return files.anyMatch(file -> file.toString().endsWith(".index.gz"));
        }
    }

    @Test
    void moment_behindADamagedLine_isNotKnown() throws Exception {
        lived();
        Path segment;
        try (Stream<Path> files = Files.list(after().resolve("journal"))) {
            segment = files.filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow();
        }
        Files.writeString(segment, Files.readString(segment).replaceFirst("\"op\":\"admit\"", "\"op\":\"noise\""));
        try (Agent _ = agent(after())) {
            await(() -> page().contains("<dt>Short</dt>"));
            assertThat(page()).contains("default/late").doesNotContain("Smallest cure", "It asks for", "being found");
            assertThat(text(ask("agent.sock", "/v1/pods/default/late/why", "text/plain")))
                    .contains("taken as it is now");
        }
    }
}
