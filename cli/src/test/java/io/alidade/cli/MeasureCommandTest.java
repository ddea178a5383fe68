package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// On this machine with next to no memory and time: that the answer is whole, not what the figures are.
class MeasureCommandTest {
    @TempDir
    Path folder = Path.of("");

    private static CliRun small(String... more) {
        List<String> words = new ArrayList<>(
                List.of("measure", "--block", "4Mi", "--rounds", "2", "--time", "1", "--cores", "1"));
        words.addAll(List.of(more));
        return CliRun.of(words.toArray(String[]::new));
    }

    private static void assertFollowsTheSchema(String json) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("docs/schemas/measure-report.schema.json")));
        assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
    }

    @Test
    void measure_memory_answersInEveryForm() throws IOException {
        CliRun json = small("-o", "json");
        assertThat(json.exitCode()).as(json.err()).isZero();
        assertFollowsTheSchema(json.out());
        assertThat(json.out()).contains("\"aspect\": \"latency\"", "\"aspect\": \"read\"", "\"aspect\": \"write\"",
                "\"aspect\": \"copy\"", "\"share\": 1\n", "\"numa_hit\": ");
        String file = Files.writeString(folder.resolve("old.json"), json.out()).toString();

        CliRun table = CliRun.of("measure", "--report", file, "--compare", file);
        assertThat(table.exitCode()).as(table.err()).isZero();
        assertThat(table.out()).contains("latency, ns", "read, GB/s", "Before: ", "numa_hit", "100.0");

        CliRun again = CliRun.of("measure", "--report", file, "--compare", file, "-o", "json");
        assertFollowsTheSchema(again.out());
        assertThat(again.out()).contains("\"comparison\": ");

        CliRun picture = CliRun.of("measure", "--report", file, "-o", "svg");
        assertThat(picture.out()).startsWith("<svg ").contains("read, 1 core (GB/s)", "mem 0", "CPUs of 0");
    }

    @Test
    void measure_oneAspect_leavesTheOthersOut() {
        CliRun run = small("--what", "read", "--pages", "small", "-o", "json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"pages\": \"small\"", "\"aspect\": \"read\"").doesNotContain("latency");
    }

    @Test
    void measure_command_runsItInEachPlaceAndPrintsNothingOfIt() throws IOException {
        CliRun run = CliRun.of("measure", "--cpu", "1", "--rounds", "1", "-o", "json", "--", "sh", "-c",
                "echo of its own");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertFollowsTheSchema(run.out());
        assertThat(run.out()).contains("\"command\": \"sh -c echo of its own\"", "\"place\": \"aligned\"",
                "\"place\": \"unpinned\"").startsWith("{");
    }

    @Test
    void measure_commandOnce_saysSoForPeople() {
        CliRun run = CliRun.of("measure", "--cpu", "1", "--rounds", "1", "--", "true");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains(" · 1 round of 'true'\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --time 0                             | --time is 0, not from 1 to 86400.
            --rounds 1001                        | --rounds is 1001, not from 1 to 1000.
            --cores 0                            | --cores is 0, not from 1 to
            --block lots                         | --block is 'lots', not an amount above 0.
            --block 9999Gi                       | of memory to spare, of which at most half is used
            --block 999999Gi                     | of memory to spare, of which at most half is used
            --what bandwidth                     | --what is 'bandwidth', nothing that is measured.
            --pages tiny                         | invalid value for option '--pages'
            --cpu 1                              | --cpu is for a command, and there is none.
            -- true                              | --cpu is missing.
            --cpu 1 --rounds 1 -- false          | alidade: 'false' ended with code 1 in place aligned, so its time says nothing.
            --cpu 1 --rounds 1 -- no-such-thing  | alidade: 'no-such-thing' cannot be run:
            --cpu 1 -o svg --rounds 1 -- true    | the picture is of memory, which was not measured.
            --report FILE -- true                | --report measures nothing, and there is a command.
            --report FILE                        | kind is "NodeTopology", not MeasureReport.
            --compare none.json                  | none.json
            """)
    void measure_wrongUsage_isRefusedWith2(String arguments, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("other.json"), "{\"kind\": \"NodeTopology\"}");
        List<String> words = new ArrayList<>(List.of("measure"));
        words.addAll(List.of(arguments.replace("FILE", file.toString()).split(" ", -1)));
        CliRun run = CliRun.of(words.toArray(String[]::new));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("alidade: ").contains(message);
    }

    @Test
    void measure_moreCpusThanThereAre_isRefusedWith1() {
        CliRun run = CliRun.of("measure", "--cpu", "60000", "--", "true");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("60000 CPUs are asked for");
    }
}
