package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The agent as a plugin of a real containerd that this test asks for containers, on the CPUs of this machine, of which CPU 0 is
/// reserved.
class NriContainersTest {
    private static final int CROWD = 100;
    private static final int STARTED = 5;
    private static final String CONFIGURATION = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            reservedSystemCPUs: "0"
            topologyManagerPolicy: single-numa-node
            maxPods: 500
            """;

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void peers() {
        assumeTrue(Peers.areThere());
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one CPU is reserved, so there must be two");
    }

    private AgentProcess agent(Path nriSocket) throws IOException, InterruptedException {
        Path configuration = Files.writeString(folder.resolve("alidade.yaml"), CONFIGURATION);
        Path place = Files.createDirectories(folder.resolve("a"));
        AgentProcess agent = AgentProcess.start(place, folder.resolve("state"),
                List.of("--mode", "nri", "--nri-socket", nriSocket.toString(), "--kubelet-dir", place.toString(),
                        "--config", configuration.toString()));
        agent.awaitLine("nri-synchronized");
        return agent;
    }

    private static Path cpus(StandaloneContainerd containerd, RuntimePods pods, String id) {
        return containerd.cgroupOf("cpuset", pods.pid(id).orElseThrow()).resolve("cpuset.cpus");
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    @Test
    void containers_createdAllAtOnce_areWhereTheyShouldBe_andAreBroughtBack() throws IOException, InterruptedException {
        Path work = Files.createDirectories(folder.resolve("c"));
        try (StandaloneContainerd containerd = StandaloneContainerd.start(work);
                AgentProcess agent = agent(work.resolve("nri.sock"));
                RuntimePods pods = new RuntimePods(containerd.socket())) {
            String own = pods.sandbox("own", containerd.cgroup() + "/poduid-own");
            String crowd = pods.sandbox("crowd", containerd.cgroup() + "/besteffort/poduid-crowd");

            List<String> ids = atOnce(CROWD, i -> i == CROWD / 2 ? pods.create(own, "c", 1)
                    : pods.create(crowd, String.format(Locale.ROOT, "c%02d", i), 0));

            List<String> expected = IntStream.range(0, CROWD).mapToObj(i -> i == CROWD / 2 ? "1" : "0").toList();
            agent.await("the CPUs of all", () -> ids.stream().map(pods::cpus).toList().equals(expected));

            String started = ids.get(CROWD / 2);
            pods.start(started);
            for (String id : ids.subList(0, STARTED)) {
                pods.start(id);
                assertThat(read(cpus(containerd, pods, id))).isEqualTo("0");
            }
            Path file = cpus(containerd, pods, started);
            assertThat(read(file)).isEqualTo("1");

            Files.writeString(file, "0");
            agent.awaitLine("drift-cured pod=default/own.c name=c container=" + started
                    + " resource=cpus observed=0 assigned=1");
            assertThat(read(file)).isEqualTo("1");
        }
    }

    /// What is made by as many threads, in order.
    private static List<String> atOnce(int count, IntFunction<String> make) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<String>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                Supplier<String> one = () -> make.apply(number);
                all.add(CompletableFuture.supplyAsync(one, threads));
            }
            return all.stream().map(CompletableFuture::join).toList();
        }
    }
}
