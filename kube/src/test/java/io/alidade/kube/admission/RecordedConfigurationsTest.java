package io.alidade.kube.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.machine.MachineDescription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedConfigurationsTest {
    private static final MachineDescription MACHINE = RecordedConfiguration.machine();

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({"given-1.36.3.jsonl.gz, 1.36, 539", "given-1.37.2.jsonl.gz, 1.37, 539",
        "generated-1.36.3.jsonl.gz, 1.36, 1000",
        "generated-1.37.2.jsonl.gz, 1.37, 1000"})
    void configuration_recorded_isAnsweredAlike(String resource, String version, int count) {
        List<RecordedConfiguration> recorded = RecordedConfiguration.read(resource);
        List<String> differences = new ArrayList<>();
        int index = 0;
        for (RecordedConfiguration one : recorded) {
            RecordedConfiguration.Answer answer = one.answer(folder.resolve("c" + index++), MACHINE,
                    KubeletVersion.parse(version));
            if (one.accepted() != answer.accepted()) {
                differences.add(one.id() + ": " + (one.accepted() ? "accepted" : one.stage() + ": " + one.error())
                        + " | " + answer.error());
            } else if (one.accepted() && !one.expected().equals(answer.fields())) {
                differences.add(one.id() + ": " + one.expected() + " | " + answer.fields());
            }
        }
        assertThat(recorded).hasSize(count);
        assertThat(String.join("\n", differences)).isEmpty();
    }
}
