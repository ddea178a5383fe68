package io.alidade.plan.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lint against what a kubelet made of the same configurations.
class RecordedConfigurationsLintTest {
    /// Documents that others unpack for the kubelet, which refuses them as its own file: lint judges what is in them.
    private static final Set<String> UNPACKED = Set.of("R23 configMap", "X openshift", "X nested kubelet:");

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({"given-1.36.3.jsonl.gz, 1.36, 539", "given-1.37.2.jsonl.gz, 1.37, 539",
        "generated-1.36.3.jsonl.gz, 1.36, 944", "generated-1.37.2.jsonl.gz, 1.37, 944"})
    void configuration_recorded_hasAnErrorIfTheKubeletRefusesIt(String resource, String version, int count) {
        Linter linter = new Linter(Optional.of(Recordings.machine()), KubeletVersion.parse(version));
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (Recordings.Recorded recorded : Recordings.read(resource)) {
            if (recorded.isFileWithDropIns()) {
                continue;
            }
            compared++;
            LintReport report = linter.lint(List.of(recorded.group()));
            boolean isRefused = !report.unrecognised().isEmpty() || report.reaches(Severity.ERROR);
            if (isRefused == recorded.isAccepted() && !UNPACKED.contains(recorded.id())) {
                differences.add(recorded.id() + ": " + recorded.error() + " | " + report.findings() + " "
                        + report.unrecognised());
            }
        }
        assertThat(String.join("\n", differences)).isEmpty();
        assertThat(compared).isEqualTo(count);
    }

    /// The loader is held to the fields that the kubelet had in force; lint has to have the same in hand.
    @ParameterizedTest
    @CsvSource({"given-1.36.3.jsonl.gz, 177", "generated-1.36.3.jsonl.gz, 335"})
    void configuration_accepted_isWhatTheLoaderReads(String resource, int least) throws IOException {
        int compared = 0;
        for (Recordings.Recorded recorded : Recordings.read(resource)) {
            if (recorded.isFileWithDropIns() || !recorded.isAccepted()) {
                continue;
            }
            Path place = folder.resolve("c" + compared++);
            for (Map.Entry<String, String> file : recorded.files().entrySet()) {
                Path path = place.resolve(file.getKey());
                Files.createDirectories(Objects.requireNonNull(path.getParent()));
                Files.writeString(path, file.getValue());
            }
            KubeletConfiguration loaded = KubeletConfigurationReader.LENIENT
                    .read(recorded.isFolder() ? place : place.resolve("config.yaml"));
            List<Configuration> seen = SubjectReader.read(List.of(recorded.group())).configurations();

            assertThat(seen).as(recorded.id()).hasSize(1);
            assertThat(withoutPlaces(seen.getFirst().valid().orElseThrow())).as(recorded.id())
                    .isEqualTo(withoutPlaces(loaded));
        }
        assertThat(compared).isGreaterThan(least);
    }

    private static List<Object> withoutPlaces(KubeletConfiguration configuration) {
        KubeletConfiguration plain = configuration.withWarnings(List.of());
        return List.of(plain.featureGates(), plain.cpuManagerPolicy(), plain.cpuManagerPolicyOptions(),
                plain.cpuManagerReconcilePeriod(), plain.memoryManagerPolicy(), plain.reservedMemory(),
                plain.topologyManagerPolicy(), plain.topologyManagerScope(), plain.topologyManagerPolicyOptions(),
                plain.reservedSystemCpus(), plain.systemReserved(), plain.kubeReserved(), plain.systemReservedCgroup(),
                plain.kubeReservedCgroup(), plain.evictionHard(), plain.enforceNodeAllocatable(), plain.cgroupsPerQos(),
                plain.failCgroupV1(), plain.maxPods(), plain.podsPerCore(), plain.otherFields());
    }
}
