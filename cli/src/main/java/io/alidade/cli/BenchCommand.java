package io.alidade.cli;

import io.alidade.conformance.speed.SpeedReport;
import io.alidade.conformance.speed.SpeedRun;
import io.alidade.kube.document.BadInput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What does a decision cost here?
@Command(name = "bench", sortOptions = false, versionProvider = Alidade.Version.class,
        description = "Measures single admissions on recorded situations: the first after the node's start, repeated, on one"
                + " thread; beside the kubelet's own time where it was recorded.",
        footer = {"",
            "Times are of whole admissions: hints, merge, allocation, the new node. Measure on a quiet machine.", "",
            "Examples:", "  alidade bench", "  alidade bench -o json my-scenarios.jsonl"})
final class BenchCommand implements Callable<Integer>, Options.Owner {
    private static final int MAX_SECONDS = 60;
    private static final Path SHIPPED = Path.of("speed.jsonl.gz");

    private final Session session;

    @Parameters(paramLabel = "FILE", arity = "0..1",
            description = "Scenarios, .jsonl or .jsonl.gz, with an admission each;"
                    + " without it, those that Alidade ships.")
    Optional<Path> file = Optional.empty();

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "0.5",
            description = "How long each scenario is measured,"
                    + " after as long a warm-up (default: 0.5).")
    double seconds = 0.5;

    private final OutputOptions output = new OutputOptions();

    BenchCommand(Session session) {
        this.session = session;
    }

    /// The command with the one below it.
    static CommandLine with(Session session) {
        return Options.commandLine(new BenchCommand(session))
                .addSubcommand(Options.commandLine(new BenchAgentCommand(session)));
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(output);
    }

    @Override
    public Integer call() {
        if (!(seconds > 0 && seconds <= MAX_SECONDS)) {
            throw new BadInput("--seconds is " + seconds + ", not above 0 and up to " + MAX_SECONDS + ".",
                    "Give the seconds to measure each scenario.");
        }
        Duration duration = Duration.ofNanos((long) (seconds * 1e9));
        Progress progress = new Progress(session, "scenarios");
        SpeedRun run = new SpeedRun(duration, duration, progress::at);
        SpeedReport report = run.measure(file.orElseGet(() -> ShippedVectors.folder().resolve(SHIPPED)));
        progress.end();
        output.print(session, style -> SpeedText.of(report, style), () -> SpeedDocument.of(report));
        return ExitCodes.OK;
    }
}
