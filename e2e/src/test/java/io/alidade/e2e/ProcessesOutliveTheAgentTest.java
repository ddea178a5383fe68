package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.linux.process.CpuAffinity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An agent that is asked to end while its pods run as processes of this machine.
class ProcessesOutliveTheAgentTest {
    private static final String CONFIGURATION = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            topologyManagerPolicy: best-effort
            reservedSystemCPUs: "0"
            """;

    @TempDir
    Path folder = Path.of("");

    private Optional<AgentProcess> agent = Optional.empty();

    @BeforeEach
    void start() throws IOException, InterruptedException {
        assumeTrue(CpuAffinity.current().contains(0) && CpuAffinity.current().size() > 1,
                "a machine with two CPUs is needed");
        Files.writeString(folder.resolve("config.yaml"), CONFIGURATION);
        agent = Optional.of(startAgent());
    }

    @AfterEach
    void stop() {
        agent.ifPresent(AgentProcess::close);
    }

    private AgentProcess startAgent() throws IOException, InterruptedException {
        return AgentProcess.start(folder, List.of(), "--runtime", "process", "--config",
                folder.resolve("config.yaml").toString());
    }

    private AgentProcess agent() {
        return agent.orElseThrow();
    }

    private static String allowed(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:")).findFirst().orElseThrow();
    }

    @Test
    void sigterm_ofTheAgent_leavesContainersAndTheNextAgentAdoptsThem() throws IOException, InterruptedException {
        agent().admit(new Scenario.Pod("own", "containers: [{name: c, command: [/bin/sh, -c, \"sleep 1000\"],"
                + " resources: {limits: {cpu: 1, memory: 32Mi}}}]"));
        agent().admit(new Scenario.Pod("job", "restartPolicy: Never\ncontainers: [{name: c, command: [/bin/sh, -c,"
                + " \"sleep 4; exit 3\"]}]"));
        long own = agent().running("own");
        long _ = agent().running("job");
        String cpus = allowed(own);

        agent().end();
        assertThat(agent().log()).contains(" info agent-ended");
        assertThat(allowed(own)).isEqualTo(cpus);

        agent = Optional.of(startAgent());
        // What the last one wrote of it stands until something changes.
        agent().await("the container", () -> agent().log()
                .contains("container-found pod=default/own container=c pid=" + own));
        assertThat(agent().running("own")).isEqualTo(own);
        assertThat(agent().log()).doesNotContain("container-started");
        assertThat(allowed(own)).isEqualTo(cpus);
        agent().await("the end of the job", () -> agent().podStatus("job").flatMap(pod -> pod.string("phase"))
                .filter("Failed"::equals).isPresent());
        assertThat(agent().containerState("job").orElseThrow().integer("exitCode", 0, 255)).hasValue(3);

        agent().remove("own");
        assertThat(Path.of("/proc/" + own)).doesNotExist();
        agent().remove("job");
    }
}
