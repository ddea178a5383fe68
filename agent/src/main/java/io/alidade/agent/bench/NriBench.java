package io.alidade.agent.bench;

import io.alidade.agent.bench.Figure.Outcome;
import io.alidade.wire.nri.Container;
import io.alidade.wire.nri.CreateContainerResponse;
import io.alidade.wire.nri.PodSandbox;
import io.alidade.wire.nri.SynchronizeResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What the plugin of a runtime costs that runtime: the runtime is played, the agent is a process.
final class NriBench {
    private static final int ADOPTED = 1_000;
    private static final int RUNNING = 500;
    private static final int CREATED = 400;
    private static final int CHANGES = 4;
    private static final int STARTS = 5;
    private static final int AGAIN = 3;
    private static final double MAX_SYNCHRONIZE_MILLIS = 100;
    private static final double MAX_MEDIAN_MILLIS = 3;
    private static final double MAX_P99_MILLIS = 20;
    private static final double MAX_CHANGE_SECONDS = 2;
    private static final int PERCENT_99 = 99;
    /// Between the sandbox of a pod and its first container a runtime reports to the kubelet, which asks for the container.
    private static final Duration AFTER_SANDBOX = Duration.ofMillis(20);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration SETTLING = Duration.ofSeconds(1);

    private final BenchSettings settings;
    private final Consumer<String> progress;

