package io.alidade.agent.bench;

import io.alidade.agent.bench.Figure.Outcome;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import io.alidade.wire.socket.GrpcSockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Measures an agent, and kubelets where they are there, one after the other: never two at once.
public final class AgentBench {
    private static final Duration SETTLING = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration BETWEEN_PODS = Duration.ofMillis(250);
    private static final double TIMES_FASTER = 5;
    private static final double TIMES_FASTER_WIDE = 500;
    private static final double MAX_START_SECONDS = 1.5;
    private static final double MAX_MEGABYTES = 110;
    private static final double MAX_MEMORY_RATIO = 1.3;
    private static final double MAX_IDLE_PERCENT = 0.5;
    private static final double MAX_DRIFT_SECONDS = 1.2;
    private static final int RESTARTS = 5;

    private final BenchSettings settings;
    private final Consumer<String> progress;

    /// What can be measured by itself.
    public enum Part {
        /// Time of decisions on two NUMA nodes.
        DECISIONS,
        /// Likewise on eight.
        WIDE,
        /// How long something runs where it should not.
        DRIFT,
        /// Memory, restart and idle time of a full node.
        FULL,
        /// What a container runtime waits for its plugin.
        NRI,
        /// What watching a kubelet takes.
        SHADOW
    }

    /// @param progress is told what is measured next
    public AgentBench(BenchSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /// Measures everything, which takes minutes.
    ///
    /// @throws BadInput if a program cannot be run or does not do what it should
    public List<Figure> measure() throws InterruptedException {
        try (GrpcSockets sockets = new GrpcSockets(16 << 20)) {
            List<Figure> figures = new ArrayList<>();
            if (settings.parts().contains(Part.DECISIONS) || settings.parts().contains(Part.WIDE)) {
                // Plugins and client are in this process: the first pods would wait for its cold code.
                Decisions _ = agent("to warm up", settings.work(), BenchLoad.twoNumaNodes(settings.pods()),
                        Duration.ZERO, sockets);
            }
            for (Part part : settings.parts()) {
                switch (part) {
                    case DECISIONS -> figures.add(decisions(sockets));
                    case WIDE -> figures.add(wideDecisions(sockets));
                    case DRIFT -> figures.add(new DriftBench(settings, progress).measure(MAX_DRIFT_SECONDS));
                    case FULL -> figures.addAll(fullNode(sockets));
                    case NRI -> figures.addAll(new NriBench(settings, progress).measure());
                    case SHADOW -> figures.addAll(shadow(sockets));
                }
            }
            return figures;
        } catch (IOException failure) {
            throw new BadInput("a measurement broke off: " + DurableFiles.reason(failure) + ".",
                    "Look at the logs in " + settings.work() + ".");
        }
    }

    /// Nothing where no kubelet can run: a shadow is nothing by itself.
    private List<Figure> shadow(GrpcSockets sockets) throws IOException, InterruptedException {
        if (settings.script().isEmpty() || settings.kubelets().isEmpty()) {
            progress.accept("no shadow, for which there has to be a kubelet");
            return List.of();
        }
        return new ShadowBench(settings, settings.script().get(), progress).measure(sockets);
    }

    private Figure decisions(GrpcSockets sockets) throws IOException, InterruptedException {
        BenchLoad load = BenchLoad.twoNumaNodes(settings.pods());
        Decisions tmpfs = agent("2 NUMA nodes, tmpfs", settings.work(), load, BETWEEN_PODS, sockets);
        Decisions disk = agent("2 NUMA nodes, disk", settings.disk(), load, BETWEEN_PODS, sockets);
        Decisions atOnce = agent("2 NUMA nodes, without pauses", settings.work(), load, Duration.ZERO, sockets);
        SortedMap<String, Double> kubelets = kubeletMillis(load, settings.pods(), sockets);
        List<String> remarks = new ArrayList<>(List.of(tmpfs.spread("On tmpfs"), disk.spread("On a disk"),
                atOnce.spread("On tmpfs, each pod as soon as the one before is answered")));
        if (!kubelets.isEmpty()) {
            remarks.add("Agent and kubelets got their pods at the same pace.");
            remarks.add(
                    "A kubelet's time is its topology_manager_admission_duration_ms, within which it writes its state;"
                            + " what compares to it most closely is the agent's own count.");
        }
        return new Figure("decision-2-numa-nodes",
                settings.pods()
                        + " pods, 2 NUMA nodes, CPU, memory and two devices: API call to decision on tmpfs, mean",
                "5 times faster than a kubelet", tmpfs.mean(), "ms", kubelets,
                faster(tmpfs.mean(), kubelets, TIMES_FASTER), remarks);
    }

    private Figure wideDecisions(GrpcSockets sockets) throws IOException, InterruptedException {
        BenchLoad load = BenchLoad.eightNumaNodes(settings.pods());
        Decisions tmpfs = agent("8 NUMA nodes, tmpfs", settings.work(), load, BETWEEN_PODS, sockets);
        SortedMap<String, Double> kubelets = kubeletMillis(load, settings.kubeletPods(), sockets);
        List<String> remarks = new ArrayList<>(List.of(tmpfs.spread("On tmpfs")));
        if (!kubelets.isEmpty()) {
            remarks.add("A kubelet was given " + settings.kubeletPods() + " pods, each of which takes it seconds.");
        }
        remarks.add("3 times faster than 1.38 is not measured: there is no release of it to run beside.");
        return new Figure("decision-8-numa-nodes",
                settings.pods() + " pods, 8 NUMA nodes, CPU, memory and a device: API call to decision on tmpfs, mean",
                "500 times faster than a kubelet of 1.36 or 1.37", tmpfs.mean(), "ms", kubelets,
                faster(tmpfs.mean(), kubelets, TIMES_FASTER_WIDE), remarks);
    }

    private static Outcome faster(double millis, SortedMap<String, Double> kubelets, double times) {
        return kubelets.isEmpty() ? Outcome.NOT_COMPARED
                : Outcome.of(kubelets.values().stream().allMatch(kubelet -> kubelet >= times * millis));
    }

    /// How long each of the pods of a load takes a new agent.
    ///
    /// @param pause after each answer
    private Decisions agent(String what, Path place, BenchLoad load, Duration pause, GrpcSockets sockets)
            throws IOException, InterruptedException {
        progress.accept("agent, " + what);
        Path folder = folder(place, load);
        try (AgentProgram agent = AgentProgram.start(settings.program(), folder, load, minor(), sockets)) {
            double before = ProcessFigures.processorSeconds(agent.pid());
            double[] millis = new double[load.pods()];
            for (int pod = 0; pod < millis.length; pod++) {
                millis[pod] = agent.add(load.manifest(pod));
                Thread.sleep(pause);
            }
            return new Decisions(millis, ProcessFigures.processorSeconds(agent.pid()) - before,
                    agent.meanDecisionMillis());
        } finally {
            delete(folder);
        }
    }

    private SortedMap<String, Double> kubeletMillis(BenchLoad load, int pods, GrpcSockets sockets)
            throws IOException, InterruptedException {
        SortedMap<String, Double> means = new TreeMap<>();
        for (String minor : kubelets()) {
            progress.accept("kubelet " + minor + ", " + load.machine().name());
            Path folder = folder(settings.work(), load);
            try (KubeletProgram kubelet = kubelet(minor, folder, load, sockets)) {
                for (int pod = 0; pod < pods; pod++) {
                    kubelet.add("p" + pod, load.manifest(pod));
                    Thread.sleep(BETWEEN_PODS);
                }
                if (kubelet.refused() > 0) {
                    throw new BadInput("the kubelet " + minor + " refused " + (int) kubelet.refused()
                            + " pods of the load.", "Its machine may be too small for them: measure fewer.");
                }
                means.put(minor, kubelet.meanAdmissionMillis());
            } finally {
                delete(folder);
            }
        }
        return means;
    }

    /// Memory, processor time and restart of a node with many pods.
    private List<Figure> fullNode(GrpcSockets sockets) throws IOException, InterruptedException {
        BenchLoad load = BenchLoad.full(settings.fullPods());
        progress.accept("agent, " + load.pods() + " pods");
        Path folder = folder(settings.work(), load);
        String node = load.pods() + " pods, 8 NUMA nodes, " + load.pods() * load.resources() + " devices: ";
        double loaded;
        double idle;
        Figure scrape;
        double[] starts = new double[RESTARTS];
        double[] processor = new double[RESTARTS];
        double restarted;
        try {
            try (AgentProgram agent = AgentProgram.start(settings.program(), folder, load, minor(), sockets)) {
                for (int pod = 0; pod < load.pods(); pod++) {
                    double _ = agent.add(load.manifest(pod));
                }
                Thread.sleep(SETTLING);
                loaded = ProcessFigures.residentMegabytes(agent.pid());
                idle = idlePercent(agent.pid());
                progress.accept("agent, scrapes");
                scrape = ScrapeBench.measure(node, agent::metrics);
            }
            restarted = 0;
            for (int i = 0; i < RESTARTS; i++) {
                progress.accept("agent, restart " + (i + 1) + " of " + RESTARTS);
                Files.deleteIfExists(folder.resolve("watch.sock"));
                try (AgentProgram agent = AgentProgram.start(settings.program(), folder, load, minor(), sockets)) {
                    starts[i] = agent.startSeconds();
                    processor[i] = agent.startProcessorSeconds();
                    Thread.sleep(SETTLING);
                    restarted = Math.max(restarted, ProcessFigures.residentMegabytes(agent.pid()));
                }
            }
        } finally {
            delete(folder);
        }
        SortedMap<String, Double> memory = kubeletMegabytes(load, sockets);
        double allowed = Math.max(MAX_MEGABYTES, MAX_MEMORY_RATIO
                * memory.values().stream().min(Comparator.naturalOrder()).orElse(0.0));
        return List.of(
                new Figure("restart", node + "from the start of the process to /readyz, median", "1.5 s",
                        median(starts), "s", new TreeMap<>(), Outcome.of(median(starts) <= MAX_START_SECONDS),
                        List.of(String.format(Locale.ROOT,
                                "Of %d starts the slowest took %.2f s; processor time of one %.2f s.", RESTARTS,
                                Arrays.stream(starts).max().orElse(0), median(processor)))),
                new Figure("resident-memory", node + "resident memory",
                        "110 MB, or 1.3 times a kubelet's", Math.max(loaded, restarted), "MB", memory,
                        Outcome.of(Math.max(loaded, restarted) <= allowed),
                        List.of(String.format(Locale.ROOT,
                                "%.0f MB after the pods came one by one, at most %.0f MB after a restart.", loaded,
                                restarted))),
                new Figure("idle", node + "processor time when nothing happens, of one core", "0.5 %", idle, "%",
                        new TreeMap<>(), Outcome.of(idle <= MAX_IDLE_PERCENT), List.of()),
                scrape);
    }

    private SortedMap<String, Double> kubeletMegabytes(BenchLoad load, GrpcSockets sockets)
            throws IOException, InterruptedException {
        SortedMap<String, Double> megabytes = new TreeMap<>();
        for (String minor : kubelets()) {
            progress.accept("kubelet " + minor + ", " + load.pods() + " pods");
            Path folder = folder(settings.work(), load);
            try (KubeletProgram kubelet = kubelet(minor, folder, load, sockets)) {
                for (int pod = 0; pod < load.pods(); pod++) {
                    kubelet.add("p" + pod, load.manifest(pod));
                }
                Thread.sleep(SETTLING);
                megabytes.put(minor, ProcessFigures.residentMegabytes(kubelet.pid()));
            } finally {
                delete(folder);
            }
        }
        return megabytes;
    }

    private static double idlePercent(long pid) throws IOException, InterruptedException {
        double before = ProcessFigures.processorSeconds(pid);
        Thread.sleep(IDLE);
        return (ProcessFigures.processorSeconds(pid) - before) / IDLE.toSeconds() * 100;
    }

    private List<String> kubelets() {
        return settings.script().isPresent() ? settings.kubelets() : List.of();
    }

    private KubeletProgram kubelet(String minor, Path folder, BenchLoad load, GrpcSockets sockets)
            throws IOException, InterruptedException {
        return KubeletProgram.start(settings.script().orElseThrow(), minor, folder, load, sockets);
    }

    /// The agent decides as the first of the kubelets.
    private String minor() {
        return settings.kubelets().stream().findFirst().orElse("1.36");
    }

    /// A new folder with machine and configuration, whose path is short enough for sockets.
    static Path folder(Path place, BenchLoad load) throws IOException {
        Path folder = Files.createTempDirectory(place, "ab");
        load.machine().write(folder.resolve("machine"));
        Path _ = Files.writeString(folder.resolve("config.yaml"), load.configuration());
        return folder;
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
