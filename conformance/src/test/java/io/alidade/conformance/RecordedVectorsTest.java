package io.alidade.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.KubeletVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every recorded decision of the kubelet, replayed. The number of scenarios is part of the test, so that none can get lost.
class RecordedVectorsTest {
    static final Path VECTORS = Path.of("..", "vectors");

    @Test
    void vectors_everyKnownVersion_areRecorded() {
        for (KubeletVersion version : KubeletVersion.values()) {
            for (String kind : List.of("admission", "restart", "devices")) {
                assertThat(VECTORS.resolve(kind + "-" + version.recordedFrom() + ".jsonl.gz")).isNotEmptyFile();
            }
        }
    }

    @Test
    void replay_allFilesOfTheFolder_areInThisTest() throws Exception {
        CsvSource rows = Objects.requireNonNull(RecordedVectorsTest.class
                .getDeclaredMethod("replay_recordedScenarios_nothingDiffers", String.class, int.class, int.class)
                .getAnnotation(CsvSource.class));
        try (Stream<Path> files = Files.list(VECTORS)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".gz") && !name.startsWith("speed")))
                    .containsExactlyInAnyOrderElementsOf(
                            Arrays.stream(rows.value()).map(row -> row.substring(0, row.indexOf(','))).toList());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "admission-v1.32.13.jsonl.gz,113,675", "admission-v1.33.13.jsonl.gz,106,730",
        "admission-v1.34.4.jsonl.gz,108,670", "admission-v1.35.4.jsonl.gz,111,722",
        "admission-v1.36.3.jsonl.gz,1507,9929", "admission-v1.37.2.jsonl.gz,468,3134",
        "admission-v1.38.0-beta.0.jsonl.gz,302,2050", "devices-v1.32.13.jsonl.gz,37,247",
        "devices-v1.33.13.jsonl.gz,39,274", "devices-v1.34.4.jsonl.gz,37,243", "devices-v1.35.4.jsonl.gz,40,253",
        "devices-v1.36.3.jsonl.gz,436,2633", "devices-v1.37.2.jsonl.gz,113,698",
        "devices-v1.38.0-beta.0.jsonl.gz,113,698", "devices2-v1.36.3.jsonl.gz,39,422",
        "large-v1.36.3.jsonl.gz,117,754", "podlevel-v1.37.2.jsonl.gz,315,2193",
        "podlevel-v1.38.0-beta.0.jsonl.gz,103,608", "podrestart-v1.37.2.jsonl.gz,254,1367",
        "podrestart-v1.38.0-beta.0.jsonl.gz,256,1394", "restart-v1.32.13.jsonl.gz,37,203",
        "restart-v1.33.13.jsonl.gz,37,195", "restart-v1.34.4.jsonl.gz,40,200", "restart-v1.35.4.jsonl.gz,36,165",
        "restart-v1.36.3.jsonl.gz,484,2574", "restart-v1.37.2.jsonl.gz,106,543",
        "restart-v1.38.0-beta.0.jsonl.gz,106,543"})
    void replay_recordedScenarios_nothingDiffers(String file, int scenarios, int steps) {
        ConformanceReport report = new ConformanceRun(Optional.empty(), 5, count -> {})
                .replay(List.of(VECTORS.resolve(file)));

        assertThat(report.shown()).isEmpty();
        assertThat(report.mismatches()).isZero();
        assertThat(report.scenarios()).isEqualTo(scenarios);
        assertThat(report.steps()).isEqualTo(steps);
    }

    /// Machines of 17 to 32 NUMA nodes under distribute-cpus-across-numa, and the example of cpu-manager 11.2b. Recorded with
    /// the real managers of both versions, as `vectors` are.
    @ParameterizedTest
    @CsvSource({"1.36.3", "1.38.0-beta.0"})
    void replay_wideMachines_nothingDiffers(String version) {
        ConformanceReport report = new ConformanceRun(Optional.empty(), 5, count -> {}).replay(List.of(Path.of("src",
                "test", "resources", "io", "alidade", "conformance", "wide-v" + version + ".jsonl.gz")));

        assertThat(report.shown()).isEmpty();
        assertThat(report.mismatches()).isZero();
        assertThat(report.scenarios()).isEqualTo(29);
    }
}
