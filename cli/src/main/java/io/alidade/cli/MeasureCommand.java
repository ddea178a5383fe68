package io.alidade.cli;

import io.alidade.cli.OutputOptions.Format;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.live.measure.Aspect;
import io.alidade.live.measure.CommandMeasurement;
import io.alidade.live.measure.CommandPlaces;
import io.alidade.live.measure.MachineMeasurement;
import io.alidade.live.measure.MeasureComparison;
import io.alidade.live.measure.MeasureDocument;
import io.alidade.live.measure.MeasureReport;
import io.alidade.live.measure.MemoryQuestion;
import io.alidade.live.measure.PageSize;
import io.alidade.live.run.RunDecision;
import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.Inputs;
import io.alidade.live.source.MachineSources;
import io.alidade.view.MeasureText;
import io.alidade.view.picture.MeasurePicture;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/// What is alignment worth on this machine?
final class MeasureCommand implements Callable<Integer>, Options.Declared {
    static final String SUMMARY = "Measures what alignment is worth on this machine: memory of each NUMA node from the CPUs of"
            + " each, or a command on aligned CPUs and on others, with the spread.";
    private static final Duration USUAL_TIME = Duration.ofSeconds(60);
    private static final int USUAL_ROUNDS = 5;
    private static final int MAX_ROUNDS = 1000;
    private static final int MAX_SECONDS = 86_400;

    private final Session session;

    private List<String> aspects = List.of();

    private Optional<Integer> seconds = Optional.empty();

    private Optional<Integer> rounds = Optional.empty();

    private Optional<String> block = Optional.empty();

    private Optional<Integer> cores = Optional.empty();

    private Optional<PageSize> pages = Optional.empty();

    private final CpuCountOption cpu = new CpuCountOption();

    private Optional<String> before = Optional.empty();

    private Optional<String> kept = Optional.empty();

    private List<String> command = new ArrayList<>();

    private final OutputOptions output = new OutputOptions(Format.TABLE, Format.JSON, Format.YAML, Format.SVG);

    MeasureCommand(Session session) {
        this.session = session;
    }

    private static final class PageSizes extends Choice<PageSize> {
        PageSizes() {
            super(PageSize.values(), PageSize::wireName);
        }
    }

    private static final class Aspects extends Choice<Aspect> {
        Aspects() {
            super(Aspect.values(), Aspect::wireName);
        }
    }

    @Override
    public CommandSpec described(CommandSpec spec) {
        spec.name("measure").usageMessage().description(SUMMARY).footer("",
                "What is compared is measured in turn, and nothing is claimed of figures whose rounds are more than 10 %"
                        + " apart. Ctrl-C ends it and prints what is known so far.",
                "", "Examples:", "  alidade measure", "  alidade measure -o json > before.json",
                "  alidade measure --compare before.json", "  alidade measure --report before.json -o svg > matrix.svg",
                "  alidade measure --cpu 8 -- ./simulate input.dat");
        return spec;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(this::addMemory, cpu, this::addReports, output);
    }

    private void addMemory(Options options) {
        options.texts(value -> aspects = value, Optional.of(new Aspects()), ",", "ASPECT",
                "What to measure of memory: latency, read, write, copy (default: all).", "--what");
        options.value(Integer.class, value -> seconds = value, "SECONDS",
                "How long measuring may take (default: 60; for a command, as long as its rounds take).", "--time");
        options.value(Integer.class, value -> rounds = value, "N", "How often everything is measured (default: 5).",
                "--rounds");
        options.value(String.class, value -> block = value, "AMOUNT",
                "How much memory of each NUMA node is used, 1Gi; with latency, twice that (default: four times the"
                        + " last-level caches).",
                "--block");
        options.value(Integer.class, value -> cores = value, "N",
                "Use at most so many cores of a NUMA node at once (default: all).", "--cores");
        options.value(new PageSizes(), PageSize.class, value -> pages = value, "SIZE",
                "Pages of the memory: huge (default), small, or kernel for what the kernel takes by itself.",
                "--pages");
    }

    private void addReports(Options options) {
        options.value(String.class, value -> before = value, "FILE",
                "Compare with an earlier report (JSON or YAML).", "--compare");
        options.value(String.class, value -> kept = value, "FILE",
                "Measure nothing, and print a report that was kept.", "--report");
        options.arguments(value -> command = value, "COMMAND",
                "What is run in place of measuring memory, after --, with its arguments.");
    }

