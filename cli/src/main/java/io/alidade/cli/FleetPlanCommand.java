package io.alidade.cli;

import io.alidade.engine.settings.Policies;
import io.alidade.kube.document.BadInput;
import io.alidade.live.source.Inputs;
import io.alidade.plan.fleet.replay.FleetReplay;
import io.alidade.plan.fleet.replay.Policy;
import io.alidade.plan.fleet.rollout.RolloutPlan;
import io.alidade.plan.fleet.rollout.RolloutPlanner;
import io.alidade.view.RolloutDocument;
import io.alidade.view.RolloutMarkdown;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// In which steps does a fleet get from today's configuration to another one?
@Command(name = "plan", sortOptions = false, versionProvider = Alidade.Version.class,
        description = "Plans a roll-out: in which order pools change, what to expect of each stage, which pods stop"
                + " fitting and what cures them, and when to go back.",
        footer = {"", "Exit code 1 if pods stop fitting.", "", "Example:",
            "  alidade fleet plan fleet.yaml workload.yaml --to single-numa-node > rollout.md"})
final class FleetPlanCommand implements Callable<Integer>, Options.Owner {
    private static final Set<String> POLICIES = Set.of(Policies.TOPOLOGY_NONE, Policies.BEST_EFFORT,
            Policies.RESTRICTED, Policies.SINGLE_NUMA_NODE);

    private final Session session;

    private final FleetInput input = new FleetInput();

    private Optional<String> to = Optional.empty();

    private final OutputOptions output = new OutputOptions(OutputOptions.Format.MARKDOWN, OutputOptions.Format.JSON,
            OutputOptions.Format.YAML);

    FleetPlanCommand(Session session) {
        this.session = session;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(input, options -> options.value(String.class, value -> to = value, "POLICY|FILE",
                "What it is to become: a policy of the Topology Manager, or a file with a configuration of all kubelets.",
                "--to"), output);
    }

    @Override
    public Integer call() {
        String wanted = to.orElseThrow(() -> new BadInput("no target is named.",
                "Name a policy or a configuration: --to single-numa-node."));
        Inputs inputs = session.inputs();
        FleetInput.Read read = input.read(inputs);
        Policy target = POLICIES.contains(wanted) ? Policy.of(wanted, read.fleet())
                : FleetOptions.target(wanted, read.fleet(), read.sources());
        Policy today = Policy.today("today", read.fleet());
        for (Policy policy : List.of(today, target)) {
            FleetReplay.obstacle(policy).ifPresent(why -> {
                throw new BadInput(policy.name() + ": " + why + ".", "Correct it: alidade lint says more.");
            });
        }
        try (LongRun run = new LongRun(session, "pods replayed")) {
            RolloutPlan plan = RolloutPlanner.plan(new FleetReplay.Question(List.of(today), read.workload(),
                    read.scheduler(), read.seeds(), false), target, read.sources().warnings(), run,
                    Runtime.getRuntime().availableProcessors());
            run.end();
            output.print(session, _ -> RolloutMarkdown.of(plan), () -> RolloutDocument.of(plan));
            return run.wasInterrupted() ? ExitCodes.INTERRUPTED
                    : plan.stopping().isEmpty() ? ExitCodes.OK : ExitCodes.NEGATIVE;
        }
    }
}
