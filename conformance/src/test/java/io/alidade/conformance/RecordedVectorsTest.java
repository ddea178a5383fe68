package io.alidade.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every recorded decision of the kubelet, replayed. The number of scenarios is part of the test, so that none can get lost.
class RecordedVectorsTest {
    static final Path VECTORS = Path.of("..", "vectors");

    @ParameterizedTest
    @CsvSource({"admission-v1.36.3.jsonl.gz,1507,9929", "admission-v1.37.2.jsonl.gz,468,3134",
        "restart-v1.36.3.jsonl.gz,484,2574", "large-v1.36.3.jsonl.gz,117,754", "podlevel-v1.37.2.jsonl.gz,315,2193",
        "devices-v1.36.3.jsonl.gz,436,2633"})
    void replay_recordedScenarios_nothingDiffers(String file, int scenarios, int steps) {
        ConformanceReport report = new ConformanceRun(Optional.empty(), 5, count -> {})
                .replay(List.of(VECTORS.resolve(file)));

        assertThat(report.shown()).isEmpty();
        assertThat(report.mismatches()).isZero();
        assertThat(report.scenarios()).isEqualTo(scenarios);
        assertThat(report.steps()).isEqualTo(steps);
    }
}
