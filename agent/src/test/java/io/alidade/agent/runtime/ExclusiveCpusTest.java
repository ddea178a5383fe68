package io.alidade.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.ContainerState;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.agent.pod.PodRecord;
import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.machine.DiscoveredMachine;
import io.alidade.linux.machine.MachineDiscovery;
import io.alidade.linux.process.CpuAffinity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real processes: a watcher looks at every thread of the shared containers, over and over, while pods take and free CPUs.
class ExclusiveCpusTest {
    private static final String CONFIGURATION = """
            cpuManagerPolicy: static
            topologyManagerPolicy: best-effort
            reservedSystemCPUs: "0"
            """;
    private static final Path PROC = Path.of("/proc");
    private static final String NAME = "ALIDADE_EXCLUSIVE_CPUS_TEST";
    private static final String MARK = NAME + "=" + ProcessHandle.current().pid() + "-";
    private static final int PODS = 50;
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    Path state = Path.of("");

    private final List<String> log = new ArrayList<>();

    private static PodRecord submit(Agent agent, String name, String resources, String script) throws Exception {
        return agent.pods()
                .submit(AgentPod.read(Samples.document("{apiVersion: v1, kind: Pod, metadata: {name: " + name
                        + "}, spec: {terminationGracePeriodSeconds: 2, containers: [{name: c, command: [/bin/sh, -c, \""
                        + script + "\"], env: [{name: " + NAME + ", value: "
                        + ProcessHandle.current().pid() + (resources.isEmpty() ? "-shared" : "-own")
                        + "}], resources: {" + resources + "}}]}}"),
                        new PodOrigin.Api()))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static boolean remove(Agent agent, PodRecord pod) throws Exception {
        return agent.pods().remove(pod.pod().uid()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /// The process of a pod with CPUs of its own; nothing while it does not run.
    private static OptionalLong process(AgentSnapshot snapshot, PodRecord pod) {
        boolean isExclusive = snapshot.placements(pod).stream()
                .anyMatch(placement -> placement.exclusiveCpus().isPresent());
        return snapshot.containers().orElse(pod.pod().uid(), Map.of()).values().stream().map(ContainerState::pid)
                .filter(pid -> isExclusive && pid.isPresent()).findFirst().orElse(OptionalLong.empty());
    }

    /// The CPUs of the processes that have their own, by pid.
    private static Map<Long, CpuSet> exclusive(AgentSnapshot snapshot) {
        Map<Long, CpuSet> own = new HashMap<>();
        snapshot.records().forEach(pod -> process(snapshot, pod).ifPresent(
                pid -> allowed(PROC.resolve(Long.toString(pid))).ifPresent(cpus -> own.put(pid, cpus))));
        return own;
    }

    /// Where each thread of the shared containers may run, whatever became of the processes that started it.
    private static List<CpuSet> shared() throws IOException {
        List<CpuSet> allowed = new ArrayList<>();
        try (Stream<Path> processes = Files.list(PROC)) {
            for (Path process : processes.filter(folder -> folder.getFileName().toString().matches("[0-9]+"))
                    .toList()) {
                if (isMarked(process, "shared")) {
                    try (Stream<Path> threads = Files.list(process.resolve("task"))) {
                        threads.forEach(thread -> allowed(thread).ifPresent(allowed::add));
                    } catch (IOException | UncheckedIOException ended) {
                        // It runs nowhere any more.
                    }
                }
            }
        }
        return allowed;
    }

    private static boolean isMarked(Path process, String mark) {
        try {
            return ("\0" + Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1))
                    .contains("\0" + MARK + mark);
        } catch (IOException ended) {
            return false;
        }
    }

    private static Optional<CpuSet> allowed(Path thread) {
        try {
            return Files.readAllLines(thread.resolve("status"), StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .map(line -> CpuSet.parseList(line.substring(line.indexOf(':') + 1).strip())).findFirst();
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    /// One look: threads of the shared pool on CPUs of a process that has them before the look and after it.
    private static List<String> intruders(Agent agent) throws IOException {
        Map<Long, CpuSet> own = exclusive(agent.snapshot());
        List<CpuSet> shared = shared();
        List<String> found = new ArrayList<>();
        own.forEach((pid, cpus) -> {
            if (Files.exists(PROC.resolve(Long.toString(pid)))) {
                shared.stream().filter(cpus::intersects)
                        .forEach(thread -> found.add("a thread on " + thread + " while " + cpus + " is of " + pid));
            }
        });
        return found;
    }

    @Test
    void exclusiveCpus_areNeverInTheReachOfTheSharedPool() throws Exception {
        DiscoveredMachine machine = MachineDiscovery.discover(Path.of("/"));
        CpuSet usable = CpuAffinity.current();
        assumeTrue(usable.size() > 1 && usable.contains(0), "a machine with two CPUs is needed");
        List<String> found = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger looks = new AtomicInteger();
        AtomicBoolean isOver = new AtomicBoolean();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try (Agent agent = Samples.agent(Samples.processes(state), Samples.thisMachine(machine, CONFIGURATION), log)) {
            // One that starts processes all the time, and one that has some.
            List<PodRecord> shared = List.of(
                    submit(agent, "restless", "", "while true; do sleep 0.01; done"),
                    submit(agent, "many", "", "sleep 1000 & sleep 1000 & sleep 1000 & wait"));
            assertThat(shared).allMatch(PodRecord::isActive);
            Future<?> watcher = threads.submit(() -> {
                while (!isOver.get()) {
                    found.addAll(intruders(agent));
                    looks.incrementAndGet();
                }
                return looks.get();
            });
            // A few more than fit: some are refused, and come again.
            Semaphore atOnce = new Semaphore(usable.size() + 1);
            List<Future<?>> pods = new ArrayList<>();
            for (int pod = 0; pod < PODS; pod++) {
                String name = "own-" + pod;
                pods.add(threads.submit(() -> comesAndGoes(agent, name, atOnce)));
            }
            for (Future<?> pod : pods) {
                pod.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            isOver.set(true);
            watcher.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            for (PodRecord pod : shared) {
                assertThat(remove(agent, pod)).isTrue();
            }
            try (Stream<Path> processes = Files.list(PROC)) {
                assertThat(processes.filter(process -> isMarked(process, ""))).as("left behind").isEmpty();
            }
        } finally {
            // Whoever still waits would keep this test from ending.
            isOver.set(true);
            threads.shutdownNow();
        }
        assertThat(found).isEmpty();
        assertThat(looks.get()).isGreaterThan(PODS);
    }

    private static boolean comesAndGoes(Agent agent, String name, Semaphore atOnce) throws Exception {
        while (true) {
            atOnce.acquire();
            try {
                PodRecord pod = submit(agent, name, "limits: {cpu: 1, memory: 16Mi}", "sleep 1000");
                boolean ran = pod.isActive();
                while (ran && process(agent.snapshot(), pod).isEmpty()) {
                    Thread.sleep(1);
                }
                assertThat(remove(agent, pod)).isTrue();
                if (ran) {
                    return true;
                }
            } finally {
                atOnce.release();
            }
        }
    }
}
