package io.alidade.cli;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.settings.Policies;
import io.alidade.kube.document.BadInput;
import io.alidade.live.run.LiveSite;
import io.alidade.live.run.NearDevice;
import io.alidade.live.run.RunDecision;
import io.alidade.live.run.RunLedger;
import io.alidade.live.run.RunPlacement;
import io.alidade.live.run.RunReport;
import io.alidade.live.run.RunRequest;
import io.alidade.live.run.RunSite;
import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.Inputs;
import io.alidade.view.RunDocument;
import io.alidade.view.RunText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Run this where the kubelet would put it.
@Command(name = "run", sortOptions = false, versionProvider = Alidade.Version.class,
        description = RunCommand.SUMMARY, footer = {"",
            "The command takes the place of alidade: it has its process id and its standard streams, gets its signals, and"
                    + " its exit code is the command's. Before that: 1 if there is no room, 2 wrong usage, 126 the command"
                    + " cannot be executed, 127 it is not found.",
            "", "Examples:", "  alidade run --cpu 8 --memory 16Gi -- ./train",
            "  alidade run --cpu 2 --near eth0 --dry-run -- nginx", "  alidade run --list"})
final class RunCommand implements Callable<Integer>, Options.Owner {
    static final String SUMMARY = "Runs a command on CPUs and memory of this machine that no other such command has, chosen"
            + " as the kubelet would.";

    private final Session session;

    private final CpuCountOption cpu = new CpuCountOption();

    @Option(names = "--memory", paramLabel = "AMOUNT",
            description = "Memory of its own, 16Gi: nothing else is taken, so it is killed when it wants more than its NUMA"
                    + " nodes have. Without it, memory comes from the NUMA nodes of the CPUs first.")
    Optional<String> memory = Optional.empty();

    @Option(names = "--hugepages-2Mi", paramLabel = "AMOUNT",
            description = "Hugepages of 2Mi that it will take itself.")
    Optional<String> hugepages2Mi = Optional.empty();

    @Option(names = "--hugepages-1Gi", paramLabel = "AMOUNT",
            description = "Hugepages of 1Gi that it will take itself.")
    Optional<String> hugepages1Gi = Optional.empty();

    @Option(names = "--policy", paramLabel = "POLICY", converter = PolicyNames.class,
            completionCandidates = PolicyNames.class,
            description = "How strictly CPUs, memory and device must be together: restricted (on as few NUMA nodes as can"
                    + " be; default), single-numa-node, best-effort or none.")
    String policy = Policies.RESTRICTED;

    @Option(names = "--near", paramLabel = "DEVICE",
            description = "A PCI device to be near to: what the system calls it (eth0, nvme0), its address, or the n-th"
                    + " of its kind (gpu-0, nic-1).")
    Optional<String> near = Optional.empty();

    @Option(names = "--reserved-cpus", paramLabel = "LIST",
            description = "CPUs that stay for everything else (default: the lowest).")
    Optional<String> reservedCpus = Optional.empty();

    @Option(names = "--state", paramLabel = "DIR",
            description = "Where commands are kept apart (default: alidade/run in the user's folder for state).")
    Optional<Path> state = Optional.empty();

    private final DryRunOption dryRun = new DryRunOption();

    @Option(names = "--list", description = "Show what there is and which commands have what, and start nothing.")
    boolean list;

    MachineOptions machineOptions = new MachineOptions();

