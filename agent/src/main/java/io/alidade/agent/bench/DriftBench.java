package io.alidade.agent.bench;

import io.alidade.agent.bench.Figure.Outcome;
import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.process.CpuAffinity;
import io.alidade.linux.process.CpusetCgroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Consumer;

/// How long a process of this machine runs where it should not.
final class DriftBench {
    private static final int ROUNDS = 10;
    /// Rounds begin at other moments of the agent's second.
    private static final long PHASE_MILLIS = 137;
    private static final long LOOK_MILLIS = 5;
    private static final String ALLOWED = "Cpus_allowed_list:";
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: drift, uid: drift}
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - {name: c, image: host, command: [sleep, "3600"], resources: {limits: {cpu: 1, memory: 64Mi}}}
            """;

    private final BenchSettings settings;
    private final Consumer<String> progress;

    DriftBench(BenchSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    Figure measure(double maxSeconds) throws IOException, InterruptedException {
        String what = "a process that was moved to other CPUs is back on its own, worst of " + ROUNDS;
        CpuSet all = CpuAffinity.current();
        if (all.size() < 2) {
            return new Figure("drift", what, "1.2 s", 0, "s", new TreeMap<>(), Outcome.NOT_COMPARED,
                    List.of("This machine has one CPU for us: nothing can be moved."));
        }
        progress.accept("agent, drift");
        Path folder = Files.createTempDirectory(settings.work(), "ab");
        double[] seconds = new double[ROUNDS];
        try {
            Path configuration = Files.writeString(folder.resolve("config.yaml"), String.format(Locale.ROOT, """
                    apiVersion: kubelet.config.k8s.io/v1beta1
                    kind: KubeletConfiguration
                    cpuManagerPolicy: static
                    reservedSystemCPUs: "%d"
                    """, all.first()));
            try (AgentProgram agent = AgentProgram.start(settings.program(), folder, "--runtime", "process", "--config",
                    configuration.toString())) {
                double _ = agent.add(POD);
                int pid = pid(folder);
                CpuSet own = allowed(pid);
                for (int round = 0; round < ROUNDS; round++) {
                    Thread.sleep(PHASE_MILLIS * (round + 1));
                    drift(pid, all);
                    long begun = System.nanoTime();
                    while (!allowed(pid).equals(own)) {
                        Thread.sleep(LOOK_MILLIS);
                    }
                    seconds[round] = (System.nanoTime() - begun) / 1e9;
                }
                agent.remove("drift");
            }
        } finally {
            AgentBench.delete(folder);
        }
        double worst = Arrays.stream(seconds).max().orElse(0);
        return new Figure("drift", what, "1.2 s", worst, "s", new TreeMap<>(), Outcome.of(worst <= maxSeconds),
                List.of("A kubelet looks every 10 s (cpuManagerReconcilePeriod), at the CPUs of cgroups only."));
    }

    /// Moves a process to the first of these CPUs. Its cgroup lets it go nowhere else, and is opened first.
    private static void drift(int pid, CpuSet all) {
        CpusetCgroup.of(Path.of("/"), pid).ifPresent(cgroup -> {
            boolean _ = cgroup.confine(all);
        });
        CpuAffinity.confine(pid, CpuSet.of(all.first()));
    }

    /// The command that the agent has started.
    private static int pid(Path folder) throws IOException, InterruptedException {
        String mark = " container-started ";
        Path log = folder.resolve("agent.log");
        while (true) {
            for (String line : Files.readAllLines(log)) {
                if (line.contains(mark)) {
                    return child(Integer.parseInt(line.replaceFirst(".* pid=([0-9]+).*", "$1")));
                }
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /// A command runs below a shell of the agent's.
    private static int child(int shell) {
        return ProcessHandle.of(shell).flatMap(handle -> handle.descendants().reduce((_, last) -> last))
                .map(handle -> (int) handle.pid()).orElse(shell);
    }

    private static CpuSet allowed(int pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Integer.toString(pid), "status"))) {
            if (line.startsWith(ALLOWED)) {
                return CpuSet.parseList(line.substring(ALLOWED.length()).strip());
            }
        }
        throw new IOException("process " + pid + " has ended");
    }
}
