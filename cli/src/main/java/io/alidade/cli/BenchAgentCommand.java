package io.alidade.cli;

import io.alidade.agent.bench.AgentBench;
import io.alidade.agent.bench.AgentBench.Part;
import io.alidade.agent.bench.BenchSettings;
import io.alidade.agent.bench.Figure;
import io.alidade.agent.bench.Figure.Outcome;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DurableFiles;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What does an agent cost here, beside the real kubelet?
@Command(name = "agent", sortOptions = false, versionProvider = Alidade.Version.class,
        description = "Measures an agent as a process, one thing after the other: time of decisions until they are on disk, drift,"
                + " restart, memory, processor time when idle, a shadow. From a checkout, as root and with the programs of"
                + " e2e/peers (ALIDADE_PEERS), real kubelets are given the same pods on the same described machines with"
                + " the same device plugins; else the agent is measured alone.",
        footer = {"",
            "Exit code 1 if a target is missed. Measure on a quiet machine; with kubelets it takes a quarter of an"
                    + " hour and 8 GB of memory.",
            "", "Examples:", "  alidade bench agent", "  alidade bench agent --kubelet none -o json"})
final class BenchAgentCommand implements Callable<Integer>, Options.Owner {
    private static final int MAX_PODS = 1_000;
    private static final String NONE = "none";

    private final Session session;

    @Option(names = "--kubelet", paramLabel = "MINOR", split = ",",
            description = "The kubelets to measure beside (default: 1.36,1.37), or none.")
    List<String> kubelets = List.of("1.36", "1.37");

    /// What can be measured by itself, by its name.
    static final class Parts extends Choice<Part> {
        Parts() {
            super(Part.values(), Choice::word);
        }
    }

    @Option(names = "--only", paramLabel = "PART", split = ",", converter = Parts.class,
            completionCandidates = Parts.class,
            description = "Measure these alone: decisions (2 NUMA nodes), wide (8 NUMA nodes), drift, full (memory, restart and"
                    + " idle time of a full node), nri (as the plugin of a container runtime, which is played), shadow"
                    + " (watching a kubelet).")
    List<Part> parts = List.of(Part.values());

    @Option(names = "--pods", paramLabel = "N", description = "Pods of which mean times are taken (default: 200).")
    int pods = 200;

    @Option(names = "--kubelet-pods", paramLabel = "N",
            description = "Pods for a kubelet on 8 NUMA nodes, each of which takes it seconds (default: 5).")
    int kubeletPods = 5;

    @Option(names = "--full-pods", paramLabel = "N",
            description = "Pods on the node whose memory and restart are measured (default: 500).")
    int fullPods = 500;

    @Option(names = "--shadow-pods", paramLabel = "N",
            description = "Pods that run beside a shadow, two containers each (default: 250).")
    int shadowPods = 250;

    @Option(names = "--work", paramLabel = "DIR", description = "A folder on tmpfs (default: /dev/shm).")
    Path work = Path.of("/dev/shm");

    @Option(names = "--disk", paramLabel = "DIR", description = "A folder on a disk (default: /tmp).")
    Path disk = Path.of("/tmp");

    @Option(names = "--program", paramLabel = "FILE",
            description = "The alidade whose agent is measured (default: this one).")
    Optional<Path> program = Optional.empty();

    private final OutputOptions output = new OutputOptions();

    BenchAgentCommand(Session session) {
        this.session = session;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(output);
    }

    @Override
    public Integer call() throws InterruptedException {
        check("--pods", pods);
        check("--kubelet-pods", kubeletPods);
        check("--full-pods", fullPods);
        check("--shadow-pods", shadowPods);
        Path home = Path.of(System.getProperty("alidade.home", "."));
        Path alidade = program.orElse(home.resolve("alidade")).toAbsolutePath();
        if (!Files.isExecutable(alidade)) {
            throw new BadInput(alidade + " cannot be run.", "Name an alidade with --program.");
        }
        Optional<Path> script = kubelets.equals(List.of(NONE)) ? Optional.empty() : script(home);
        List<String> minors = kubelets.stream().filter(minor -> !minor.equals(NONE)).toList();
        minors.forEach(KubeletVersionOption::parse);
        List<Figure> figures = new AgentBench(
                new BenchSettings(parts, alidade, script, minors, work, disk, pods, kubeletPods, fullPods,
                        shadowPods),
                what -> session.note("measures " + what)).measure();
        output.print(session, style -> AgentFiguresText.of(figures, style), () -> AgentFiguresDocument.of(figures));
        return figures.stream().anyMatch(figure -> figure.outcome() == Outcome.MISSED) ? ExitCodes.NEGATIVE
                : ExitCodes.OK;
    }

    private static void check(String option, int number) {
        if (number < 1 || number > MAX_PODS) {
            throw new BadInput(option + " is " + number + ", not from 1 to " + MAX_PODS + ".",
                    "Give a number of pods.");
        }
    }

    /// What runs kubelets; says why there is none.
    private Optional<Path> script(Path home) throws InterruptedException {
        Path script = home.resolve("e2e/standalone-kubelet");
        if (!Files.isExecutable(script)) {
            session.note("no kubelet is measured: " + script + " is not there, which a checkout has");
        } else if (!"root".equals(System.getProperty("user.name"))) {
            session.note("no kubelet is measured: that needs root, for mounts and cgroups of its own");
        } else {
            String missing = missing(home.resolve("e2e/peers"));
            if (missing.isEmpty()) {
                return Optional.of(script);
            }
            session.note("no kubelet is measured: " + missing);
        }
        return Optional.empty();
    }

    /// Why the programs of kubelets are not there; empty if they are.
    private static String missing(Path peers) throws InterruptedException {
        try {
            Process where = new ProcessBuilder(peers.toString(), "--where").redirectOutput(Redirect.DISCARD).start();
            where.getOutputStream().close();
            String said = new String(where.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return where.waitFor() == 0 ? "" : said;
        } catch (IOException failure) {
            return DurableFiles.reason(failure);
        }
    }
}
