package io.alidade.linux.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.observe.NodeObserver;
import io.alidade.linux.verify.Finding.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A pod made of real cgroups and real processes, where the machine lets the test make them: as root, on two CPUs or more,
/// with a cpuset hierarchy of version 1.
class RealCgroupsTest {
    private static final Path CPUSET = Path.of("/sys/fs/cgroup/cpuset");
    private static final String NAME = "app";
    private static final Set<Kind> OF_THE_HOST = Set.of(Kind.HOST_PROCESSES_ON_EXCLUSIVE_CPUS);

    @TempDir
    private Path logs;

    private final List<Path> cgroups = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private String cgroupRoot = "";
    private Path container = Path.of("");
    private CpuSet own = CpuSet.EMPTY;
    private CpuSet shared = CpuSet.EMPTY;

    @BeforeEach
    void makePod() throws IOException {
        assumeTrue(Files.isWritable(CPUSET.resolve("cgroup.procs")), "no cpuset hierarchy that may be written");
        String mems = Files.readString(CPUSET.resolve("cpuset.effective_mems")).strip();
        CpuSet cpus = CpuSet.parseList(Files.readString(CPUSET.resolve("cpuset.effective_cpus")).strip());
        assumeTrue(cpus.size() >= 2, "one CPU only");
        int[] ids = cpus.toArray();
        own = CpuSet.parseList(Integer.toString(ids[ids.length - 1]));
        shared = cpus.andNot(own);
        cgroupRoot = "alidade-test-" + ProcessHandle.current().pid();
        Path top = CPUSET.resolve(cgroupRoot);
        Path pods = top.resolve("kubepods");
        Path pod = pods.resolve("pod" + FakeNode.UID);
        container = pod.resolve(FakeNode.id(NAME));
        for (Path cgroup : List.of(top, pods, pod, container)) {
            try {
                Files.createDirectory(cgroup);
            } catch (IOException refused) {
                assumeTrue(false, "cgroups cannot be made: " + refused.getMessage());
            }
            cgroups.addFirst(cgroup);
            Files.writeString(cgroup.resolve("cpuset.cpus"), cpus.toListString());
            Files.writeString(cgroup.resolve("cpuset.mems"), mems);
        }
        Files.writeString(container.resolve("cpuset.cpus"), own.toListString());
        Files.createSymbolicLink(logs.resolve("web_default_" + NAME + "-" + FakeNode.id(NAME) + ".log"),
                Path.of("/var/log/pods/default_web_" + FakeNode.UID + "/" + NAME + "/0.log"));
        Process process = start("sleep", "300");
        Files.writeString(container.resolve("cgroup.procs"), Long.toString(process.pid()));
    }

    @AfterEach
    void removePod() throws IOException, InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly();
            process.waitFor(10, TimeUnit.SECONDS);
        }
        for (Path cgroup : cgroups) {
            // An ended process leaves its cgroup a moment after it was waited for.
            for (int tries = 0; tries < 50 && Files.isDirectory(cgroup); tries++) {
                try {
                    Files.delete(cgroup);
                } catch (IOException busy) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            }
        }
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        processes.add(process);
        return process;
    }

    private VerificationReport verify() {
        CpuState cpu = new CpuState("static", shared, Map.of(FakeNode.UID, Map.of(NAME, own)), Map.of());
        return NodeVerification.verify(new Checkpoints(Optional.of(cpu), Optional.empty(), Optional.empty()),
                NodeObserver.observe(
                        new NodeObserver.Scope(Path.of("/"), Optional.of(logs), Optional.of(cgroupRoot), true)),
                Tolerance.DEFAULT);
    }

    @Test
    void verify_realContainer_isSeenWithItsThreadsAndPages() {
        VerificationReport report = verify();

        assertThat(report.without(OF_THE_HOST).findings()).isEmpty();
        assertThat(report.containers()).singleElement().satisfies(check -> {
            assertThat(check.place().label()).isEqualTo("default/web/app");
            assertThat(check.cpusInForce()).contains(own);
            assertThat(check.threadCpus()).contains(own);
            assertThat(check.threads()).isEqualTo(1);
            assertThat(check.memory().orElseThrow().totalOwnBytes()).isPositive();
        });
    }

    @Test
    void verify_realCpusetMoved_isDrift() throws IOException {
        Files.writeString(container.resolve("cpuset.cpus"), own.or(shared).toListString());

        assertThat(verify().without(OF_THE_HOST).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.CPUSET_DRIFT);
            assertThat(finding.actual()).isEqualTo(own.or(shared).toListString());
        });
    }

    @Test
    void verify_realForeignProcessOnAnExclusiveCpu_isFound() throws IOException {
        Path copy = Files.copy(Path.of("/bin/sleep"), logs.resolveSibling(logs.getFileName() + "-intruder"));
        try {
            start(copy.toString(), "300");

            assertThat(verify().findings()).anySatisfy(finding -> {
                assertThat(finding.kind()).isEqualTo(Kind.HOST_PROCESSES_ON_EXCLUSIVE_CPUS);
                assertThat(finding.processes().keySet())
                        .anyMatch(name -> copy.getFileName().toString().startsWith(name));
            });
        } finally {
            Files.delete(copy);
        }
    }
}
