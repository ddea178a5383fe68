package io.alidade.cli;

import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.Policies;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.document.BadInput;
import io.alidade.live.source.Inputs;
import io.alidade.plan.fleet.Fleet;
import io.alidade.plan.fleet.NodePool;
import io.alidade.plan.fleet.replay.FleetReplay;
import io.alidade.plan.fleet.replay.Policy;
import io.alidade.plan.fleet.scheduler.SchedulerModel;
import io.alidade.plan.fleet.scheduler.SchedulerModel.Spread;
import io.alidade.plan.fleet.workload.StandingPods;
import io.alidade.plan.fleet.workload.UsualMix;
import io.alidade.plan.fleet.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/// What is replayed: the options of every command about a fleet.
final class FleetOptions implements OptionGroup {
    private static final List<String> POLICIES = List.of(Policies.TOPOLOGY_NONE, Policies.BEST_EFFORT,
            Policies.RESTRICTED, Policies.SINGLE_NUMA_NODE);
    private static final int MAX_SEEDS = 1000;
    private static final Duration USUAL_DURATION = Duration.ofDays(2);

    List<String> files = new ArrayList<>();
    private List<String> policies = new ArrayList<>();
    private List<String> targets = new ArrayList<>();
    private Optional<String> configuration = Optional.empty();
    private Optional<Long> seed = Optional.empty();
    private Optional<Integer> seeds = Optional.empty();
    private Optional<Scheduler> scheduler = Optional.empty();
    private Optional<Spread> spread = Optional.empty();
    private boolean isWithoutGrowth;

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
        options.texts(value -> policies = value, Optional.of(POLICIES), "", "POLICY",
                "A policy of the Topology Manager to replay under; may be repeated. The first is the one that the others"
                        + " are compared with. Without it none, best-effort, restricted and single-numa-node.",
                "--policy");
        options.texts(value -> targets = value, Optional.empty(), "", "FILE",
                "Another configuration of all kubelets to replay under; may be repeated.", "--target");
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
        options.flag(value -> isWithoutGrowth = value,
                "Do not look for the nodes to add, which takes most of the time.", "--no-growth");
    }

    /// What was read.
    record Read(Fleet fleet, FleetReplay.Question question, Map<String, String> obstacles, List<String> warnings) {
        Read {
            obstacles = Map.copyOf(obstacles);
            warnings = List.copyOf(warnings);
        }
    }

    /// Reads everything.
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
        Map<String, String> obstacles = new LinkedHashMap<>();
        List<Policy> able = new ArrayList<>();
        for (Policy policy : policies(found.fleet(), sources)) {
            FleetReplay.obstacle(policy).ifPresentOrElse(why -> obstacles.put(policy.name(), why),
                    () -> able.add(policy));
        }
        if (able.isEmpty()) {
            throw new BadInput(obstacles.values().iterator().next(),
                    "Correct the configuration: alidade lint says more.");
        }
        SchedulerModel model = new SchedulerModel(spread.orElse(Spread.LEAST_ALLOCATED),
                scheduler.orElse(Scheduler.NUMA_BLIND) == Scheduler.NUMA_AWARE);
        return new Read(found.fleet(), new FleetReplay.Question(able, workload, model, seeds(), !isWithoutGrowth),
                obstacles, sources.warnings());
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

    private List<Policy> policies(Fleet fleet, FleetSources sources) {
        List<Policy> wanted = new ArrayList<>();
        for (String name : policies.isEmpty() && targets.isEmpty() ? POLICIES : policies) {
            if (!POLICIES.contains(name)) {
                throw new BadInput("--policy is '" + name + "', not a policy of the Topology Manager.",
                        "Write " + String.join(", ", POLICIES) + ".");
            }
            wanted.add(Policy.of(name, fleet));
        }
        if (policies.isEmpty() && wanted.stream().noneMatch(Policy::isToday)) {
            wanted.add(Policy.today("as it is", fleet));
        }
        for (String target : targets) {
            wanted.add(target(target, fleet, sources));
        }
        return wanted;
    }

    /// The fleet with the configuration that a file holds.
    static Policy target(String file, Fleet fleet, FleetSources sources) {
        KubeletConfiguration configuration = sources.configuration(file, fleet.pools().getFirst());
        return new Policy(Inputs.name(file), fleet.map(pool -> pool.with(configuration)), false);
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
