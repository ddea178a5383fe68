package io.alidade.kube.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubeletLogTest {
    private static final Instant NOW = Instant.parse("2026-11-28T18:00:00Z");
    private static final String LINE = "I1128 16:41:11.027911      94 allocation_manager.go:619] \"Pod admission denied\""
            + " podUID=\"u\" pod=\"ml/train-x2k9p\" reason=\"TopologyAffinityError\" message=\"no \\\"room\\\"\" operation=\"add\"";

    private static Refusals read(String text) {
        return KubeletLog.read("log", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"36-text-5", "36-json-4", "37-text-2", "37-json-5"})
    void logs_ofRealKubelets_tellWhoWasRefused_andWhatWasOffered(String log) throws IOException {
        try (InputStream stream = KubeletLogTest.class.getResourceAsStream(log + ".log")) {
            Refusals refusals = KubeletLog.read(log, stream, NOW);
            Refusal wide = refusals.all().stream().filter(own -> own.name().equals("b-wide-n1")).findFirst()
                    .orElseThrow();
            assertThat(wide.reason()).isEqualTo("TopologyAffinityError");
            assertThat(wide.message()).isEqualTo("Resources cannot be allocated with Topology locality");
            assertThat(wide.at()).isBetween(Instant.parse("2026-11-28T16:40:00Z"),
                    Instant.parse("2026-11-28T16:50:00Z"));
            assertThat(wide.offers())
                    .containsExactly(new Refusal.Offer("cpu", Optional.of("main"), List.of()));
            assertThat(refusals.all()).filteredOn(own -> own.name().equals("d-many-n1")).singleElement()
                    .satisfies(own -> assertThat(own.reason()).isEqualTo("UnexpectedAdmissionError"));
            assertThat(refusals.notes()).noneMatch(note -> note.contains("cannot be read"));
        }
    }

    @Test
    void line_behindWhatJournalctlPutsBefore_namesTheNode() {
        for (String text : List.of("Nov 28 16:41:11 gpu-3 kubelet[712]: " + LINE,
                "{\"__REALTIME_TIMESTAMP\": \"1795884071027911\", \"_HOSTNAME\": \"gpu-3\", \"MESSAGE\": \""
                        + LINE.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}")) {
            assertThat(read(text + "\n").all()).as(text).singleElement().satisfies(own -> {
                assertThat(own.node()).contains("gpu-3");
                assertThat(own.pod()).isEqualTo("ml/train-x2k9p");
                assertThat(own.message()).isEqualTo("no \"room\"");
                assertThat(own.owner().name()).isEqualTo("train");
                assertThat(own.at()).isEqualTo(Instant.parse("2026-11-28T16:41:11.027911Z"));
            });
        }
    }

    @Test
    void line_ofAFutureDay_isOfTheYearBefore() {
        assertThat(read(LINE.replace("I1128", "I1231")).all().getFirst().at())
                .isEqualTo(Instant.parse("2025-12-31T16:41:11.027911Z"));
    }

    @Test
    void noise_isPassedOver_andCounted() {
        Refusals refusals = read("\u0000\u0001 Pod admission denied\n{\"msg\": \"Pod admission denied\"\n"
                + "x".repeat(300_000) + "\n" + LINE.replace("I1128", "I1399") + "\n"
                + LINE.replace("\"add\"", "\"resize\"") + "\n" + LINE);
        assertThat(refusals.all()).hasSize(1);
        assertThat(refusals.notes()).anyMatch(note -> note.contains("1 lines of more than"))
                .anyMatch(note -> note.contains("2 lines that speak of refusals cannot be read"))
                .anyMatch(note -> note.contains("1 refused changes"));
    }

    @ParameterizedTest
    @CsvSource({"serve-5d9c7b8f6-4mzq7, serve", "train-7-x2k9p, train", "train-x2k9p, train", "db-0, db", "web-n1, web",
        "alone, alone"})
    void owner_isReadFromTheName(String pod, String owner) {
        assertThat(PodOwner.ofPod(pod, Optional.of("n1")).name()).isEqualTo(owner);
    }

    @Test
    void refusals_beyondThoseThatAreKept_areTheEarliest() {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < Refusals.MOST + 3; i++) {
            log.append(LINE.replace("train-x2k9p", "db-" + i)).append('\n');
        }
        Refusals told = read(log.toString());

        assertThat(told.all()).hasSize(Refusals.MOST);
        assertThat(told.all().getLast().name()).isEqualTo("db-" + (Refusals.MOST + 2));
        assertThat(told.notes())
                .anyMatch(note -> note.contains("3 refusals are left out, earlier than the last 100000"));
    }
}
