package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.plan.fleet.part.Part;
import io.alidade.plan.fleet.part.PartFile;
import io.alidade.plan.fleet.replay.FleetReplay;
import io.alidade.plan.fleet.replay.Unit;
import io.alidade.plan.fleet.report.FleetReport;
import io.alidade.view.FleetDocument;
import io.alidade.view.FleetPage;
import io.alidade.view.FleetText;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// What does a policy cost on a fleet?
@Command(name = "fleet", sortOptions = false, versionProvider = Alidade.Version.class,
        description = FleetCommand.SUMMARY,
        footer = {"",
            "The same fleet, workload and seed give the same report. Ctrl-C ends the replay and prints what is"
                    + " known so far.",
            "", "Examples:",
            "  alidade fleet fleet.yaml workload.yaml --html cost.html",
            "  alidade fleet fleet.yaml workload.yaml --policy none --policy single-numa-node --seeds 5",
            "  alidade fleet plan fleet.yaml workload.yaml --to single-numa-node"})
final class FleetCommand implements Callable<Integer>, Options.Owner {
    static final String SUMMARY = "Replays a workload on a fleet of nodes under one policy after the other, through a"
            + " scheduler and each kubelet's decision, and says what each policy costs.";

    private final Session session;

    FleetOptions options = new FleetOptions();

    HtmlFile html = new HtmlFile();

    private Optional<String> part = Optional.empty();

    private Optional<Path> partFolder = Optional.empty();

    private final OutputOptions output = new OutputOptions();

    private FleetCommand(Session session) {
        this.session = session;
    }

    /// The command with those below it.
    static CommandLine with(Session session) {
        return Options.commandLine(new FleetCommand(session))
                .addSubcommand(Options.commandLine(new FleetPlanCommand(session)))
                .addSubcommand(Options.commandLine(new FleetMergeCommand(session)))
                .addSubcommand(Options.commandLine(new FleetJobCommand(session)));
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(options, html, this::addParts, output);
    }

    private void addParts(Options declared) {
        declared.value(String.class, value -> part = value, "K/N",
                "Replay a part only, by seed and by pools that share no pod, and write what was counted to --part-folder;"
                        + " job/N takes the part from JOB_COMPLETION_INDEX.",
                "--part");
        declared.value(Path.class, value -> partFolder = value, "DIR",
                "The folder that the part is written to, made if it is not there; alidade fleet merge joins its files.",
                "--part-folder");
    }

    @Override
    public Integer call() {
        if (part.isPresent() != partFolder.isPresent()) {
            throw new BadInput("--part and --part-folder go together.",
                    "Write --part 1/4 --part-folder parts, or leave both out.");
        }
        Optional<FleetPart> wanted = part.map(text -> FleetPart.read(text, session.environment()));
        FleetOptions.Read read = options.read(session.inputs());
        try (LongRun run = new LongRun(session, "pods replayed")) {
            FleetReplay replay = new FleetReplay(read.question(), run);
            List<Unit> units = wanted.map(own -> Part.share(replay.units(), own.number(), own.of()))
                    .orElseGet(replay::units);
            List<Unit.Result> results = replay.run(units, Runtime.getRuntime().availableProcessors());
            run.end();
            Part.Whole whole = Part.Whole.of(replay, read.obstacles(), read.warnings());
            FleetPart own = wanted.orElse(new FleetPart(1, 1));
            Part counted = new Part(own.number(), own.of(), replay.units().size(), whole, results);
            if (partFolder.isPresent()) {
                OutputFile.replace(own.in(partFolder.get()),
                        DocumentWriter.toCompactJson(PartFile.toDocument(counted)) + "\n");
            } else {
                print(session, Part.merged(Map.of("the replay", counted)), output, html.file);
            }
            return run.wasInterrupted() ? ExitCodes.INTERRUPTED : ExitCodes.OK;
        }
    }

    /// Prints a report, and writes it as a page if that is wanted.
    static void print(Session session, FleetReport report, OutputOptions output, Optional<Path> page) {
        page.ifPresent(file -> OutputFile.replace(file, FleetPage.of(report)));
        output.print(session, style -> FleetText.of(report, style), () -> FleetDocument.of(report));
    }

    /// `--html`: where the report is written as a page.
    static final class HtmlFile implements OptionGroup {
        Optional<Path> file = Optional.empty();

        @Override
        public void addTo(Options options) {
            options.value(Path.class, value -> file = value, "FILE.html",
                    "Write the report as a page that stands by itself, too.", "--html");
        }
    }
}
