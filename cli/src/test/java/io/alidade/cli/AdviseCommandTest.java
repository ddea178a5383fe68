package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdviseCommandTest {
    @TempDir
    Path folder = Path.of("");

    private CliRun advise(String... arguments) {
        Samples samples = new Samples(folder);
        return CliRun.of(Stream.concat(Stream.of("advise", "--node", samples.path("machine.yaml")), Stream.of(arguments)
                .map(one -> one.endsWith(".yaml") ? samples.path(one) : one)).toArray(String[]::new));
    }

    private static List<?> problems(String schema, String answer) throws IOException {
        Path file = Path.of(System.getProperty("basedir", ".")).resolve("../docs/schemas/" + schema).normalize();
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Files.exists(file) ? file : Path.of("docs/schemas/" + schema)))
                .validate(answer, InputFormat.JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubelet", "kubeadm", "openshift"})
    void output_ofAKubeletFile_isReadAsOne(String platform) {
        CliRun run = advise("--as", platform, "web.yaml");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line.codePointCount(0, line.length()))
                .isLessThanOrEqualTo(80));
        var document = DocumentReader.readOne("draft", run.out().getBytes(StandardCharsets.UTF_8));
        assertThat(KubeletConfigurationReader.STRICT.decode(document).cpuManagerPolicy()).isEqualTo("static");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubelet", "kubeadm", "openshift", "eks", "aks", "gke"})
    void document_ofEachPlatform_isWhatTheSchemaSays(String platform) throws IOException {
        CliRun run = advise("--as", platform, "-o", "json", "--config", "kubelet.yaml", "web.yaml", "wide.yaml");

        assertThat(run.exitCode()).isZero();
        assertThat(problems("advice.schema.json", run.out())).isEmpty();
        assertThat(problems("advice.schema.json", run.out().replace("\"goal\"", "\"aim\""))).isNotEmpty();
    }

    @Test
    void manifests_none_isSaid() {
        assertThat(advise("--goal", "density").out()).contains("! no manifests");
    }

    @Test
    void options_withUnknownNames_areRefusedWithTheKnown() {
        assertThat(advise("--goal", "speed").exitCode()).isEqualTo(2);
        assertThat(advise("--goal", "speed").err()).contains("latency, throughput or density");
        assertThat(advise("--as", "nomad").err()).contains("openshift");
        assertThat(advise("--pool", "a: b").exitCode()).isEqualTo(2);
    }

    @Test
    void compare_exitCode_saysWhetherThereIsADifference() throws IOException {
        Samples samples = new Samples(folder);
        String other = samples.write("other.yaml", Samples.KUBELET.replace("single-numa-node", "best-effort"));
        String own = samples.path("kubelet.yaml");
        String[] rest = {"--node", samples.path("machine.yaml"), samples.path("wide.yaml"), "-o", "json"};

        CliRun different = CliRun.of(Stream.concat(Stream.of("compare", own, other), Stream.of(rest))
                .toArray(String[]::new));
        CliRun same = CliRun.of(Stream.concat(Stream.of("compare", own, own), Stream.of(rest)).toArray(String[]::new));

        assertThat(different.exitCode()).isEqualTo(1);
        assertThat(same.exitCode()).isZero();
        assertThat(problems("comparison.schema.json", different.out())).isEmpty();
        assertThat(problems("comparison.schema.json", same.out())).isEmpty();
        assertThat(CliRun.of("compare", own, "missing.yaml", samples.path("wide.yaml")).exitCode()).isEqualTo(2);
    }
}
