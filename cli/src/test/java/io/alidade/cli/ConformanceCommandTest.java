package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The conformance command on a few recorded scenarios; the whole recordings are replayed in the module `conformance`.
class ConformanceCommandTest {
    @TempDir
    Path folder = Path.of("");

    private Path recorded(String name, String replaced, String replacement) throws IOException {
        Path vectors = Path.of(System.getProperty("basedir", ".")).resolve("../vectors/restart-v1.36.3.jsonl.gz");
        try (GZIPInputStream stream = new GZIPInputStream(Files.newInputStream(vectors))) {
            String lines = new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().limit(3)
                    .reduce("", (all, line) -> all + line + "\n");
            return Files.writeString(folder.resolve(name), lines.replace(replaced, replacement));
        }
    }

    @Test
    void conformance_recordedScenarios_endsWithTheCount() throws IOException {
        CliRun run = CliRun.of("conformance", recorded("three-v1.36.jsonl", "", "").toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).matches("conformance: 3 scenarios, \\d+ steps, 0 mismatches\n");
    }

    @Test
    void conformance_changedFact_isShownAndExitsWithOne() throws IOException {
        Path file = recorded("changed-v1.36.jsonl", "\"sharedCpus\":\"", "\"sharedCpus\":\"9999,");
        CliRun run = CliRun.of("conformance", "--show", "1", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("afterStart:").contains("recorded \"9999,").contains("more places differ")
                .containsPattern("conformance: 3 scenarios, \\d+ steps, [1-9]\\d* mismatches\n$");
    }

    @Test
    void conformance_noScenario_isBadInput() throws IOException {
        Path file = Files.writeString(folder.resolve("x-v1.36.jsonl"), "{\"id\": \"a\"}\n");

        assertThat(CliRun.of("conformance", file.toString()).exitCode()).isEqualTo(2);
        assertThat(CliRun.of("conformance", folder.resolve("none.jsonl").toString()).exitCode()).isEqualTo(2);
        assertThat(CliRun.of("conformance", "--kubelet-version", "1.2", file.toString()).err()).contains("1.36, 1.37");
    }
}
