package io.alidade.agent.nri;

import static io.alidade.agent.nri.NriSamples.ask;
import static io.alidade.agent.nri.NriSamples.container;
import static io.alidade.agent.nri.NriSamples.cpus;
import static io.alidade.agent.nri.NriSamples.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.bench.NriRuntime;
import io.alidade.agent.http.SocketClient;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.engine.mask.CpuSet;
import io.alidade.wire.nri.ContainerUpdate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cgroups in a folder, into which a played runtime writes what it is told. The node has two NUMA nodes of 8 CPUs; CPUs 0 and 8
/// are reserved.
class NriReconcileTest {
    private static final int SECONDS = 30;

    @TempDir
    Path folder = Path.of("");

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private Optional<NriRuntime> runtime = Optional.empty();
    private Optional<Agent> agent = Optional.empty();
    private AgentSettings settings = Samples.settings(Path.of(""));

    @BeforeEach
    void start() throws Exception {
        // What the mount of a machine of version 1 looks like.
        Files.createDirectories(folder.resolve("sys/fs/cgroup/cpuset"));
        settings = Samples.watchingPods(NriSamples.settings(folder, Optional.empty(), Optional.empty()));
        runtime = Optional.of(NriRuntime.listen(folder.resolve("nri.sock"), Duration.ofSeconds(60)));
        agent = Optional.of(Samples.agent(settings, Samples.node(), log));
        int _ = runtime().accept();
        assertThat(runtime().synchronize(List.of(), List.of()).getUpdateCount()).isZero();
    }

    @AfterEach
    void end() {
        agent.ifPresent(Agent::close);
        runtime.ifPresent(NriRuntime::close);
    }

    private NriRuntime runtime() {
        return runtime.orElseThrow();
    }

    private Path cgroup(String pod) {
        return folder.resolve("sys/fs/cgroup/cpuset/kubepods").resolve(pod).resolve("c");
    }

    private void write(String pod, String cpus) {
        try {
            Files.createDirectories(cgroup(pod));
            Files.writeString(cgroup(pod).resolve("cpuset.cpus"), cpus + "\n");
            Files.writeString(cgroup(pod).resolve("cpuset.mems"), "0-1\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String read(String pod) throws IOException {
        return Files.readString(cgroup(pod).resolve("cpuset.cpus")).strip();
    }

    /// As a runtime does it.
    private void apply(ContainerUpdate update) {
        write(update.getContainerId().substring("c-".length()), update.getLinux().getResources().getCpu().getCpus());
    }

    private void create(String pod, int cpus) throws Exception {
        write(pod, cpus(runtime().create(pod(pod), container(pod, cpus))));
    }

    private void await(String line) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < SECONDS * 10 && log.stream().noneMatch(said -> said.contains(line)); i++) {
            assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
        }
        assertThat(log).anyMatch(said -> said.contains(line));
    }

    private String metrics() {
        return new String(SocketClient.call(folder.resolve("watch.sock"), "GET", "/metrics", "text/plain", new byte[0])
                .body(), StandardCharsets.UTF_8);
    }

    @Test
    void container_thatSomebodyElseMoves_isBroughtBackByTheRuntimeAndCounted() throws Exception {
        runtime().make(this::apply);
        create("own", 2);
        create("any", 0);
        assertThat(read("own")).isEqualTo("1,9");

        write("own", "3");

        await("drift-cured pod=default/own.c name=c container=c-own resource=cpus observed=3 assigned=1,9");
        assertThat(read("own")).isEqualTo("1,9");
        assertThat(read("any")).isEqualTo("0,2-8,10-15");
        assertThat(metrics()).contains("alidade_drift_seen_total 1").contains("alidade_drift_cured_total 1");
    }

    @Test
    void memory_ofAContainer_isLookedAtBelowItsFirstProcess() throws Exception {
        create("own", 2);
        Files.writeString(cgroup("own").resolve("cgroup.procs"), "812\n811\n");
        Files.createDirectories(folder.resolve("proc/811/task/811"));
        Files.writeString(folder.resolve("proc/811/task/811/children"), "812 ");
        Files.writeString(folder.resolve("proc/811/numa_maps"), "7f00 default anon=4 N0=3 N1=1 kernelpagesize_kB=4\n");
        Files.createDirectories(folder.resolve("proc/812"));
        Files.writeString(folder.resolve("proc/812/numa_maps"), "7f00 default anon=4 N0=4 kernelpagesize_kB=4\n");

        CountDownLatch never = new CountDownLatch(1);
        String share = "alidade_container_local_pages_ratio{container=\"c\",namespace=\"default\",pod=\"own.c\"} 0.875";
        for (int i = 0; i < SECONDS * 10 && !metrics().contains(share); i++) {
            assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
        }
        assertThat(metrics()).contains(share);
    }

    @Test
    void container_thatTheRuntimeDoesNotBringBack_isToldOnce() throws Exception {
        create("own", 2);

        write("own", "3");

        await("drift-not-cured pod=default/own.c name=c container=c-own resource=cpus observed=3 assigned=1,9");
        // Looked at, and asked for, again; the look before the last time was told to the end.
        for (int i = 0; i < 4; i++) {
            assertThat(cpus(runtime().unasked())).containsEntry("c-own", "1,9");
        }
        assertThat(log).filteredOn(line -> line.contains("drift-not-cured")).hasSize(1);
    }

    /// Three cores of NUMA node 0 are free, and `own-alone` has one of NUMA node 1.
    private void fragment() throws Exception {
        create("own-gone", 6);
        create("own-alone", 2);
        runtime().remove(pod("own-gone"), container("own-gone", 6));
        assertThat(read("own-alone")).isEqualTo("4,12");
    }

    private String defragment() {
        return ask(settings.api(), "/v1/defragment?shape=cpu%3D8&apply=true");
    }

    @Test
    void move_thatTheRuntimeMakes_isSeenInTheCgroup() throws Exception {
        runtime().make(this::apply);
        fragment();

        assertThat(defragment()).contains("\"done\": true").doesNotContain("problem");

        assertThat(read("own-alone")).isEqualTo("1,9");
        assertThat(log).anyMatch(line -> line.contains("container-relocated"));
    }

    @Test
    void move_thatTheRuntimeDoesNotMake_isTakenBack() throws Exception {
        fragment();

        assertThat(defragment()).contains("\"done\": false").contains("could not be brought to CPUs 1,9");

        assertThat(agent.orElseThrow().snapshot().node().node().allocations().cpus().sharedCpus())
                .isEqualTo(CpuSet.parseList("0-3,5-11,13-15"));
    }
}
