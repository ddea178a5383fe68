package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.plan.lint.LintReport;
import io.alidade.plan.lint.Linter;
import io.alidade.plan.lint.Rule;
import io.alidade.plan.lint.SourceFile;
import io.alidade.plan.lint.SourceGroup;
import io.alidade.view.LintSarif;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `lint` as its users call it.
class LintCommandTest {
    private static final String BROKEN = Samples.KUBELET.replace("924Mi", "824Mi");

    @TempDir
    Path folder = Path.of("");
    private Samples samples = Samples.NOWHERE;

    @BeforeEach
    void writeSamples() {
        samples = new Samples(folder);
    }

    private static Schema schema(String text) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(text);
    }

    private static Schema published() throws IOException {
        return schema(Files.readString(Path.of("docs/schemas/lint-report.schema.json")));
    }

    private static Schema sarif() throws IOException {
        try (InputStream stream = LintCommandTest.class.getResourceAsStream("sarif.schema.json")) {
            return schema(new String(stream == null ? new byte[0] : stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static List<Path> examples() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String place : List.of("examples/kubelet", "examples/pods", "examples/broken",
                "plan/src/test/resources/io/alidade/plan/lint/cases")) {
            try (Stream<Path> found = Files.walk(Path.of(place))) {
                found.filter(file -> file.toString().endsWith(".yaml") && !file.endsWith("machine.yaml")).sorted()
                        .forEach(files::add);
            }
        }
        return files;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void answers_ofAllExamples_areWhatTheirSchemasSay(Path file) throws IOException {
        assertThat(published().validate(CliRun.of("lint", "-o", "json", file.toString()).out(), InputFormat.JSON))
                .isEmpty();
        assertThat(sarif().validate(CliRun.of("lint", "-o", "sarif", file.toString()).out(), InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void schemas_answerWithSomethingElse_refuseIt() throws IOException {
        String file = samples.write("broken.yaml", BROKEN);
        String json = CliRun.of("lint", "-o", "json", file).out();
        String sarif = CliRun.of("lint", "-o", "sarif", file).out();

        assertThat(published().validate(json.replace("\"line\"", "\"row\""), InputFormat.JSON)).isNotEmpty();
        assertThat(sarif().validate(sarif.replace("\"ruleId\"", "\"rule\""), InputFormat.JSON)).isNotEmpty();
        assertThat(sarif().validate(sarif.replace("2.1.0\"", "2.2.0\""), InputFormat.JSON)).isNotEmpty();
        assertThat(sarif().validate(sarif.replace("\"startLine\": ", "\"startLine\": -"), InputFormat.JSON))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"best-effort", "restricted", "single-numa-node", "single-numa-node-openshift", "none"})
    void goodConfiguration_hasNoFinding(String name) {
        CliRun run = CliRun.of("lint", "--fail-on", "info", "examples/kubelet/" + name + ".yaml");

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out()).isEqualTo("looked at 1 kubelet configuration, for kubelet 1.36: nothing found\n");
    }

    @Test
    void failOn_severity_decidesOnTheExitCode() {
        String pod = "examples/pods/web.yaml";

        assertThat(CliRun.of("lint", pod).exitCode()).isZero();
        assertThat(CliRun.of("lint", "--fail-on", "info", pod).exitCode()).isEqualTo(1);
        assertThat(CliRun.of("lint", "examples/pods/web-fraction.yaml").exitCode()).isEqualTo(1);
        assertThat(CliRun.of("lint", "--fail-on", "error", "examples/pods/web-fraction.yaml").exitCode()).isZero();
        assertThat(CliRun.of("lint", "--fail-on", "never", pod).exitCode()).isEqualTo(2);
    }

    @Test
    void fix_writesTheFileAndReportsWhatIsLeft() throws IOException {
        String file = samples.write("broken.yaml", BROKEN);
        Files.setPosixFilePermissions(Path.of(file), PosixFilePermissions.fromString("rw-r-----"));

        CliRun run = CliRun.of("lint", "--fix", "--node", samples.path("machine.yaml"), file);

        assertThat(run.err()).isEqualTo("alidade: fixed " + file + ".\n");
        assertThat(Files.readString(Path.of(file))).isEqualTo(BROKEN.replace("memory: 1Gi", "memory: 924Mi"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(file)))).isEqualTo("rw-r-----");
        assertThat(CliRun.of("lint", "--node", samples.path("machine.yaml"), file).out())
                .doesNotContain("reserved-memory-sum");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> String.valueOf(path.getFileName()))).noneMatch(name -> name.endsWith(".tmp"));
        }
    }

    @Test
    void fix_ofStandardInput_isRefused() {
        CliRun run = CliRun.withInput(BROKEN, "lint", "--fix", "-");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--fix cannot write standard input");
    }

    @Test
    void dropIns_ofAFolder_areOneConfiguration() throws IOException {
        Path dropIns = Files.createDirectory(folder.resolve("conf.d"));
        Files.writeString(dropIns.resolve("10-cpu.conf"), """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                cpuManagerPolicy: static
                """);
        Files.writeString(dropIns.resolve("20-reserved.conf"), """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                topologyManagerScope: pod
                systemReserved: {cpu: "2"}
                """);

        CliRun run = CliRun.of("lint", dropIns.toString());

        assertThat(run.out()).contains("20-reserved.conf:3:23: warning field-without-effect")
                .contains("1 kubelet configuration").doesNotContain("static-cpu-without-reservation");
    }

    @Test
    void annotations_nameOfTheFileWithMarks_isEscaped() {
        String file = samples.write("a,b%:c.yaml", BROKEN);

        assertThat(CliRun.of("lint", "-o", "github", file).out())
                .startsWith("::error file=" + folder + "/a%2Cb%25%3Ac.yaml,line=9,col=17,title=reserved-memory-sum::");
    }

    @Test
    void sarif_nameOfTheFileWithMarks_isAUri() throws IOException {
        String file = samples.write("a b%.yaml", BROKEN);
        String out = CliRun.of("lint", "-o", "sarif", file).out();

        assertThat(out).contains("/a%20b%25.yaml\"");
        assertThat(sarif().validate(out, InputFormat.JSON)).isEmpty();
    }

    /// Not as a file: without a locale, there are no such names.
    @Test
    void sarif_nameOfTheFileBeyondAscii_isAUri() throws IOException {
        LintReport report = new Linter(Optional.empty(), KubeletVersion.DEFAULT).lint(
                List.of(SourceGroup.of(SourceFile.of("ä/b.yaml", BROKEN.getBytes(StandardCharsets.UTF_8)))));
        String out = DocumentWriter.toJson(LintSarif.of(report));

        assertThat(out).contains("\"%C3%A4/b.yaml\"");
        assertThat(sarif().validate(out, InputFormat.JSON)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing.yaml", "", "a\u0001b"})
    void file_thatIsNotThere_isBadInput(String name) {
        CliRun run = CliRun.of("lint", folder.resolve(name.isEmpty() ? "no" : name).toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("alidade: ").doesNotContain("Exception");
    }

    @Test
    void page_hasASectionForEachRuleAndEachOption() throws IOException {
        String page = Files.readString(Path.of("docs/lint.md"));

        assertThat(Rule.all()).extracting(Rule::id).doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(page).containsOnlyOnce("\n### " + id + "\n"));
        assertThat(page).contains("`--node ", "`--devices ", "`--fail-on ", "`--fix`", "`-o ", "`--kubelet-version ");
    }
}
