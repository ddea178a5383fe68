package io.alidade.live.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.memory.MemoryState;
import io.alidade.linux.observe.NodeObserver;
import io.alidade.live.verify.Drift.Kind;
import io.alidade.testkit.LiveTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real cgroups and real processes of the machine that runs the test: made, looked at, taken away.
class RealCgroupTest {
    private static final Path V1 = Path.of("/sys/fs/cgroup/cpuset");
    private static final Path V2 = Path.of("/sys/fs/cgroup");
    private static final String UID = LiveTree.UID;

    @TempDir
    Path folder = Path.of("");
    private final Deque<Path> cgroups = new ArrayDeque<>();
    private final List<Process> processes = new ArrayList<>();
    private Path mount = V1;
    private String name = "";
    private CpuSet shared = CpuSet.EMPTY;
    private CpuSet exclusive = CpuSet.EMPTY;
    private String mems = "0";

    @BeforeEach
    void findHierarchy() throws IOException {
        boolean isV2 = Files.exists(V2.resolve("cgroup.controllers"));
        mount = isV2 ? V2 : V1;
        assumeTrue(Files.exists(mount.resolve(isV2 ? "cpuset.cpus.effective" : "cpuset.cpus")),
                mount + " has no controller cpuset");
        CpuSet online = CpuSet
                .parseList(Files.readString(mount.resolve(isV2 ? "cpuset.cpus.effective" : "cpuset.cpus")).strip());
        mems = Files.readString(mount.resolve(isV2 ? "cpuset.mems.effective" : "cpuset.mems")).strip();
        assumeTrue(online.size() >= 2, "one CPU only: none can be exclusive");
        exclusive = CpuSet.of(online.last());
        shared = online.andNot(exclusive);
        name = "alidade-test-" + ProcessHandle.current().pid();
        try {
            cgroup("", online.toListString());
            cgroup("/kubepods", online.toListString());
            cgroup("/kubepods/pod" + UID, online.toListString());
            cgroup(container('a'), exclusive.toListString());
            cgroup(container('b'), shared.toListString());
        } catch (IOException e) {
            takeAway();
            abort("cgroups cannot be made here: " + e);
        }
        Files.createDirectories(folder.resolve("logs"));
        for (String container : List.of("a", "b")) {
            Files.createSymbolicLink(
                    folder.resolve("logs/web_shop_" + container + "-" + container.repeat(64) + ".log"),
                    Path.of("/var/log/pods/shop_web_" + UID + "/" + container + "/0.log"));
        }
    }

    private static String container(char digit) {
        return "/kubepods/pod" + UID + "/" + LiveTree.id(digit);
    }

    private Path at(String cgroup) {
        return Path.of(mount + "/" + name + cgroup);
    }

    private void cgroup(String cgroup, String cpus) throws IOException {
        Path path = Files.createDirectory(at(cgroup));
        cgroups.push(path);
        if (mount.equals(V2)) {
            Files.writeString(path.resolveSibling("cgroup.subtree_control"), "+cpuset");
        }
        Files.writeString(path.resolve("cpuset.mems"), mems);
        Files.writeString(path.resolve("cpuset.cpus"), cpus);
    }

    @AfterEach
    void takeAway() throws IOException {
        for (Process process : processes) {
            process.destroyForcibly();
            process.onExit().join();
        }
        for (Path cgroup : cgroups) {
            remove(cgroup);
        }
    }

    /// A cgroup is busy for a moment after its last process has ended.
    private static void remove(Path cgroup) throws IOException {
        IOException last = null;
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                Files.deleteIfExists(cgroup);
                return;
            } catch (IOException e) {
                last = e;
                LockSupport.parkNanos(20_000_000);
            }
        }
        if (last != null) {
            throw last;
        }
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        processes.add(process);
        return process;
    }

    private void startIn(char container) throws IOException {
        Files.writeString(at(container(container)).resolve("cgroup.procs"), Long.toString(start("sleep", "600").pid()));
    }

    /// A program of its own name, to be told from all others.
    private String program(String program) throws IOException {
        return Files.copy(Path.of("/bin/sleep").toRealPath(), folder.resolve(program),
                StandardCopyOption.COPY_ATTRIBUTES).toString();
    }

    private VerificationReport verify() {
        MemoryState.Block block = new MemoryState.Block(List.of(CpuSet.parseList(mems).first()), "memory", 1 << 20);
        boolean isOneNumaNode = CpuSet.parseList(mems).size() == 1;
        return NodeVerification.verify(
                new Checkpoints(
                        Optional.of(new CpuState("static", shared, Map.of(UID, Map.of("a", exclusive)), Map.of())),
                        isOneNumaNode ? Optional.of(new MemoryState("Static", Map.of(),
                                Map.of(UID, Map.of("a", List.of(block), "b", List.of(block))), Map.of()))
                                : Optional.empty(),
                        Optional.empty()),
                NodeObserver.observe(new NodeObserver.Scope(Path.of("/"), Optional.of(folder.resolve("logs")),
                        Optional.of("/" + name), true)),
                Tolerance.DEFAULT);
    }

    @Test
    void verify_realContainers_areFineUntilOneIsMoved() throws IOException {
        startIn('a');
        startIn('b');
        Set<Kind> host = Set.of(Kind.HOST_PROCESSES_ON_EXCLUSIVE_CPUS);

        VerificationReport fine = verify().without(host);
        assertThat(fine.drifts()).isEmpty();
        assertThat(fine.containers()).extracting(check -> check.place().label()).containsExactly("shop/web/a",
                "shop/web/b");
        assertThat(fine.containers().getFirst().threadCpus()).contains(exclusive);
        assertThat(fine.containers().getFirst().memory().orElseThrow().ownBytes()).isNotEmpty();

        Files.writeString(at(container('a')).resolve("cpuset.cpus"), shared.toListString());
        VerificationReport moved = verify().without(host);
        assertThat(moved.drifts()).extracting(Drift::kind).containsExactly(Kind.CPUSET_DRIFT);
        assertThat(moved.drifts().getFirst().actual()).isEqualTo(shared.toListString());
        assertThat(moved.containers().getFirst().threadCpus()).contains(shared);
    }

    @Test
    void verify_strangerOnAnExclusiveCpu_isFound() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/taskset")), "no taskset here");
        startIn('a');
        Process stranger = start(program("stranger"), "600");
        Process neighbour = start(program("neighbour"), "600");
        taskset(stranger, exclusive);
        taskset(neighbour, shared);

        Drift drift = verify().drifts().stream()
                .filter(one -> one.kind() == Kind.HOST_PROCESSES_ON_EXCLUSIVE_CPUS).findFirst().orElseThrow();

        assertThat(drift.processes()).containsEntry("stranger", 1).doesNotContainKey("neighbour");
    }

    @Test
    void verify_processThatLeftItsContainer_isNoLongerPartOfIt() throws IOException {
        startIn('a');
        Files.writeString(mount.resolve("cgroup.procs"), Long.toString(processes.getFirst().pid()));

        ContainerCheck check = verify().containers().getFirst();

        assertThat(check.processes()).isZero();
        assertThat(check.threadCpus()).isEmpty();
    }

    private static void taskset(Process process, CpuSet cpus) throws IOException {
        Process taskset = new ProcessBuilder("/usr/bin/taskset", "-p", "-c", cpus.toListString(),
                Long.toString(process.pid())).redirectErrorStream(true).start();
        assertThat(new String(taskset.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("new affinity");
    }
}
