package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.alidade.linux.verify.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `verify` on a copy of a node: one pod, one container with CPUs of its own, cgroups of version 2.
class VerifyCommandTest {
    private static final String UID = "11111111-2222-3333-4444-555555555555";
    private static final String ID = "ab".repeat(32);
    private static final String CGROUP = "sys/fs/cgroup/kubepods/pod" + UID + "/" + ID;

    @TempDir
    private Path folder;

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void node(String cpus) throws IOException {
        Samples samples = new Samples(Files.createDirectories(folder.resolve("input")));
        samples.write("pod.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: default, uid: " + UID
                + "}, spec: {containers: [{name: app, image: i, resources: {limits: {cpu: 2, memory: 1Gi}}}]}}");
        assertThat(samples.admit("pod.yaml", "--save-state", folder.resolve("var/lib/kubelet").toString()).exitCode())
                .isZero();
        write("sys/fs/cgroup/cgroup.controllers", "cpuset cpu memory\n");
        write("sys/fs/cgroup/kubepods/cpuset.cpus.effective", "0-15\n");
        write(CGROUP + "/cpuset.cpus.effective", cpus + "\n");
        write(CGROUP + "/cgroup.procs", "100\n");
        write("proc/100/task/100/status", "Name:\tapp\nPPid:\t1\nCpus_allowed_list:\t" + cpus
                + "\nMems_allowed_list:\t0\n");
        write("proc/100/numa_maps", "7f00 default anon=10 N0=10 kernelpagesize_kB=4\n");
        Files.createDirectories(folder.resolve("var/log/containers"));
        Files.createSymbolicLink(folder.resolve("var/log/containers/web_default_app-" + ID + ".log"),
                Path.of("/var/log/pods/default_web_" + UID + "/app/0.log"));
    }

    private CliRun verify(String... more) {
        List<String> arguments = new ArrayList<>(List.of("verify", "--root", folder.toString()));
        arguments.addAll(List.of(more));
        return CliRun.of(arguments.toArray(String[]::new));
    }

    private String assigned() {
        String state = verify("-o", "json").out();
        int start = state.indexOf("\"exclusiveCpus\": \"") + "\"exclusiveCpus\": \"".length();
        return state.substring(start, state.indexOf('"', start));
    }

    @Test
    void verify_containerInItsPlace_isDone() throws IOException {
        node("0");
        runsOn(assigned());
        CliRun run = verify();

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("✔  default/web/app", "1 container looked at: everything is where it should be");
        assertThat(run.exitCode()).isZero();
    }

    private void runsOn(String cpus) throws IOException {
        write(CGROUP + "/cpuset.cpus.effective", cpus + "\n");
        write("proc/100/task/100/status", "Name:\tapp\nPPid:\t1\nCpus_allowed_list:\t" + cpus
                + "\nMems_allowed_list:\t0\n");
    }

    @Test
    void verify_drift_isANegativeAnswerWithACureUnlessIgnored() throws IOException {
        node("7");
        CliRun run = verify();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("✘  default/web/app", "error cpuset-drift · default/web/app", "→ ");
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        assertThat(verify("--ignore", "cpuset-drift,memory-off-node").exitCode()).isZero();
    }

    @Test
    void answer_ofVerify_isWhatTheSchemaSays() throws IOException {
        Path file = Path.of("docs/schemas/verification-report.schema.json");
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(file));
        node("7");
        String found = verify("-o", "json").out();
        runsOn(assigned());
        String fine = verify("-o", "json").out();

        assertThat(schema.validate(found, InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(fine, InputFormat.JSON)).isEmpty();
        assertThat(found).contains("\"positive\": false");
        assertThat(fine).contains("\"positive\": true");
        assertThat(schema.validate(found.replace("\"positive\": false", "\"positive\": true"), InputFormat.JSON))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--ignore|no-such|'no-such' is no finding", "--tolerate-percent|101|tolerated are 0 to 100 percent",
        "--state|absent|is not a folder", "--logs|absent|cannot be opened"})
    void verify_badInput_isOneMessageWithACure(String line) throws IOException {
        node("7");
        String[] parts = line.split("\\|", -1);
        String value = parts[1].equals("absent") ? folder.resolve("absent").toString() : parts[1];
        CliRun run = verify(parts[0], value);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("alidade: ").contains(parts[2]).hasLineCount(2);
    }

    @Test
    void documentation_namesEveryFinding() throws IOException {
        String page = Files.readString(Path.of("docs/verify.md"));
        for (Finding.Kind kind : Finding.Kind.values()) {
            assertThat(page).contains("| `" + kind.wireName() + "` | " + kind.severity().wireName() + " |");
        }
    }
}
