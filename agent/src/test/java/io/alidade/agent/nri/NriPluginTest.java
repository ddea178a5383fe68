package io.alidade.agent.nri;

import static io.alidade.agent.nri.NriSamples.ask;
import static io.alidade.agent.nri.NriSamples.container;
import static io.alidade.agent.nri.NriSamples.cpus;
import static io.alidade.agent.nri.NriSamples.pod;
import static io.alidade.agent.nri.NriSamples.resources;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.bench.NriRuntime;
import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.HttpServer;
import io.alidade.agent.kubelet.KubeletApi;
import io.alidade.agent.pod.PodRecord;
import io.alidade.conformance.ConformanceReport;
import io.alidade.conformance.ConformanceRun;
import io.alidade.kube.document.Value;
import io.alidade.wire.nri.ContainerUpdate;
import io.alidade.wire.nri.CreateContainerResponse;
import io.alidade.wire.nri.Event;
import io.alidade.wire.nri.UpdateContainerRequest;
import io.alidade.wire.nri.UpdateResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The plugin over a real socket; the runtime is played. The node has two NUMA nodes of 8 CPUs; CPUs 0 and 8 are reserved.
class NriPluginTest {
    @TempDir
    Path folder = Path.of("");

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private Agent agent(Optional<KubeletApi> kubelet) {
        return Samples.agent(NriSamples.settings(folder, kubelet, Optional.empty()), Samples.node(), log);
    }

    private NriRuntime runtime() throws IOException {
        return NriRuntime.listen(folder.resolve("nri.sock"), Duration.ofSeconds(60));
    }