    @Override
    public Integer call() {
        Inputs inputs = session.inputs();
        Optional<MeasureReport> earlier = before.map(file -> read(inputs, file));
        if (kept.isPresent()) {
            if (!command.isEmpty()) {
                throw new BadInput("--report measures nothing, and there is a command.", "Leave one of them out.");
            }
            print(read(inputs, kept.get()), earlier);
            return ExitCodes.OK;
        }
        check("--time", seconds, MAX_SECONDS);
        check("--rounds", rounds, MAX_ROUNDS);
        check("--cores", cores, Integer.MAX_VALUE);
        if (command.isEmpty() && cpu.count().isPresent()) {
            throw new BadInput("--cpu is for a command, and there is none.",
                    "Name it after --: alidade measure --cpu 2 -- COMMAND.");
        }
        if (!command.isEmpty() && output.format() == Format.SVG) {
            throw noPicture();
        }
        Optional<MemoryQuestion> question = command.isEmpty() ? Optional.of(question()) : Optional.empty();
        int cpus = command.isEmpty() ? 0 : cpu.mustBeGiven();
        FoundMachine found = new MachineSources(inputs).read(List.of());
        MachineMeasurement measurement = new MachineMeasurement(found.title(), found.machine().topology(),
                found.machine().hardware(), InstantSource.system());
        return question.map(asked -> memory(measurement, asked, earlier))
                .orElseGet(() -> command(measurement, cpus, earlier));
    }

    private static MeasureReport read(Inputs inputs, String file) {
        return MeasureDocument.read(Inputs.name(file), inputs.read(file));
    }

    private static void check(String option, Optional<Integer> number, int most) {
        number.filter(given -> given < 1 || given > most).ifPresent(wrong -> {
            throw new BadInput(option + " is " + wrong + ", not from 1 to " + most + ".",
                    "Give a number in that range.");
        });
    }

    private MemoryQuestion question() {
        Set<Aspect> wanted = new TreeSet<>();
        aspects.forEach(text -> wanted.add(aspect(text)));
        return new MemoryQuestion(wanted.isEmpty() ? Set.of(Aspect.values()) : wanted,
                block.map(text -> OptionalLong.of(Amounts.read("--block", text))).orElse(OptionalLong.empty()),
                cores.map(OptionalInt::of).orElse(OptionalInt.empty()), rounds.orElse(USUAL_ROUNDS),
                seconds.map(Duration::ofSeconds).orElse(USUAL_TIME), pages.orElse(PageSize.HUGE));
    }

    private static Aspect aspect(String text) {
        return new Aspects().find(text)
                .orElseThrow(() -> new BadInput("--what is '" + text + "', nothing that is measured.",
                        "Write some of latency, read, write, copy, separated by commas."));
    }

    private int memory(MachineMeasurement measurement, MemoryQuestion question, Optional<MeasureReport> earlier) {
        try (LongRun run = new LongRun(session, "measurements")) {
            MeasureReport report = measurement.memory(question, run);
            run.end();
            print(report, earlier);
            return run.wasInterrupted() ? ExitCodes.INTERRUPTED : ExitCodes.OK;
        }
    }

    private int command(MachineMeasurement measurement, int cpus, Optional<MeasureReport> earlier) {
        CommandPlaces places = new CommandPlaces(measurement.machine());
        return switch (places.aligned(cpus)) {
            case RunDecision.Refused refused -> new Problems(session).say(refused.why(), refused.cure(),
                    ExitCodes.NEGATIVE);
            case RunDecision.Granted granted -> {
                try (LongRun run = new LongRun(session, "runs")) {
                    MeasureReport report = measurement.command(new CommandMeasurement(command, places.around(granted),
                            rounds.orElse(USUAL_ROUNDS), seconds.map(Duration::ofSeconds), run));
                    run.end();
                    print(report, earlier);
                    yield run.wasInterrupted() ? ExitCodes.INTERRUPTED : ExitCodes.OK;
                }
            }
        };
    }

    private static BadInput noPicture() {
        return new BadInput("the picture is of memory, which was not measured.", "Leave the command out, or -o svg.");
    }

    private void print(MeasureReport report, Optional<MeasureReport> earlier) {
        Optional<MeasureComparison> comparison = earlier.map(old -> MeasureComparison.of(old, report));
        OutputOptions.print(session, switch (output.format()) {
            case JSON -> DocumentWriter.toJson(MeasureDocument.of(report, comparison));
            case YAML -> DocumentWriter.toYaml(MeasureDocument.of(report, comparison));
            case SVG -> MeasurePicture.of(report).orElseThrow(MeasureCommand::noPicture);
            default -> MeasureText.of(report, comparison, session.style());
        });
    }
}
