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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class VerifyCommandTest {
    private static final String ALL = "cpuset-drift,memory-off-node,host-processes-on-exclusive-cpus";

    @TempDir
    Path folder = Path.of("");

    private static CliRun verify(String... arguments) {
        GoldenFiles.checkWorkingDirectory();
        List<String> all = new ArrayList<>(List.of("verify", "--root", "examples/nodes/drifted"));
        all.addAll(List.of(arguments));
        return CliRun.of(all.toArray(String[]::new));
    }

    private static Schema schema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("docs/schemas/verification-report.schema.json")));
    }

    @Test
    void verify_findings_endWithExitCode1AndIgnoredOnesDoNot() {
        assertThat(verify().exitCode()).isEqualTo(1);
        assertThat(verify().out()).contains("✘ cpuset-drift · shop/web-6f9d/nginx", "! memory-off-node",
                "! host-processes-on-exclusive-cpus", "3 findings");
        assertThat(verify("--ignore", "cpuset-drift").exitCode()).isEqualTo(1);
        assertThat(verify("--ignore", ALL).exitCode()).isZero();
        assertThat(verify("--ignore", ALL).out()).contains("no findings");
    }

    @Test
    void verify_thresholdsAndNoMemory_decideOnMemory() {
        assertThat(verify("--off-node-percent", "25").out()).contains("memory-off-node");
        assertThat(verify("--off-node-percent", "26").out()).doesNotContain("memory-off-node");
        assertThat(verify("--off-node-bytes", "256Mi").out()).contains("memory-off-node");
        assertThat(verify("--off-node-bytes", "257Mi").out()).doesNotContain("memory-off-node");
        assertThat(verify("--no-memory").out()).doesNotContain("memory-off-node", "75%");
    }

    @Test
    void verify_cgroupRootOfTheConfiguration_isWhereItLooks() throws IOException {
        Path kubelet = Path.of("examples/nodes/drifted/var/lib/kubelet");
        for (String file : List.of("cpu_manager_state", "memory_manager_state")) {
            Files.copy(kubelet.resolve(file), folder.resolve(file));
        }
        Files.writeString(folder.resolve("config.yaml"), "{cgroupDriver: cgroupfs, cgroupRoot: /elsewhere}");
        assertBad(verify("--kubelet-dir", folder.toString()), "has no cgroup /elsewhere");

        Files.writeString(folder.resolve("config.yaml"), "{cgroupDriver: systemd, cgroupRoot: /elsewhere}");
        assertThat(verify("--kubelet-dir", folder.toString()).exitCode()).isEqualTo(1);
    }

    @Test
    void verify_json_isWhatTheSchemaSays() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("logs"));
        Files.writeString(folder.resolve("cpu_manager_state"),
                "{\"policyName\":\"none\",\"defaultCpuSet\":\"\",\"checksum\":0}");
        for (CliRun run : List.of(verify("-o", "json"), verify("-o", "json", "--ignore", ALL),
                verify("-o", "json", "--logs", empty.toString()),
                verify("-o", "json", "--state", folder.toString()))) {
            assertThat(schema().validate(run.out(), InputFormat.JSON)).isEmpty();
        }
        String answer = verify("-o", "json").out();
        assertThat(schema().validate(answer.replace("\"fine\": false,\n  \"cgroup", "\"fine\": true,\n  \"cgroup"),
                InputFormat.JSON)).isNotEmpty();
        assertThat(schema().validate(answer.replace("\"4-5\"", "\"4 5\""), InputFormat.JSON)).isNotEmpty();
        assertThat(verify("-o", "yaml").out()).startsWith("apiVersion: alidade.io/v1\nkind: VerificationReport\n");
    }

    @Test
    void verify_withoutLogLinks_judgesPodsAsAWhole() throws IOException {
        CliRun run = verify("--logs", Files.createDirectory(folder.resolve("logs")).toString());

        assertThat(run.out()).contains("(unnamed containers)", "+ judged-as-a-whole: pod 0d4e7a52");
    }

    @Test
    void verify_unusableInput_endsWithAMessageAndACure() throws IOException {
        Files.writeString(folder.resolve("cpu_manager_state"), "{\"policyName\":\"static\"");
        assertBad(verify("--state", folder.toString()), "cpu_manager_state");
        assertBad(verify("--state", folder.resolve("gone").toString()), "is not a folder");
        assertBad(verify("--state", Files.createDirectory(folder.resolve("empty")).toString()),
                "holds no checkpoint file");
        assertBad(verify("--state", "x", "--kubelet-dir", "y"), "both given");
        assertBad(verify("--ignore", "drift"), "there is no finding 'drift'");
        assertBad(verify("--off-node-percent", "101"), "not from 0 to 100");
        assertBad(verify("--off-node-bytes", "much"), "not a number of bytes");
        assertBad(verify("--cgroup-root", "/elsewhere"), "has no cgroup /elsewhere");
        assertBad(verify("--logs", folder.resolve("gone").toString()), "cannot be opened");
        assertBad(CliRun.of("verify", "--root", folder.toString(), "--state", "examples/nodes/drifted/var/lib/kubelet"),
                "/sys/fs/cgroup is not there");
    }

    private static void assertBad(CliRun run, String words) {
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(words).hasLineCount(2);
    }

    @Test
    void options_ofVerify_areAllDocumented() throws IOException {
        String page = Files.readString(Path.of("docs/verify.md"));
        Session session = Session.ofProcess();
        Map<String, CommandLine> commands = Alidade.commandLine(session, new Problems(session)).getSubcommands();
        CommandLine verify = Optional.ofNullable(commands.get("verify")).orElseThrow();
        Stream<String> options = verify.getCommandSpec().options().stream().map(OptionSpec::longestName)
                .filter(name -> !Set.of("--help", "--version").contains(name));

        assertThat(options).isNotEmpty()
                .allMatch(option -> page.contains("`" + option + " ") || page.contains("`" + option + "`"));
    }
}