    private List<String> recorded() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("state/pods"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void rehearsal_beforeTheRuntimeIsLookedFor_leavesNothing() throws Exception {
        try (NriRuntime runtime = runtime(); Agent agent = agent(Optional.empty())) {
            int _ = runtime.accept();

            assertThat(log).anyMatch(line -> line.matches(".* info nri-rehearsed containers=[1-9][0-9]*"))
                    .noneMatch(line -> line.contains("rehearsal"));
            assertThat(agent.snapshot().records()).isEmpty();
            try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
                assertThat(files.map(Path::toString)).noneMatch(file -> file.contains("rehearsal"));
            }
            assertThat(runtime.synchronize(List.of(), List.of()).getUpdateCount()).isZero();
            for (String name : List.of("any", "own")) {
                // Once more, while its container is on its way.
                runtime.run(pod(name));
                Thread.sleep(100);
                assertThat(cpus(runtime.create(pod(name), container(name, name.equals("own") ? 2 : 0))))
                        .isEqualTo(name.equals("own") ? "1,9" : "0-15");
            }
            assertThat(agent.snapshot().records()).extracting(record -> record.pod().uid())
                    .containsExactly("any_c", "own_c");
            assertThat(log).noneMatch(line -> line.contains("rehearsal"));
            try (Stream<Path> files = Files.walk(folder.resolve("state")).filter(Files::isRegularFile)) {
                for (Path file : files.toList()) {
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).as(file.toString())
                            .doesNotContain("rehearsal");
                }
            }
        }
    }

    @Test
    void containersThatRun_areAdoptedAtOnce_andWrittenDownIfTheyHoldSomething() throws Exception {
        try (NriRuntime runtime = runtime(); Agent agent = agent(Optional.empty())) {
            assertThat(runtime.accept() & 1 << (Event.RUN_POD_SANDBOX.getNumber() - 1)).isNotZero();

            List<ContainerUpdate> moves = runtime.synchronize(List.of(pod("any"), pod("own"), pod("own-large")),
                    List.of(container("any", 0), container("own", 2), container("own-large", 12))).getUpdateList();

            // What does not fit goes on in the shared pool.
            assertThat(cpus(moves)).isEqualTo(Map.of("c-any", "0,2-8,10-15", "c-own", "1,9", "c-own-large",
                    "0,2-8,10-15"));
            assertThat(agent.snapshot().records()).extracting(PodRecord::isActive).containsExactly(true, true, false);
            assertThat(recorded()).containsExactly("own_c.json");
        }
        try (NriRuntime runtime = runtime(); Agent agent = agent(Optional.empty())) {
            int _ = runtime.accept();

            // Of what a former agent knew, own has gone.
            List<ContainerUpdate> moves = runtime.synchronize(List.of(pod("any")), List.of(container("any", 0)))
                    .getUpdateList();

            assertThat(cpus(moves)).isEqualTo(Map.of("c-any", "0-15"));
            assertThat(agent.snapshot().records()).hasSize(1);
            assertThat(recorded()).isEmpty();
        }
    }

    @Test
    void containersThatRun_areStepsOfTheJournal_eachFromWhereTheLastLed() throws Exception {
        try (NriRuntime runtime = runtime();
                Agent agent = Samples.agent(
                        Samples.journaling(NriSamples.settings(folder, Optional.empty(), Optional.empty())),
                        Samples.node(), log)) {
            int _ = runtime.accept();
            List<String> names = List.of("own-1", "any-1", "own-2", "own-large", "own-3", "any-2");
            var _ = runtime.synchronize(names.stream().map(NriSamples::pod).toList(),
                    names.stream()
                            .map(name -> container(name,
                                    name.equals("own-large") ? 12 : name.startsWith("own") ? 2 : 0))
                            .toList());
            assertThat(agent.snapshot().records()).hasSize(6);
        }
        Path journal = folder.resolve("state/journal");
        ConformanceReport report = new ConformanceRun(Optional.empty(), 10, _ -> {}).replay(List.of(journal));

        assertThat(report.shown()).isEmpty();
        assertThat(report.scenarios()).isEqualTo(1);
        assertThat(report.steps()).isEqualTo(6);
    }

    @Test
    void containerThatIsCreated_movesTheSharedPoolInTheSameAnswer() throws Exception {
        try (NriRuntime runtime = runtime(); Agent _ = agent(Optional.empty())) {
            int _ = runtime.accept();
            assertThat(runtime.synchronize(List.of(), List.of()).getUpdateCount()).isZero();
            assertThat(cpus(runtime.create(pod("any"), container("any", 0)))).isEqualTo("0-15");

            CreateContainerResponse answer = runtime.create(pod("own"), container("own", 2));

            assertThat(cpus(answer)).isEqualTo("1,9");
            assertThat(cpus(answer.getUpdateList())).isEqualTo(Map.of("c-any", "0,2-8,10-15"));
            assertThatThrownBy(() -> runtime.create(pod("own-large"), container("own-large", 12)))
                    .hasMessageContaining("TopologyAffinityError: Resources cannot be allocated with Topology");
        }
    }

    @Test
    void podOfTheKubelet_isLookedUpWhileItsSandboxIsMade() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (HttpServer kubelet = HttpServer.onAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                _ -> {
                    asked.incrementAndGet();
                    return list("own-a", "own-b", "broken");
                });
                NriRuntime runtime = runtime();
                Agent agent = agent(Optional.of(new KubeletApi(
                        URI.create("http://127.0.0.1:" + ((InetSocketAddress) kubelet.address()).getPort()),
                        Optional.empty(), Optional.empty())))) {
            int _ = runtime.accept();
            // One of them pins, so it is looked at; the agent has asked for its configuration.
            int before = asked.get();
            assertThat(runtime.synchronize(List.of(), List.of()).getUpdateCount()).isZero();
            assertThat(asked.get()).isEqualTo(before);

            runtime.run(pod("own-a"));
            // The cgroup says 2 CPUs, the kubelet 3.
            assertThat(cpus(runtime.create(pod("own-a"), container("own-a", 2)))).isEqualTo("1-2,9");
            assertThat(cpus(runtime.create(pod("own-b"), container("own-b", 2)))).isEqualTo("3,10-11");
            assertThat(cpus(runtime.create(pod("own-unknown"), container("own-unknown", 2)))).isEqualTo("4,12");

            assertThat(asked.get()).isEqualTo(before + 3);
            assertThat(agent.snapshot().pods().contains("own-a")).isTrue();
            assertThat(log).anyMatch(line -> line.contains("pod-request pod=default/own-b uid=own-b source=kubelet"))
                    .anyMatch(line -> line.contains("pod-request pod=default/own-unknown.c uid=own-unknown_c"
                            + " source=\"cgroup values\""));
        }
    }

    private static Map<String, String> resize(NriRuntime runtime, String pod, int cpus) throws Exception {
        return cpus(runtime.call("UpdateContainer", UpdateContainerRequest.newBuilder().setPod(pod(pod))
                .setContainer(container(pod, cpus)).setLinuxResources(resources(cpus)).build(), UpdateResponse.parser())
                .getUpdateList());
    }

    @Test
    void containerThatIsResized_keepsWhatItStartedWith_orStaysAsItIs() throws Exception {
        try (NriRuntime runtime = runtime(); Agent agent = agent(Optional.empty())) {
            int _ = runtime.accept();
            assertThat(runtime.synchronize(List.of(), List.of()).getUpdateCount()).isZero();
            assertThat(cpus(runtime.create(pod("any"), container("any", 0)))).isEqualTo("0-15");
            assertThat(cpus(runtime.create(pod("own"), container("own", 2)))).isEqualTo("1,9");

            assertThat(resize(runtime, "own", 4)).isEqualTo(Map.of("c-own", "1-2,9-10", "c-any", "0,3-8,11-15"));
            assertThat(resize(runtime, "own", 4)).isEqualTo(Map.of("c-own", "1-2,9-10"));
            // No NUMA node has so many.
            assertThatThrownBy(() -> resize(runtime, "own", 7)).hasMessageContaining(
                    "TopologyAffinityError: Resources cannot be allocated with Topology locality");
            assertThat(agent.snapshot().placements(agent.snapshot().records().getLast()).getFirst().cpus())
                    .hasToString("1-2,9-10");
            assertThat(resize(runtime, "own", 3)).isEqualTo(Map.of("c-own", "1-2,9", "c-any", "0,3-8,10-15"));
        }
        // A later agent knows what it started with.
        try (NriRuntime runtime = runtime(); Agent _ = agent(Optional.empty())) {
            int _ = runtime.accept();
            assertThat(cpus(runtime.synchronize(List.of(pod("own")), List.of(container("own", 3))).getUpdateList()))
                    .isEqualTo(Map.of("c-own", "1-2,9"));
            assertThat(resize(runtime, "own", 1)).isEqualTo(Map.of("c-own", "1"));
        }
    }

    @Test
    void containersThatAreReleased_mayRunOnAllCpus_andNobodyIsToldWhereToRun() throws Exception {
        try (NriRuntime runtime = runtime(); Agent _ = agent(Optional.empty())) {
            Path socket = folder.resolve("state/agent.sock");
            assertThat(ask(socket, "/v1/release")).contains("no runtime is connected");
            int _ = runtime.accept();
            assertThat(runtime.synchronize(List.of(), List.of()).getUpdateCount()).isZero();
            assertThat(cpus(runtime.create(pod("any"), container("any", 0)))).isEqualTo("0-15");
            assertThat(cpus(runtime.create(pod("own"), container("own", 2)))).isEqualTo("1,9");

            assertThat(ask(socket, "/v1/release")).contains("\"containers\": 2");

            assertThat(cpus(runtime.unasked())).isEqualTo(Map.of("c-any", "0-15", "c-own", "0-15"));
            assertThat(cpus(runtime.create(pod("own-large"), container("own-large", 12)))).isEmpty();
        }
    }

    private static HttpResponse list(String... uids) {
        return HttpResponse.json(HttpResponse.OK, Value.mapping().with("items",
                Value.sequence(Stream.of(uids).map(uid -> uid.equals("broken")
                        ? Value.mapping().with("metadata", Value.mapping().with("uid", uid)).build()
                        : podObject(uid)).toList()))
                .build());
    }

    private static Value podObject(String uid) {
        return Value.mapping()
                .with("metadata", Value.mapping().with("name", uid).with("namespace", "default").with("uid", uid))
                .with("spec",
                        Value.mapping().with("containers", Value.sequence(List.of(Value.mapping().with("name", "c")
                                .with("image", "i").with("resources", Value.mapping().with("limits",
                                        Value.mapping().with("cpu", "3").with("memory", "64Mi")))
                                .build()))))
                .build();
    }
}
