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

    /// How many refusals are told with every text of the kubelet. The others: text that is neither YAML nor JSON, of which
    /// its parser speaks; gates and what needs one, which are not known when other fields are refused; a CPU id that no set
    /// holds; an OpenShift KubeletConfig, which is taken; and the recorder's kubelet has no version of its own.
    @ParameterizedTest
    @CsvSource({"given-1.36.3.jsonl.gz, 1.36, 350, 359", "given-1.37.2.jsonl.gz, 1.37, 351, 361",
        "generated-1.36.3.jsonl.gz, 1.36, 615, 643", "generated-1.37.2.jsonl.gz, 1.37, 608, 634"})
    void refusal_recorded_isToldInTheKubeletsWords(String resource, String version, int told, int refused) {
        List<String> differences = new ArrayList<>();
        int index = 0;
        int count = 0;
        for (RecordedConfiguration one : RecordedConfiguration.read(resource)) {
            if (!one.accepted()) {
                count++;
                String answer = one.answer(folder.resolve("w" + index++), MACHINE, KubeletVersion.parse(version))
                        .error();
                List<String> missing = texts(one.error()).stream().filter(text -> !answer.contains(text)).toList();
                if (!missing.isEmpty()) {
                    differences.add(one.id() + ": " + missing + " | " + answer);
                }
            }
        }
        assertThat(List.of(count, count - differences.size())).as(String.join("\n", differences))
                .containsExactly(refused, told);
    }

    /// The kubelet's text without what it puts around it: names of files and the steps that failed. Several problems of one
    /// configuration are several texts.
    private static List<String> texts(String error) {
        String text = error.replaceFirst("^failed to load Kubelet config file \\S+ error failed to decode: ", "")
                .replaceFirst(
                        "^failed to walk through kubelet dropin directory \"[^\"]*\": failed to load kubelet dropin"
                                + " file, path: \\S+,? (error: )?",
                        "")
                .replaceFirst("^(PANIC: )?failed to merge global and in-flight KubeletConfiguration while setting"
                        + " defaults, error: ", "")
                .replaceFirst("^failed to (validate kubelet configuration, error|unmarshal merged JSON into kubelet"
                        + " configuration): ", "")
                .replaceFirst("(?s)( is missing) in '.*", "$1").replaceFirst(" in scheme \"\\S+$", "")
                .replaceFirst("(?s)^strict decoding error: yaml: unmarshal errors:\n  line [0-9]+: ", "");
        String list = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        return List
                .of(list.replace("\n", "\\u000a").split(", (?=invalid configuration: |invalid taint|tracing|logging)",
                        -1));
    }
}
