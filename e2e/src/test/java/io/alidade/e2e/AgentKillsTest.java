package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.SocketClient;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.memory.MemoryState;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.checkpoint.WrittenCheckpoints;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The agent's process is killed while pods come and go, at moments drawn from a seed: nobody was told what is not in its
/// checkpoints, and nothing is in them twice. `-Dalidade.kills=1000` kills more often.
class AgentKillsTest {
    private static final int KILLS = Integer.getInteger("alidade.kills", 300);
    private static final int LANES = 2;
    private static final long SEED = Long.getLong("alidade.seed", 12);
    private static final int MAX_ANSWERS = 6;
    private static final String MACHINE = """
            numaNodes: [{node: 0, memory: 64Gi}, {node: 1, memory: 64Gi}]
            layout: {sockets: 2, coresPerSocket: 16, threadsPerCore: 2}
            """;
    private static final String CONFIGURATION = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            memoryManagerPolicy: Static
            topologyManagerPolicy: best-effort
            reservedSystemCPUs: "0,32"
            systemReserved: {memory: 1948Mi}
            reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}, {numaNode: 1, limits: {memory: 1Gi}}]
            """;

    @TempDir
    Path folder = Path.of("");

    /// An agent that is killed and started again, and what its client was told.
    private final class Lane {
        private final Path home;
        private final SplittableRandom random;
        /// The CPUs of each pod that was admitted; nothing of one that was removed.
        private final Map<String, Optional<CpuSet>> answered = new TreeMap<>();
        /// Pods for which something was asked and not answered.
        private final Set<String> open = new HashSet<>();
        private int nextPod;
        private long answers;
        /// How long the last answer took: the agent dies some time within the next.
        private long answerNanos = 10_000_000;

        Lane(int number) throws IOException {
            home = Files.createDirectory(folder.resolve("lane" + number));
            random = new SplittableRandom(SEED + number);
            Files.writeString(home.resolve("machine.yaml"), MACHINE);
            Files.writeString(home.resolve("kubelet.yaml"), CONFIGURATION);
        }

        private Path socket() {
            return home.resolve("state/agent.sock");
        }

        private Process start(List<String> options) throws IOException {
            List<String> command = new ArrayList<>(Finished.alidadeCommand("agent", "--enforce=false", "--node",
                    home.resolve("machine.yaml").toString(), "--config", home.resolve("kubelet.yaml").toString(),
                    "--state", home.resolve("state").toString()));
            command.set(command.indexOf("-cp") + 1, jars());
            command.addAll(1, options);
            return new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile())).start();
        }

        private Process startAndAwait(List<String> options) throws IOException, InterruptedException {
            Process process = start(options);
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
            while (true) {
                try {
                    assertThat(call("GET", "/v1/pods", "").status()).isEqualTo(200);
                    return process;
                } catch (BadInput notYet) {
                    assertThat(process.isAlive() && System.nanoTime() < end)
                            .as("the agent answers: %s", Files.readString(home.resolve("log"))).isTrue();
                    Thread.sleep(4);
                }
            }
        }

        private HttpResponse call(String method, String path, String body) {
            return SocketClient.call(socket(), method, path, "application/json", body.getBytes(StandardCharsets.UTF_8));
        }

        /// Adds and removes pods until nobody answers any more: the agent is killed in the middle of an answer, or between two.
        private void act(Process agent) {
            try {
                int last = random.nextInt(MAX_ANSWERS);
                for (int answer = 0;; answer++) {
                    if (answer == last) {
                        CompletableFuture.delayedExecutor(random.nextLong(answerNanos * 3 / 2), TimeUnit.NANOSECONDS)
                                .execute(agent::destroyForcibly);
                    }
                    long begun = System.nanoTime();
                    List<String> known = answered.entrySet().stream().filter(pod -> pod.getValue().isPresent())
                            .map(Map.Entry::getKey).toList();
                    if (known.size() > 4 && random.nextInt(3) > 0) {
                        remove(known.get(random.nextInt(known.size())));
                    } else {
                        add("p" + nextPod++);
                    }
                    answerNanos = System.nanoTime() - begun;
                    answers++;
                }
            } catch (BadInput killed) {
                assertThat(killed.getMessage()).startsWith("no agent answers on ");
            }
        }

        private void remove(String name) {
            open.add(name);
            assertThat(call("DELETE", "/v1/pods/default/" + name, "").status()).isEqualTo(200);
            answered.put(name, Optional.empty());
            open.remove(name);
        }

        private void add(String name) {
            open.add(name);
            HttpResponse response = call("POST", "/v1/pods", "{apiVersion: v1, kind: Pod, metadata: {name: " + name
                    + ", uid: " + name + "}, spec: {containers: [{name: c, image: i, resources: {limits: {cpu: "
                    + random.nextInt(1, 5) + ", memory: " + random.nextInt(1, 9) + "Gi}}}]}}");
            String text = new String(response.body(), StandardCharsets.UTF_8);
            assertThat(response.status()).as(text).isEqualTo(201);
            answered.put(name, exclusiveCpus(text));
            open.remove(name);
        }

        /// What the files say, before the next agent looks at them.
        private void check() {
            WrittenCheckpoints written = WrittenCheckpoints.read(CheckpointFiles.in(home.resolve("state")));
            assertThat(written.warnings()).isEmpty();
            CpuState cpus = written.checkpoints().cpu().orElseThrow();
            MemoryState memory = written.checkpoints().memory().orElseThrow();
            answered.forEach((name, held) -> {
                if (!open.contains(name)) {
                    assertThat(Optional.ofNullable(cpus.entries().get(name)).map(pod -> pod.get("c"))).as(name)
                            .isEqualTo(held);
                    assertThat(memory.entries().containsKey(name)).as(name).isEqualTo(held.isPresent());
                }
            });
            CpuSet given = cpus.defaultCpuSet();
            for (Map<String, CpuSet> pod : cpus.entries().values()) {
                for (CpuSet own : pod.values()) {
                    assertThat(own.intersects(given)).as("twice in %s", cpus).isFalse();
                    given = given.or(own);
                }
            }
        }

        /// What was not answered is now what the agent says.
        private void settle() {
            for (String name : open) {
                HttpResponse response = call("GET", "/v1/pods/default/" + name, "");
                answered.put(name, response.status() == 200
                        ? exclusiveCpus(new String(response.body(), StandardCharsets.UTF_8)) : Optional.empty());
            }
            open.clear();
        }

        Lane run(int kills, List<String> options) throws IOException, InterruptedException {
            for (int kill = 0; kill < kills; kill++) {
                Process agent = startAndAwait(options);
                settle();
                act(agent);
                agent.waitFor();
                check();
            }
            assertThat(home.resolve("log")).content().doesNotContain("set-aside", "pod-moved", "pod-not-kept",
                    "pod-unknown", "not-stored", "step-failed");
            return this;
        }
    }

    private static Optional<CpuSet> exclusiveCpus(String document) {
        Fields fields = Fields.of(DocumentReader.mapping(
                DocumentReader.readOne("the answer", document.getBytes(StandardCharsets.UTF_8))));
        Fields pod = fields.objects("items").stream().findFirst().orElse(fields);
        return pod.objects("containers").stream().findFirst().flatMap(own -> own.string("exclusiveCpus"))
                .map(CpuSet::parseList);
    }

    /// The class path without what is no archive, which a cache of classes cannot hold.
    private static String jars() {
        List<String> entries = Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
        List<String> jars = entries.stream().filter(entry -> entry.endsWith(".jar")).toList();
        boolean packaged = jars.stream().anyMatch(jar -> jar.contains("alidade-cli"));
        return String.join(File.pathSeparator, packaged ? jars : entries);
    }

    /// A cache of classes makes a start cost half. Without one the test takes longer, and says the same.
    private List<String> cachedClasses() throws IOException, InterruptedException {
        Path cache = folder.resolve("classes.aot");
        Process rehearsal = new Lane(LANES).startAndAwait(List.of("-XX:AOTCacheOutput=" + cache, "-Xlog:disable"));
        Ending.of(rehearsal);
        return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache, "-Xlog:disable") : List.of();
    }

    @Test
    void agent_thatIsKilledAtAnyMoment_hasTakenBackNothingAndGivenNothingTwice() throws Exception {
        List<String> options = cachedClasses();
        List<CompletableFuture<Lane>> lanes = new ArrayList<>();
        for (int number = 0; number < LANES; number++) {
            Lane lane = new Lane(number);
            lanes.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return lane.run(KILLS / LANES, options);
                } catch (IOException | InterruptedException failure) {
                    throw new IllegalStateException(failure);
                }
            }, task -> Thread.ofPlatform().start(task)));
        }
        List<Lane> ended = lanes.stream().map(CompletableFuture::join).toList();
        assertThat(ended.stream().map(lane -> lane.answers).collect(Collectors.summingLong(Long::longValue)))
                .as("answers in %d kills", KILLS).isGreaterThan(KILLS);
    }
}
