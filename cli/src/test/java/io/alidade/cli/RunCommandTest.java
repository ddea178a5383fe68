package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `alidade run` says. [RunProcessTest] shows what it does.
class RunCommandTest {
    private static final String MACHINE = "examples/machines/gpu-server.yaml";

    @TempDir
    Path folder = Path.of("");

    private CliRun run(String... arguments) {
        return CliRun.of(new CliRun.Surroundings("", Map.of("XDG_STATE_HOME", folder.toString()), Outlets.FILES),
                arguments);
    }

    @Test
    void dryRun_otherMachine_saysWhatItWouldGet() {
        CliRun run = run("run", "--node", MACHINE, "--cpu", "4", "--memory", "8Gi", "--dry-run", "--", "train");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("4 CPUs, 8Gi of memory, policy restricted\ngranted: CPUs ")
                .contains("8Gi of memory from NUMA node 0").contains("For everything else: CPUs 0.");
    }

    @Test
    void dryRun_tooMuch_isRefusedWith1OnStandardOutput() {
        CliRun run = run("run", "--node", MACHINE, "--cpu", "4000", "--dry-run");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("refused: 4000 CPUs are asked for, and free are ");
        assertThat(run.err()).doesNotContain("refused");
    }

    @Test
    void dryRun_thisMachine_changesNothing() throws IOException {
        CliRun run = run("run", "--cpu", "1", "--policy", "none", "--dry-run", "-o", "json");

        assertThat(run.out()).contains("\"kind\": \"RunReport\"");
        assertThat(folder.resolve("alidade/run/runs.json")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"4, 0", "4000, 1"})
    void dryRun_asJson_followsTheSchema(String cpus, int exitCode) throws IOException {
        CliRun run = run("run", "--node", MACHINE, "--cpu", cpus, "--memory", "1Gi", "--dry-run", "-o", "json");
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("docs/schemas/run-report.schema.json")));

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
        assertThat(schema.validate(run.out(), InputFormat.JSON)).isEmpty();
    }

    @Test
    void command_withoutANumberOfCpus_getsOne() {
        CliRun run = run("run", "--node", MACHINE, "--dry-run");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("1 CPU, policy restricted").contains("granted: CPUs 64 of NUMA node 0");
    }

    @Test
    void list_withoutRuns_showsTheMachine() {
        CliRun run = run("run", "--list");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("NUMA node  CPUs").doesNotContain("granted");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --cpu 1                            | there is no command to run.
            --cpu 0 -- true                    | --cpu is 0, not from 1 to 65536.
            --cpu 1 --memory 0 -- true         | --memory is '0', not an amount above 0.
            --cpu 1 --memory 16Zi -- true      | --memory is '16Zi', not an amount above 0.
            --cpu 1 --hugepages-1Gi -1 -- true | --hugepages-1Gi is '-1', not an amount above 0.
            --cpu 1 --policy tight -- true     | invalid value for option '--policy': 'tight' is not
            --cpu 1 --near gpu-77 -- true      | --near gpu-77 is no PCI device of this machine.
            --cpu 1 --reserved-cpus 9999 -- a  | --reserved-cpus is '9999', not some of CPUs
            --cpu 1 --reserved-cpus 3- -- a    | --reserved-cpus is '3-':
            --cpu 1 --node FILE -- true        | --node names another machine
            """)
    void run_wrongUsage_isRefusedWith2(String arguments, String message) {
        List<String> all = new java.util.ArrayList<>(List.of("run"));
        all.addAll(List.of(arguments.replace("FILE", MACHINE).split(" ", -1)));
        CliRun run = run(all.toArray(String[]::new));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("alidade: ").contains(message);
    }

    @Test
    void run_withoutFolderForState_saysHowToNameOne() {
        CliRun run = CliRun.of(new CliRun.Surroundings("", Map.of("XDG_STATE_HOME", "relative"), Outlets.FILES), "run",
                "--cpu", "1", "--", "true");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--state");
    }
}
