package io.alidade.cli;

import io.alidade.engine.settings.Policies;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.document.BadInput;
import io.alidade.live.source.Inputs;
import io.alidade.plan.fleet.Fleet;
import io.alidade.plan.fleet.replay.FleetReplay;
import io.alidade.plan.fleet.replay.Policy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is replayed under which policies.
final class FleetOptions implements OptionGroup {
    private static final List<String> POLICIES = List.of(Policies.TOPOLOGY_NONE, Policies.BEST_EFFORT,
            Policies.RESTRICTED, Policies.SINGLE_NUMA_NODE);

    final FleetInput input = new FleetInput();
    private List<String> policies = new ArrayList<>();
    private List<String> targets = new ArrayList<>();
    private boolean isWithoutGrowth;

    @Override
    public void addTo(Options options) {
        options.include(input);
        options.texts(value -> policies = value, Optional.of(POLICIES), "", "POLICY",
                "A policy of the Topology Manager to replay under; may be repeated. The first is the one that the others"
                        + " are compared with. Without it none, best-effort, restricted and single-numa-node.",
                "--policy");
        options.texts(value -> targets = value, Optional.empty(), "", "FILE",
                "Another configuration of all kubelets to replay under; may be repeated.", "--target");
        options.flag(value -> isWithoutGrowth = value,
                "Do not look for the nodes to add, which takes most of the time.", "--no-growth");
    }

    /// What was read.
    record Read(FleetReplay.Question question, Map<String, String> obstacles, List<String> warnings) {
        Read {
            obstacles = Map.copyOf(obstacles);
            warnings = List.copyOf(warnings);
        }
    }

    /// Reads everything.
    ///
    /// @throws BadInput if something cannot be used
    Read read(Inputs inputs) {
        FleetInput.Read read = input.read(inputs);
        Map<String, String> obstacles = new LinkedHashMap<>();
        List<Policy> able = new ArrayList<>();
        for (Policy policy : policies(read.fleet(), read.sources())) {
            FleetReplay.obstacle(policy).ifPresentOrElse(why -> obstacles.put(policy.name(), why),
                    () -> able.add(policy));
        }
        boolean isReadOnce = read.workload().recorded().filter(pods -> !pods.isRepeatable()).isPresent();
        if (isReadOnce && (able.size() > 1 || read.seeds().size() > 1)) {
            throw new BadInput("the recording can be read once, and it is to be replayed "
                    + able.size() * read.seeds().size() + " times.",
                    "Save it to a file, or name one --policy.");
        }
        if (able.isEmpty()) {
            throw new BadInput(obstacles.values().iterator().next() + ".",
                    "Correct the configuration: alidade lint says more.");
        }
        return new Read(new FleetReplay.Question(able, read.workload(), read.scheduler(), read.seeds(),
                !isWithoutGrowth), obstacles, read.sources().warnings());
    }

    /// The options as they were given, to be given again.
    List<String> words() {
        List<String> words = input.words();
        policies.forEach(value -> words.addAll(List.of("--policy", value)));
        targets.forEach(value -> words.addAll(List.of("--target", value)));
        if (isWithoutGrowth) {
            words.add("--no-growth");
        }
        return words;
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
        // Other configurations are compared with the fleet as it is, whose rate of admission is to come back.
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
}
