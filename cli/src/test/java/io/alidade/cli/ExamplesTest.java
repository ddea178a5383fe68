package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The commands of examples/README.md against the answers kept in examples/expected. `-Dalidade.golden=write` writes the
/// answers instead of comparing them.
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("examples");
    private static final Path EXPECTED = EXAMPLES.resolve("expected");
    private static final Pattern ROW = Pattern
            .compile("\\| (?<name>[a-z0-9-]+) \\| [^|]+ \\| `\\./alidade (?<command>[^`|]+)` \\| (?<exit>\\d+) \\|");

    /// A row of the table.
    record Example(String name, List<String> arguments, int exitCode) {
        @Override
        public String toString() {
            return name;
        }

        CliRun run(String... more) {
            return CliRun.of(Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new));
        }
    }

    static List<Example> examples() throws IOException {
        GoldenFiles.checkWorkingDirectory();
        List<Example> examples = new ArrayList<>();
        for (String line : Files.readAllLines(EXAMPLES.resolve("README.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                examples.add(new Example(row.group("name"), List.of(row.group("command").split(" +", -1)),
                        Integer.parseInt(row.group("exit"))));
            } else {
                assertThat(line).as("a row of the table that is not understood").doesNotContain("`./alidade");
            }
        }
        return examples;
    }

    /// One of each kind of answer.
    static List<Example> someExamples() throws IOException {
        Set<String> names = Set.of("training", "web-until-full", "other-machine");
        return examples().stream().filter(example -> names.contains(example.name())).toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void example_asTable_printsWhatIsKept(Example example) throws IOException {
        check(example.run(), example, "txt");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void example_asJson_printsWhatIsKept(Example example) throws IOException {
        CliRun run = example.run("-o", "json");

        check(run, example, "json");
        assertThat(schema().validate(run.out(), InputFormat.JSON)).isEmpty();
    }

    private static Schema schema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("docs/schemas/admission-report.schema.json")));
    }

    private static void check(CliRun run, Example example, String extension) throws IOException {
        Path file = EXPECTED.resolve(example.name() + "." + extension);
        if (GoldenFiles.areWritten()) {
            Files.writeString(file, run.out());
        }
        assertThat(run.out()).isEqualTo(Files.readString(file));
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(example.exitCode());
    }

    @ParameterizedTest
    @MethodSource("someExamples")
    void example_asProcess_printsTheSame(Example example) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(example.arguments());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(Set.of("COLUMNS", "JAVA_TOOL_OPTIONS"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(example.exitCode());
        assertThat(output).isEqualTo(Files.readString(EXPECTED.resolve(example.name() + ".txt")));
    }

    @Test
    void examples_ofTheTable_areAllThatIsKept() throws IOException {
        assumeFalse(GoldenFiles.areWritten(), "the files are being written");
        Set<String> wanted = new TreeSet<>();
        examples().forEach(example -> wanted.addAll(List.of(example.name() + ".txt", example.name() + ".json")));

        assertThat(names(EXPECTED)).isEqualTo(wanted);
        assertThat(someExamples()).hasSize(3);
    }

    @Test
    void files_ofTheExamples_areAllUsed() throws IOException {
        Set<String> used = new TreeSet<>();
        examples().forEach(example -> used.addAll(example.arguments()));
        for (String folder : List.of("machines", "kubelet", "pods")) {
            assertThat(names(EXAMPLES.resolve(folder)))
                    .allMatch(name -> used.contains("examples/" + folder + "/" + name), "in a command of the table");
        }
    }

    @Test
    void configurations_ofTheExamples_areWithoutUnknownFields() throws IOException {
        for (String name : names(EXAMPLES.resolve("kubelet"))) {
            KubeletConfiguration configuration = KubeletConfigurationReader.STRICT
                    .read(EXAMPLES.resolve("kubelet").resolve(name));

            assertThat(configuration.warnings()).as(name).hasSize(name.contains("openshift") ? 1 : 0);
            assertThat(name).startsWith(configuration.topologyManagerPolicy());
        }
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new TreeSet<>(files.map(file -> String.valueOf(file.getFileName())).toList());
        }
    }
}
