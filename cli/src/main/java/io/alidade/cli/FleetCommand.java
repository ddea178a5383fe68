package io.alidade.cli;

import io.alidade.plan.fleet.replay.Control;
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
        footer = {"", "The same fleet, workload and seed give the same report. Ctrl-C ends the replay and prints what is"
                + " known so far.", "", "Examples:",
            "  alidade fleet fleet.yaml workload.yaml --html cost.html",
            "  alidade fleet fleet.yaml workload.yaml --policy none --policy single-numa-node --seeds 5",
            "  alidade fleet plan fleet.yaml workload.yaml --to single-numa-node"})
final class FleetCommand implements Callable<Integer>, Options.Owner {
    static final String SUMMARY = "Replays a workload on a fleet of nodes under one policy after the other, through a"
            + " scheduler and each kubelet's decision, and says what each policy costs.";

    private final Session session;

    FleetOptions options = new FleetOptions();

    HtmlFile html = new HtmlFile();

    private final OutputOptions output = new OutputOptions();

    private FleetCommand(Session session) {
        this.session = session;
    }

    /// The command with those below it.
    static CommandLine with(Session session) {
        return Options.commandLine(new FleetCommand(session));
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(options, html, output);
    }

    @Override
    public Integer call() {
        FleetOptions.Read read = options.read(session.inputs());
        Control control = new Control();
        return FleetWatch.over(session, control, watch -> {
            FleetReplay replay = new FleetReplay(read.question(), control);
            watch.expect(replay);
            List<Unit.Result> results = replay.run(replay.units(), Runtime.getRuntime().availableProcessors());
            watch.end();
            FleetReport report = FleetReport.of(replay, results, read.warnings());
            for (Map.Entry<String, String> obstacle : read.obstacles().entrySet()) {
                report = report.and(obstacle.getKey(), obstacle.getValue());
            }
            print(session, report, output, html.file);
            return ExitCodes.OK;
        });
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
