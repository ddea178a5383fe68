package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The commands of examples/README.md against the answers kept in examples/expected. `-Dalidade.golden=write` writes the answers
/// instead of comparing them.
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

        List<String> asJson() {
            List<String> more = new ArrayList<>(arguments);
            more.addAll(List.of("-o", "json"));
            return more;
        }
    }

    static List<Example> examples() throws IOException {
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
        return examples().stream().filter(example -> List.of("training", "web-until-full", "other-machine").contains(example.name()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void example_asTable_printsWhatIsKept(Example example) throws IOException {
        check(CommandRun.inProcess(example.arguments(), new byte[0]), example, "txt");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void example_asJson_printsWhatIsKept(Example example) throws IOException {
        check(CommandRun.inProcess(example.asJson(), new byte[0]), example, "json");
    }

    private static void check(CommandRun run, Example example, String extension) throws IOException {
        Path file = EXPECTED.resolve(example.name() + "." + extension);
        if (GoldenFiles.areWritten()) {
            Files.writeString(file, run.output());
        }
        assertThat(run.output()).isEqualTo(Files.readString(file));
        assertThat(run.errors()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(example.exitCode());
    }

    @ParameterizedTest
    @MethodSource("someExamples")
    void example_asProcess_printsTheSame(Example example) throws IOException, InterruptedException {
        CommandRun run = CommandRun.ofProcess(example.arguments());

        assertThat(run.output()).isEqualTo(Files.readString(EXPECTED.resolve(example.name() + ".txt")));
        assertThat(run.errors()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(example.exitCode());
    }

    @Test
    void examples_ofTheTable_areAllThatIsKept() throws IOException {
        TreeSet<String> wanted = new TreeSet<>();
        examples().forEach(example -> wanted.addAll(List.of(example.name() + ".txt", example.name() + ".json")));

        assertThat(names(EXPECTED)).isEqualTo(wanted);
        assertThat(someExamples()).hasSize(3);
    }

    @Test
    void files_ofTheExamples_areAllUsed() throws IOException {
        TreeSet<String> used = new TreeSet<>();
        examples().forEach(example -> used.addAll(example.arguments()));
        for (String folder : List.of("machines", "kubelet", "pods")) {
            assertThat(names(EXAMPLES.resolve(folder)))
                    .allMatch(name -> used.contains("examples/" + folder + "/" + name), "in a command of the table");
        }
    }

    @Test
    void configurations_ofTheExamples_areWithoutUnknownFields() throws IOException {
        for (String name : names(EXAMPLES.resolve("kubelet"))) {
            KubeletConfiguration configuration = KubeletConfigurationReader.STRICT.read(EXAMPLES.resolve("kubelet").resolve(name));

            assertThat(configuration.warnings()).as(name).hasSize(name.contains("openshift") ? 1 : 0);
            assertThat(name.toLowerCase(Locale.ROOT)).startsWith(configuration.topologyManagerPolicy());
        }
    }

    private static TreeSet<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new TreeSet<>(files.map(file -> String.valueOf(file.getFileName())).toList());
        }
    }
}
