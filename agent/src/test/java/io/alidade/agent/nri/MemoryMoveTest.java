package io.alidade.agent.nri;

import static io.alidade.agent.nri.NriSamples.ask;
import static io.alidade.agent.nri.NriSamples.container;
import static io.alidade.agent.nri.NriSamples.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.bench.NriRuntime;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.wire.nri.ContainerUpdate;
import io.alidade.wire.nri.LinuxCPU;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A container that moves with its memory: a played runtime writes into cgroups of version 2 in a folder, as a kernel would, which
/// says where memory is to be before it has brought it there. The node is that of [NriReconcileTest], with pinned memory.
class MemoryMoveTest {
    private static final String PINNED = """
            memoryManagerPolicy: Static
            reservedMemory: [{numaNode: 0, limits: {memory: 100Mi}}]
            """;
    private static final long ALL = 64 << 20;
    private static final long COPYING_MILLIS = 300;

    @TempDir
    Path folder = Path.of("");

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private void write(String pod, LinuxCPU place, long onNumaNode0, long onNumaNode1) {
        try {
            Path cgroup = Files.createDirectories(folder.resolve("sys/fs/cgroup/kubepods").resolve(pod).resolve("c"));
            Files.writeString(cgroup.resolve("cpuset.cpus"), place.getCpus() + "\n");
            Files.writeString(cgroup.resolve("cpuset.mems"), place.getMems() + "\n");
            Files.writeString(cgroup.resolve("memory.numa_stat"),
                    "anon N0=" + onNumaNode0 + " N1=" + onNumaNode1 + "\nfile N0=0 N1=4096\nshmem N0=0 N1=0\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private LinuxCPU create(NriRuntime runtime, String pod, int cpus) throws Exception {
        LinuxCPU place = runtime.create(pod(pod), container(pod, cpus)).getAdjust().getLinux().getResources().getCpu();
        write(pod, place, place.getMems().equals("0") ? ALL : 0, place.getMems().equals("1") ? ALL : 0);
        return place;
    }

    /// Copies for a while, and leaves some where it was.
    private void move(ContainerUpdate update, long leftBehind) {
        LinuxCPU place = update.getLinux().getResources().getCpu();
        String pod = update.getContainerId().substring("c-".length());
        write(pod, place, 0, ALL);
        try {
            assertThat(new CountDownLatch(1).await(COPYING_MILLIS, TimeUnit.MILLISECONDS)).isFalse();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        write(pod, place, ALL - leftBehind, leftBehind);
    }

    /// What is told of a move after which some memory is still elsewhere.
    private String defragment(long leftBehind) throws Exception {
        Files.createDirectories(folder.resolve("sys/fs/cgroup"));
        Files.writeString(folder.resolve("sys/fs/cgroup/cgroup.controllers"), "cpuset cpu memory\n");
        AgentSettings settings = NriSamples.settings(folder, Optional.empty(), Optional.empty());
        try (NriRuntime runtime = NriRuntime.listen(folder.resolve("nri.sock"), Duration.ofSeconds(60));
                Agent _ = Samples.agent(settings, Samples.node(PINNED), log)) {
            int _ = runtime.accept();
            assertThat(runtime.synchronize(List.of(), List.of()).getUpdateCount()).isZero();
            runtime.make(update -> move(update, leftBehind));
            LinuxCPU gone = create(runtime, "own-gone", 6);
            LinuxCPU alone = create(runtime, "own-alone", 2);
            assertThat(gone.getMems() + alone.getMems()).isEqualTo("01");
            runtime.remove(pod("own-gone"), container("own-gone", 6));

            String answer = ask(settings.api(), "/v1/defragment?shape=cpu%3D8,memory%3D1Mi&apply=true&memory=move");

            assertThat(answer).contains("\"done\": true").doesNotContain("problem");
            assertThat(Files.readString(folder.resolve("sys/fs/cgroup/kubepods/own-alone/c/cpuset.mems")))
                    .isEqualTo("0\n");
            return answer;
        }
    }

    @Test
    void move_whoseMemoryTakesItsTime_isDoneWhenAllOfItHasCome() throws Exception {
        assertThat(defragment(0)).contains("\"leftBehind\": 0");
        assertThat(log).anyMatch(line -> line.contains("container-relocated") && line.contains("leftBehind=0"));
    }

    @Test
    void move_afterWhichMemoryStays_tellsHowMuch() throws Exception {
        assertThat(defragment(8192)).contains("\"leftBehind\": 8192");
        assertThat(log).anyMatch(line -> line.contains("container-relocated") && line.contains("leftBehind=8192"));
    }
}