    private final OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "What is run, after --, with its arguments.")
    List<String> command = new ArrayList<>();

    RunCommand(Session session) {
        this.session = session;
    }

    static final class PolicyNames extends Choice<String> {
        PolicyNames() {
            super(new String[] {Policies.RESTRICTED, Policies.SINGLE_NUMA_NODE, Policies.BEST_EFFORT,
                Policies.TOPOLOGY_NONE}, name -> name);
        }
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(cpu, dryRun, machineOptions, output);
    }

    @Override
    public Integer call() {
        boolean isThisMachine = machineOptions.node.files.isEmpty();
        boolean startsNothing = dryRun.isOn || list;
        if (!startsNothing && !isThisMachine) {
            throw new BadInput("--node names another machine, on which nothing can be run.",
                    "Add --dry-run, or leave --node out.");
        }
        if (!startsNothing && command.isEmpty()) {
            throw new BadInput("there is no command to run.", "Name it after --: alidade run --cpu 2 -- COMMAND.");
        }
        Optional<Integer> count = list ? cpu.count() : cpu.count().or(() -> Optional.of(1));
        Map<String, Long> amounts = amounts();
        Inputs inputs = session.inputs();
        List<String> warnings = new ArrayList<>();
        FoundMachine machine = machineOptions.sources(inputs).announced(warnings);
        if (startsNothing) {
            warnings.forEach(session::note);
        }
        Question question = new Question(machine, reserved(machine), count, amounts);
        if (!isThisMachine) {
            return show(question, RunSite.empty(machine.machine().topology()));
        }
        try (RunLedger ledger = RunLedger.open(RunFolder.of(state, session.environment()))) {
            RunSite site = LiveSite.of(machine.machine().topology(), ledger.runs());
            return startsNothing ? show(question, site) : start(question, site, ledger);
        }
    }

    private record Question(FoundMachine machine, CpuSet reserved, Optional<Integer> count,
            Map<String, Long> amounts) {}

    private Map<String, Long> amounts() {
        Map<String, Long> amounts = new TreeMap<>();
        memory.ifPresent(text -> amounts.put(RunSite.MEMORY, Amounts.read("--memory", text)));
        hugepages2Mi.ifPresent(text -> amounts.put(RunSite.hugepages(2L << 20), Amounts.read("--hugepages-2Mi", text)));
        hugepages1Gi.ifPresent(text -> amounts.put(RunSite.hugepages(1L << 30), Amounts.read("--hugepages-1Gi", text)));
        return amounts;
    }

    private CpuSet reserved(FoundMachine machine) {
        CpuSet cpus = RunSite.empty(machine.machine().topology()).cpus();
        if (reservedCpus.isEmpty()) {
            return CpuSet.of(cpus.first());
        }
        CpuSet asked;
        try {
            asked = CpuSet.parseList(reservedCpus.get());
        } catch (IllegalArgumentException wrong) {
            throw new BadInput("--reserved-cpus is '" + reservedCpus.get() + "': " + wrong.getMessage(),
                    "Write a list of CPUs: 0-1,4.");
        }
        if (asked.isEmpty() || !asked.isSubsetOf(cpus)) {
            throw new BadInput("--reserved-cpus is '" + reservedCpus.get() + "', not some of CPUs "
                    + cpus.toListString() + ".", "Name at least one CPU of this machine.");
        }
        return asked;
    }

    private int show(Question question, RunSite site) {
        Optional<RunReport.Asked> asked = list ? Optional.empty() : Optional.of(asked(question, site));
        RunReport report = new RunReport(question.machine().source(), site, question.reserved(), asked);
        output.print(session, style -> RunText.of(report, style), () -> RunDocument.of(report));
        return asked.filter(answer -> answer.decision() instanceof RunDecision.Refused).isPresent()
                ? ExitCodes.NEGATIVE : ExitCodes.OK;
    }

    private RunReport.Asked asked(Question question, RunSite site) {
        Optional<NearDevice> device = near.map(name -> NearDevice.find(question.machine().machine(), name));
        RunRequest request = new RunRequest(question.count().orElseThrow(), question.amounts(), policy, device,
                question.reserved());
        return new RunReport.Asked(request, new RunPlacement(site).decide(request));
    }

    private int start(Question question, RunSite site, RunLedger ledger) {
        return switch (asked(question, site).decision()) {
            case RunDecision.Refused refused -> new Problems(session).say(refused.why(), refused.cure(),
                    ExitCodes.NEGATIVE);
            case RunDecision.Granted granted -> new RunStart(session, ledger, granted, command).run();
        };
    }
}
