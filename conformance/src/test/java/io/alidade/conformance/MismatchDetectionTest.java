package io.alidade.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.SealedLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A replay that finds nothing proves something only if it would find a changed fact: one fact of a recording is changed at
/// a time, and the place must be found.
class MismatchDetectionTest {
    @TempDir
    Path folder;

    private static String line(String file, String containing) {
        try (GZIPInputStream stream = new GZIPInputStream(
                Files.newInputStream(RecordedVectorsTest.VECTORS.resolve(file)))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> line.contains(containing)).findFirst().orElseThrow();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private ConformanceReport replay(String name, String... lines) throws IOException {
        Path file = Files.writeString(folder.resolve(name), String.join("\n", lines));
        return new ConformanceRun(Optional.empty(), 10, count -> {}).replay(List.of(file));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "admission-v1.36.3 | \"admitted\":false | \"admitted\":true | step",
        "admission-v1.36.3 | \"reason\":\"TopologyAffinityError\" | \"reason\":\"Other\" | step",
        "admission-v1.36.3 | \"preferred\":true}],\"nvidia | \"preferred\":false}],\"nvidia | step",
        "admission-v1.36.3 | \"exclusiveCpus\":\"1 | \"exclusiveCpus\":\"2 | step",
        "admission-v1.36.3 | \"mems\":[0] | \"mems\":[1] | step",
        "admission-v1.36.3 | \"afterStart\":{\"admitted\":true,\"sharedCpus\":\"0 | \"afterStart\":{\"admitted\":true,\"sharedCpus\":\"9 | afterStart",
        "admission-v1.36.3 | \"startError\":\"new static | \"startError\":\"old static | startError",
        "admission-v1.36.3 | \\\"defaultCpuSet\\\":\\\"0 | \\\"defaultCpuSet\\\":\\\"9 | cpuManagerState",
        "admission-v1.37.2 | \\\"numberOfAssignments\\\":0 | \\\"numberOfAssignments\\\":7 | memoryManagerState",
        "restart-v1.36.3 | \"startError\":\"default cpuset | \"startError\":\"Default cpuset | step",
        "devices-v1.36.3 | \"deviceIds\":{\"nvidia.com/gpu\":[\"d | \"deviceIds\":{\"nvidia.com/gpu\":[\"e | step"})
    void replay_changedFact_isFound(String file, String recorded, String changed, String place) throws IOException {
        String original = line(file + ".jsonl.gz", recorded);
        String version = file.substring(file.indexOf("-v"));

        assertThat(replay("same" + version + ".jsonl", original).mismatches()).isZero();

        ConformanceReport report = replay("changed" + version + ".jsonl",
                original.replaceFirst(java.util.regex.Pattern.quote(recorded),
                        java.util.regex.Matcher.quoteReplacement(changed)));
        assertThat(report.mismatches()).isPositive();
        assertThat(report.shown().getFirst().place()).startsWith(place);
        assertThat(report.shown().getFirst().differences()).isNotEmpty();
    }

    // The record at the end of a journal's line is not replayed; a text of a pod that looks like one is not the end.
    @Test
    void replay_sealedLineWithRecord_isReplayedWhole() throws IOException {
        String refused = "\"admitted\":false";
        String told = "{\"annotations\":{\"note\":\",\\\"meta\\\":{\\\"n\\\":1}}\"},\"name\":";
        String original = line("admission-v1.36.3.jsonl.gz", refused).replaceFirst(
                "\\{\"name\":(?=\"[^\"]*\",\"namespace\")",
                java.util.regex.Matcher.quoteReplacement(told));
        assertThat(original).contains(told);
        int steps = replay("same-v1.36.jsonl", original).steps();

        ConformanceReport whole = replay("journal-1-v1.36.jsonl", sealed(original));
        assertThat(whole.mismatches()).isZero();
        assertThat(whole.steps()).isEqualTo(steps).isPositive();
        assertThat(whole.damaged()).isZero();
        assertThat(replay("journal-2-v1.36.jsonl", sealed(original.replaceFirst(refused, "\"admitted\":true")))
                .mismatches()).isPositive();
    }

    private static String sealed(String line) {
        return new String(SealedLine.seal(line.substring(0, line.length() - 1) + ",\"meta\":{\"n\":7,\"x\":[1]}}"),
                StandardCharsets.UTF_8);
    }

    @Test
    void replay_hintsLeftOut_isFound() throws IOException {
        String original = line("admission-v1.36.3.jsonl.gz", "\"hints\":[");

        assertThat(
                replay("a-v1.36.jsonl", original.replaceFirst("\"hints\":\\[.*?\\],\"sharedCpus\"", "\"sharedCpus\""))
                        .mismatches())
                .isEqualTo(1);
    }

    @Test
    void replay_versionGiven_outranksTheName() throws IOException {
        Path file = Files.writeString(folder.resolve("x-v1.36.jsonl"),
                line("admission-v1.37.2.jsonl.gz", "\"dataChecksum"));

        assertThat(new ConformanceRun(Optional.of(KubeletVersion.V1_37), 1, count -> {}).replay(List.of(file))
                .mismatches()).isZero();
        assertThat(new ConformanceRun(Optional.empty(), 1, count -> {}).replay(List.of(file)).mismatches())
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"op\":\"admit\" | \"op\":\"evict\" | op is \"evict\"",
        "\"op\":\"admit\" | \"op\":\"admit\",\"colour\":1 | colour is not a field",
        "\"sharedCpus\" | \"sharedCPUs\" | sharedCPUs is not a field", "\"expect\" | \"expected\" | expect is missing",
        "{\"id\" | {\"name\" | id is missing"})
    void replay_unknownOrMissing_isRefused(String recorded, String changed, String message) {
        String original = line("admission-v1.36.3.jsonl.gz", "\"op\":\"admit\"");

        assertThatThrownBy(() -> replay("bad-v1.36.jsonl", original.replaceFirst(
                java.util.regex.Pattern.quote(recorded), java.util.regex.Matcher.quoteReplacement(changed))))
                .isInstanceOf(BadInput.class).hasMessageContaining(message);
    }

    @Test
    void replay_truncatedGzip_isRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(line("admission-v1.36.3.jsonl.gz", "\"id\"").getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = bytes.toByteArray();
        Path file = Files.write(folder.resolve("cut.jsonl.gz"), java.util.Arrays.copyOf(whole, whole.length / 2));

        assertThatThrownBy(() -> new ConformanceRun(Optional.empty(), 1, count -> {}).replay(List.of(file)))
                .isInstanceOf(BadInput.class).hasMessageContaining("damaged");
    }

    @Test
    void replay_endlessLine_isRefused() throws IOException {
        Path file = folder.resolve("zeros.jsonl.gz");
        try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < 40; i++) {
                gzip.write(block);
            }
        }

        assertThatThrownBy(() -> new ConformanceRun(Optional.empty(), 1, count -> {}).replay(List.of(file)))
                .isInstanceOf(BadInput.class).hasMessageContaining("longer than");
    }

    @Test
    void replay_unknownVersionInName_isRefused() throws IOException {
        assertThatThrownBy(() -> replay("x-v1.20.jsonl", "{}")).isInstanceOf(BadInput.class)
                .hasMessageContaining("1.20").hasMessageContaining("1.36, 1.37");
    }
}