    NriBench(BenchSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    List<Figure> measure() throws IOException, InterruptedException {
        progress.accept("agent beside a runtime, " + ADOPTED + " containers");
        // The runtime is in this process: the first agents would wait for its cold code.
        Figure _ = synchronize();
        Figure adoption = synchronize();
        progress.accept("agent beside a runtime, new containers");
        Place tmpfs = new Place(settings.work(), false);
        double[] alone = create(tmpfs);
        double[] asking = create(new Place(settings.work(), true));
        double[] disk = create(new Place(settings.disk(), false));
        progress.accept("agent beside a runtime, another policy");
        double[] changes = change(tmpfs);
        double worst = Arrays.stream(changes).max().orElse(0);
        return List.of(adoption,
                new Figure("nri-create-container", CREATED + " new containers, " + RUNNING
                        + " running, 8 NUMA nodes, every fifth with a CPU of its own: request to answer, 99 of 100 faster",
                        "median 3 ms, 99 of 100 within 20 ms (a runtime waits 2 s)", percentile(alone, PERCENT_99),
                        "ms",
                        new TreeMap<>(),
                        Outcome.of(AgentBench.median(alone) <= MAX_MEDIAN_MILLIS
                                && percentile(alone, PERCENT_99) <= MAX_P99_MILLIS
                                && AgentBench.median(asking) <= MAX_MEDIAN_MILLIS
                                && percentile(asking, PERCENT_99) <= MAX_P99_MILLIS),
                        List.of(spread("From cgroup values", alone),
                                spread("With a kubelet that lists " + RUNNING + " pods", asking),
                                spread("From cgroup values, state on a disk", disk),
                                "Recorded of another plugin: thrown out after 2 s of a Synchronize of 100 containers"
                                        + " (nri-plugins#746).")),
                new Figure("nri-policy-change", "another configuration for " + RUNNING
                        + " running containers, from the file to the request that moves them, worst of " + CHANGES,
                        "2 s", worst, "s", new TreeMap<>(), Outcome.of(worst <= MAX_CHANGE_SECONDS),
                        List.of("The agent looks for another file once in a second, which is in it.",
                                "A kubelet is drained and started anew for that.")));
    }

    /// Where an agent has its state, and whether there is a kubelet to ask.
    private record Place(Path parent, boolean hasKubelet) {}

    /// An agent that has a played runtime.
    private final class Beside implements AutoCloseable {
        private final List<PodSandbox> pods;
        private final List<Container> containers;
        private final Path folder;
        private final NriRuntime runtime;
        private final Optional<ListingKubelet> kubelet;
        private final AgentProgram agent;

        /// @param running containers that run already
        Beside(Place place, int running) throws IOException, InterruptedException {
            // Known before the agent comes: a runtime tells a plugin of them as soon as it has registered.
            pods = NriLoad.pods(running);
            containers = NriLoad.containers(running);
            folder = Files.createTempDirectory(place.parent(), "ab");
            NriLoad.machine().write(folder.resolve("machine"));
            Path configuration = Files.writeString(folder.resolve("config.yaml"), NriLoad.configuration("0"));
            Files.createDirectories(folder.resolve("kubelet"));
            runtime = NriRuntime.listen(folder.resolve("nri.sock"), REQUEST_TIMEOUT);
            List<String> options = new ArrayList<>(List.of("--mode", "nri", "--nri-socket",
                    folder.resolve("nri.sock").toString(), "--kubelet-dir", folder.resolve("kubelet").toString(),
                    "--node", folder.resolve("machine").toString(), "--config", configuration.toString()));
            if (place.hasKubelet()) {
                // Half of what it lists runs already.
                ListingKubelet listing = ListingKubelet.of(running + CREATED);
                kubelet = Optional.of(listing);
                options.addAll(List.of("--kubelet-api", listing.api()));
            } else {
                kubelet = Optional.empty();
            }
            agent = AgentProgram.launch(settings.program(), folder, options.toArray(String[]::new));
            int _ = runtime.accept();
        }

        /// Tells the agent of all containers that run.
        ///
        /// @return how long that took, in milliseconds
        double synchronize() throws IOException, InterruptedException {
            long begun = System.nanoTime();
            SynchronizeResponse answer = runtime.synchronize(pods, containers);
            double millis = (System.nanoTime() - begun) / 1e6;
            if (answer.getUpdateCount() > containers.size()) {
                throw new IOException("the agent moves containers that are not there");
            }
            return millis;
        }

        @Override
        public void close() throws IOException {
            agent.close();
            runtime.close();
            kubelet.ifPresent(ListingKubelet::close);
            AgentBench.delete(folder);
        }
    }

    private Figure synchronize() throws IOException, InterruptedException {
        double[] first = new double[STARTS];
        double[] later = new double[STARTS * AGAIN];
        for (int start = 0; start < STARTS; start++) {
            try (Beside beside = new Beside(new Place(settings.work(), false), ADOPTED)) {
                first[start] = beside.synchronize();
                for (int i = 0; i < AGAIN; i++) {
                    beside.runtime.drop();
                    int _ = beside.runtime.accept();
                    later[start * AGAIN + i] = beside.synchronize();
                }
            }
        }
        double median = AgentBench.median(first);
        return new Figure("nri-synchronize", ADOPTED
                + " containers that run already, of which an agent that has just started knows none: request to answer,"
                + " median",
                "100 ms (a runtime waits 2 s)", median, "ms", new TreeMap<>(),
                Outcome.of(median <= MAX_SYNCHRONIZE_MILLIS),
                List.of(String.format(Locale.ROOT,
                        "Of %d starts %.1f to %.1f ms. When the runtime came back, which it did %d times: median %.1f ms.",
                        STARTS, Arrays.stream(first).min().orElse(0), Arrays.stream(first).max().orElse(0),
                        later.length, AgentBench.median(later))));
    }

    private double[] create(Place place) throws IOException, InterruptedException {
        double[] millis = new double[CREATED];
        try (Beside beside = new Beside(place, RUNNING)) {
            double _ = beside.synchronize();
            Thread.sleep(SETTLING);
            for (int i = 0; i < CREATED; i++) {
                PodSandbox pod = NriLoad.pod(RUNNING + i);
                Container container = NriLoad.container(RUNNING + i);
                beside.runtime.run(pod);
                Thread.sleep(AFTER_SANDBOX);
                long begun = System.nanoTime();
                CreateContainerResponse answer = beside.runtime.create(pod, container);
                millis[i] = (System.nanoTime() - begun) / 1e6;
                if (answer.getAdjust().getLinux().getResources().getCpu().getCpus().isEmpty()) {
                    throw new IOException("the agent says nothing of CPUs");
                }
                beside.runtime.remove(pod, container);
            }
        }
        return millis;
    }

    private double[] change(Place place) throws IOException, InterruptedException {
        double[] seconds = new double[CHANGES];
        try (Beside beside = new Beside(place, RUNNING)) {
            double _ = beside.synchronize();
            for (int i = 0; i < CHANGES; i++) {
                Thread.sleep(SETTLING.plusMillis(SETTLING.toMillis() * i / CHANGES));
                Path draft = Files.writeString(beside.folder.resolve("other.yaml"),
                        NriLoad.configuration(i % 2 == 0 ? "0-1" : "0"));
                Files.move(draft, beside.folder.resolve("config.yaml"), StandardCopyOption.ATOMIC_MOVE);
                long begun = System.nanoTime();
                int moved = beside.runtime.unasked().size();
                seconds[i] = (System.nanoTime() - begun) / 1e9;
                if (moved < RUNNING / 2) {
                    throw new IOException("the agent moves " + moved + " containers alone");
                }
            }
        }
        return seconds;
    }

    private static double percentile(double[] values, int percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    private static String spread(String where, double[] millis) {
        double[] later = Arrays.copyOfRange(millis, millis.length / 2, millis.length);
        return String.format(Locale.ROOT,
                "%s: median %.2f ms, 99 of 100 within %.1f ms, worst %.1f ms; of the second half %.2f, %.1f and %.1f ms.",
                where, AgentBench.median(millis), percentile(millis, PERCENT_99),
                Arrays.stream(millis).max().orElse(0), AgentBench.median(later), percentile(later, PERCENT_99),
                Arrays.stream(later).max().orElse(0));
    }
}
