package io.alidade.cli;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.document.BadInput;
import io.alidade.live.source.Inputs;
import io.alidade.plan.fleet.Fleet;
import io.alidade.plan.fleet.NodePool;
import io.alidade.plan.fleet.scheduler.SchedulerModel;
import io.alidade.plan.fleet.scheduler.SchedulerModel.Spread;
import io.alidade.plan.fleet.workload.StandingPods;
import io.alidade.plan.fleet.workload.UsualMix;
import io.alidade.plan.fleet.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/// The fleet, the workload, the scheduler and the seeds: the options of every command about a fleet.
final class FleetInput implements OptionGroup {
    private static final int MAX_SEEDS = 1000;
    private static final Duration USUAL_DURATION = Duration.ofDays(2);

    List<String> files = new ArrayList<>();
    private Optional<String> configuration = Optional.empty();
    private Optional<Long> seed = Optional.empty();
    private Optional<Integer> seeds = Optional.empty();
    private Optional<Scheduler> scheduler = Optional.empty();
    private Optional<Spread> spread = Optional.empty();

    /// What the scheduler sees.
    enum Scheduler {
        NUMA_BLIND, NUMA_AWARE
    }

    static final class Schedulers extends Choice<Scheduler> {
        Schedulers() {
            super(Scheduler.values(), Choice::word);
        }
    }

    static final class Spreads extends Choice<Spread> {
        Spreads() {
            super(Spread.values(), Spread::word);
        }
    }

    @Override
    public void addTo(Options options) {
        options.arguments(value -> files = value, "FILE",
                "A fleet file (kind: Fleet) or a folder of machines; then a workload: a file of kind Workload, or"
                        + " manifests. Without a workload the pods of the recorded cluster, or a usual mix.");
        options.value(String.class, value -> configuration = value, "FILE",
                "The kubelet's configuration for machines of which the fleet names none.", "--config");
        options.value(Long.class, value -> seed = value, "N",
                "The seed of what is drawn (default: 1).", "--seed");
        options.value(Integer.class, value -> seeds = value, "N",
                "Replay so many times, with this seed and those after it (default: 1).", "--seeds");
        options.value(new Schedulers(), Scheduler.class, value -> scheduler = value, "SCHEDULER",
                "numa-blind (default), as kube-scheduler; numa-aware, as NodeResourceTopologyMatch.", "--scheduler");
        options.value(new Spreads(), Spread.class, value -> spread = value, "STRATEGY",
                "least-allocated (default): pods are spread; most-allocated: they are packed.", "--spread");
    }

    /// What was read.
    ///
    /// @param sources for what is still to be read
    record Read(Fleet fleet, Workload workload, SchedulerModel scheduler, List<Long> seeds, FleetSources sources) {
        Read {
            seeds = List.copyOf(seeds);
        }
    }

    /// Reads fleet and workload.
    ///
    /// @throws BadInput if something cannot be used
    Read read(Inputs inputs) {
        if (files.isEmpty()) {
            throw new BadInput("no fleet is named.", "Name a fleet file or a folder of machines, then a workload.");
        }
        FleetSources sources = new FleetSources(inputs, configuration);
        FleetSources.Found found = sources.fleet(files.getFirst());
        Workload workload = files.size() > 1 ? sources.workload(files.subList(1, files.size()))
                : found.pods().isEmpty() ? usual(found.fleet(), inputs) : StandingPods.of(found.pods());
        SchedulerModel model = new SchedulerModel(spread.orElse(Spread.LEAST_ALLOCATED),
                scheduler.orElse(Scheduler.NUMA_BLIND) == Scheduler.NUMA_AWARE);
        return new Read(found.fleet(), workload, model, seeds(), sources);
    }

    /// The options as they were given, to be given again.
    List<String> words() {
        List<String> words = new ArrayList<>(files);
        configuration.ifPresent(value -> words.addAll(List.of("--config", value)));
        seed.ifPresent(value -> words.addAll(List.of("--seed", value.toString())));
        seeds.ifPresent(value -> words.addAll(List.of("--seeds", value.toString())));
        scheduler.ifPresent(value -> words.addAll(List.of("--scheduler", Choice.word(value))));
        spread.ifPresent(value -> words.addAll(List.of("--spread", value.word())));
        return words;
    }

    private List<Long> seeds() {
        int count = seeds.orElse(1);
        if (count < 1 || count > MAX_SEEDS) {
            throw new BadInput("--seeds is " + count + ", not from 1 to " + MAX_SEEDS + ".",
                    "Give the number of replays.");
        }
        long first = seed.orElse(1L);
        return LongStream.range(first, first + count).boxed().toList();
    }

    private static Workload usual(Fleet fleet, Inputs inputs) {
        NodePool largest = fleet.pools().stream()
                .max((one, other) -> Integer.compare(one.count(), other.count())).orElseThrow();
        Map<String, Quantity> offer = KubeletNode.start(largest.machine(), largest.configuration(),
                largest.version()) instanceof KubeletStart.Started(KubeletNode node, var _)
                        ? node.fit().allocatable().allocatable() : Map.of();
        inputs.note("no workload is named: pods of sizes that double come for " + USUAL_DURATION.toDays()
                + " days, for three quarters of the fleet.");
        return UsualMix.of(offer, fleet.nodes(), USUAL_DURATION);
    }
}
