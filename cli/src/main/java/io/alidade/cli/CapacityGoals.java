package io.alidade.cli;

import io.alidade.cli.OutputOptions.Format;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.live.source.FoundNode;
import io.alidade.live.source.Inputs;
import io.alidade.live.source.NodeNames;
import io.alidade.live.source.NodeSources;
import io.alidade.plan.capacity.CapacityQuestion;
import io.alidade.plan.capacity.CapacitySurvey;
import io.alidade.plan.capacity.Defragmentation;
import io.alidade.plan.capacity.KnownResources;
import io.alidade.plan.capacity.MoveSearch;
import io.alidade.plan.capacity.Proposal;
import io.alidade.plan.capacity.ProposalSearch;
import io.alidade.plan.capacity.Shape;
import io.alidade.view.DefragmentationDocument;
import io.alidade.view.DefragmentationText;
import io.alidade.view.Headline;
import io.alidade.view.ProposalDocument;
import io.alidade.view.ProposalText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What else `alidade capacity` can look for than a table: moves that make room, and changes that give more.
final class CapacityGoals implements OptionGroup {
    private static final int MAX_BUDGET = 10_000_000;

    boolean defragment;

    boolean optimise;

    boolean allowSplit;

    Optional<Integer> budget = Optional.empty();

    List<String> otherMachines = new ArrayList<>();

    @Override
    public void addTo(Options options) {
        options.flag(value -> defragment = value,
                "Instead of the table: the fewest pods of --running or of the checkpoints that have to be restarted or"
                        + " evicted so that the one shape fits.",
                "--defragment");
        options.flag(value -> optimise = value,
                "Instead of the table: changes of policy, scope, options, reserved CPUs, machine and pod sizes that raise"
                        + " the copies or lower what is stranded, with the gain of each.",
                "--optimise");
        options.texts(value -> otherMachines = value, Optional.empty(), "", "FILE",
                "With --optimise, a machine that could be had instead, as one with another SNC or NPS setting. May be"
                        + " given several times.",
                "--or-node");
        options.flag(value -> allowSplit = value,
                "With --optimise, also propose what lets more pods run split over NUMA nodes.", "--allow-split");
        options.value(Integer.class, value -> budget = value, "N",
                "How much is searched at most: setups that --optimise measures (default: "
                        + ProposalSearch.DEFAULT_BUDGET + "), decisions of the engine for --defragment (default: "
                        + MoveSearch.DEFAULT_DECISIONS + ").",
                "--budget");
    }

    /// @throws BadInput if options do not go together
    void check() {
        if (defragment && optimise) {
            throw new BadInput("--defragment and --optimise are given.", "Ask one after the other.");
        }
        if (budget.isPresent() && !defragment && !optimise) {
            throw new BadInput("--budget is given without --defragment or --optimise.", "Leave it out.");
        }
        if ((allowSplit || !otherMachines.isEmpty()) && !optimise) {
            throw new BadInput((allowSplit ? "--allow-split" : "--or-node") + " is given without --optimise.",
                    "Add --optimise, or leave it out.");
        }
        if (budget.filter(amount -> amount < 1 || amount > MAX_BUDGET).isPresent()) {
            throw new BadInput("--budget is " + budget.get() + ", not from 1 to " + MAX_BUDGET + ".",
                    "Leave it out for the usual one.");
        }
    }

    /// Looks for moves. Exit code 1 if none makes room.
    int defragment(Session session, OutputOptions output, FoundNode input, CapacityQuestion question,
            List<String> warnings) {
        if (question.mix().shapes().size() > 1) {
            throw new BadInput("--defragment is for one shape, and " + question.mix().shapes().size() + " are named.",
                    "Name the one that is to fit.");
        }
        if (output.format() == Format.HTML) {
            throw new BadInput("-o html is of the table, not of --defragment.", "Take -o table, json or yaml.");
        }
        Shape wanted = question.mix().shapes().getFirst();
        wanted.note().ifPresent(warnings::add);
        KubeletNode empty = started(question, false);
        KnownResources.check(empty, List.of(wanted));
        CapacitySurvey.Current current = CapacitySurvey.current(started(question, true), question.running());
        if (current.refused() > 0) {
            warnings.add(current.refused() + " of the " + question.running().size()
                    + " pods of --running would be refused as they come, and are left out");
        }
        String machine = input.found().title();
        try (LongRun run = new LongRun(session, "decisions")) {
            Defragmentation found = MoveSearch.of(empty, current.node(), wanted.copy(0),
                    budget.orElse(MoveSearch.DEFAULT_DECISIONS), run);
            run.end();
            output.print(session,
                    style -> DefragmentationText.of(Headline.of(machine, input.version(),
                            question.configuration().policies()), wanted.name(), found, warnings, style),
                    () -> DefragmentationDocument.of(machine, wanted.name(), found, warnings));
            boolean isPositive = found instanceof Defragmentation.Unneeded || found instanceof Defragmentation.Found;
            return run.wasInterrupted() ? ExitCodes.INTERRUPTED : isPositive ? ExitCodes.OK : ExitCodes.NEGATIVE;
        }
    }

    private static KubeletNode started(CapacityQuestion question, boolean withState) {
        return switch (withState ? question.startCurrent(question.configuration())
                : question.startEmpty(question.configuration())) {
            case KubeletStart.Started(KubeletNode node, var _) -> node;
            case KubeletStart.Refused(String error) ->
                throw new BadInput("the kubelet does not start: " + error + ".", "alidade lint says what is wrong.");
        };
    }

    /// Looks for changes.
    int optimise(Session session, OutputOptions output, FoundNode input, CapacityQuestion question,
            List<String> warnings) {
        if (output.format() == Format.HTML) {
            throw new BadInput("-o html is of the table, not of --optimise.", "Take -o table, json or yaml.");
        }
        String machine = input.found().title();
        Map<String, MachineDescription> machines = new LinkedHashMap<>();
        for (String file : otherMachines) {
            machines.put(Inputs.name(file), new NodeSources(new NodeNames(List.of(file), List.of(), Optional.empty(),
                    Optional.empty(), Optional.empty()), session.inputs(), false).machine().machine());
        }
        try (LongRun run = new LongRun(session, "setups")) {
            Proposal proposal = ProposalSearch.of(question, machine, machines, allowSplit,
                    budget.orElse(ProposalSearch.DEFAULT_BUDGET), run).withWarningsBefore(warnings);
            run.end();
            output.print(session, style -> ProposalText.of(machine, proposal, style),
                    () -> ProposalDocument.of(machine, proposal));
            return run.wasInterrupted() ? ExitCodes.INTERRUPTED : ExitCodes.OK;
        }
    }
}
