package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The published schema against what is really printed.
class AdmissionSchemaTest {
    @TempDir
    Path folder = Path.of("");

    private static Schema schema() throws IOException {
        Path file = Path.of(System.getProperty("basedir", ".")).resolve("../docs/schemas/admission-report.schema.json");
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-o json web.yaml", "-o json wide.yaml", "-o json --replicas 3 web.yaml",
        "-o json --kubelet-version 1.37 web.yaml wide.yaml"})
    void answer_ofAdmit_isWhatTheSchemaSays(String arguments) throws IOException {
        CliRun run = new Samples(folder).admit(arguments.split(" ", -1));

        assertThat(schema().validate(run.out(), InputFormat.JSON)).isEmpty();
    }

    @Test
    void answer_ofOtherPolicies_isWhatTheSchemaSays() throws IOException {
        Samples samples = new Samples(folder);
        samples.write("kubelet.yaml", "kind: KubeletConfiguration\napiVersion: kubelet.config.k8s.io/v1beta1\n");
        assertThat(schema().validate(samples.admit("-o", "json", "web.yaml", "wide.yaml").out(), InputFormat.JSON))
                .isEmpty();
        samples.write("kubelet.yaml", Samples.KUBELET.replace("static", "clever"));
        assertThat(schema().validate(samples.admit("-o", "json", "web.yaml").out(), InputFormat.JSON)).isEmpty();
    }

    @Test
    void schema_answerWithSomethingElse_refusesIt() throws IOException {
        String answer = new Samples(folder).admit("-o", "json", "web.yaml").out();

        assertThat(schema().validate(answer.replace("\"uid\"", "\"guid\""), InputFormat.JSON)).isNotEmpty();
        assertThat(schema().validate(answer.replace("\"admitted\": true", "\"admitted\": false"), InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema().validate(answer.replace("\"1-2,9-10\"", "\"1 2\""), InputFormat.JSON)).isNotEmpty();
    }
}
