package io.alidade.agent.bench;

import io.alidade.agent.bench.Figure.Outcome;
import io.alidade.wire.socket.GrpcSockets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What a shadow costs beside a real kubelet whose containers run, first a few, then many.
final class ShadowBench {
    private static final int FEW = 50;
    private static final int REFUSED = 5;
    private static final double MAX_MEGABYTES = 90;
    private static final double MAX_PERCENT = 1;
    private static final double MAX_SECONDS = 1;
    private static final Duration WATCHED = Duration.ofMinutes(1);
    private static final Duration SETTLING = Duration.ofSeconds(30);
    private static final double NANOS_OF_A_SECOND = 1e9;

    private final BenchSettings settings;
    private final Path script;
    private final Consumer<String> progress;

    /// @param script that runs a kubelet
    ShadowBench(BenchSettings settings, Path script, Consumer<String> progress) {
        this.settings = settings;
        this.script = script;
        this.progress = progress;
    }

    List<Figure> measure(GrpcSockets sockets) throws IOException, InterruptedException {
        String minor = settings.kubelets().getFirst();
        BenchLoad load = ShadowLoad.node(settings.shadowPods());
        Path folder = AgentBench.folder(settings.work(), load);
        try (KubeletProgram kubelet = KubeletProgram.start(script, minor, folder, load, sockets);
                ShadowProgram shadow = ShadowProgram.start(settings.program(), folder, kubelet)) {
            int few = Math.min(FEW, load.pods());
            progress.accept("shadow beside a kubelet, " + few + " pods");
            run(kubelet, 0, few);
            shadow.awaitContainers(few * ShadowLoad.CONTAINERS);
            Thread.sleep(SETTLING);
            double memory = ProcessFigures.residentMegabytes(shadow.pid());
            double ofKubelet = ProcessFigures.residentMegabytes(kubelet.pid());
            progress.accept("shadow beside a kubelet, refusals");
            double[] seconds = explanations(kubelet, shadow, load);
            progress.accept("shadow beside a kubelet, " + load.pods() + " pods");
            run(kubelet, few, load.pods());
            shadow.awaitContainers(load.pods() * ShadowLoad.CONTAINERS);
            Thread.sleep(SETTLING);
            double percent = percent(shadow.pid());
            double full = ProcessFigures.residentMegabytes(shadow.pid());
            return List.of(
                    new Figure("shadow-memory", few + " pods that run beside it, two containers each: resident memory",
                            "90 MB", memory, "MB", new TreeMap<>(Map.of(minor, ofKubelet)),
                            Outcome.of(memory <= MAX_MEGABYTES),
                            List.of(String.format(Locale.ROOT, "With %d pods %.0f MB.", load.pods(),
                                    full))),
                    new Figure("shadow-watch", ShadowLoad.CONTAINERS * load.pods() + " containers that run: processor"
                            + " time of " + WATCHED.toSeconds() + " s, of one core", "1 %", percent, "%",
                            new TreeMap<>(), Outcome.of(percent <= MAX_PERCENT), List.of()),
                    new Figure("shadow-explanation",
                            REFUSED + " refusals, from the kubelet's answer that tells one until the log explains it,"
                                    + " worst",
                            "1 s", Arrays.stream(seconds).max().orElse(0), "s", new TreeMap<>(),
                            Outcome.of(Arrays.stream(seconds).allMatch(each -> each <= MAX_SECONDS)),
                            List.of(String.format(Locale.ROOT, "Median %.2f s.", AgentBench.median(seconds)))));
        } finally {
            AgentBench.delete(folder);
        }
    }

    private static void run(KubeletProgram kubelet, int first, int end) throws IOException, InterruptedException {
        for (int pod = first; pod < end; pod++) {
            kubelet.add("p" + pod, ShadowLoad.running(pod));
        }
    }

    private static double percent(long pid) throws IOException, InterruptedException {
        double before = ProcessFigures.processorSeconds(pid);
        Thread.sleep(WATCHED);
        return (ProcessFigures.processorSeconds(pid) - before) / WATCHED.toSeconds() * 100;
    }

    private static double[] explanations(KubeletProgram kubelet, ShadowProgram shadow, BenchLoad load)
            throws IOException, InterruptedException {
        double[] seconds = new double[REFUSED];
        for (int i = 0; i < REFUSED; i++) {
            String name = "large" + i;
            int refused = i + 1;
            kubelet.give(name, ShadowLoad.refused(name, load));
            kubelet.await("a refusal of " + name, () -> kubelet.tells("Pod was rejected", refused));
            long told = System.nanoTime();
            shadow.await("an explanation of " + name, () -> shadow.log()
                    .contains(" refusal-explained pod=default/" + name + "-"));
            seconds[i] = (System.nanoTime() - told) / NANOS_OF_A_SECOND;
        }
        return seconds;
    }
}
