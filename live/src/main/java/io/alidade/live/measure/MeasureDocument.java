package io.alidade.live.measure;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Value;
import io.alidade.live.measure.CommandResult.Trial;
import io.alidade.live.measure.MeasureReport.NumaNodeFacts;
import io.alidade.live.measure.MeasureReport.VirtualMachine;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A [MeasureReport] as the document of kind `MeasureReport` (docs/schemas/measure-report.schema.json), which can be read again.
/// Medians, spreads and judgements are in it for other programs, and are computed anew from the rounds when it is read.
public final class MeasureDocument {
    private static final String KIND = "MeasureReport";
    private static final MathContext DIGITS = new MathContext(5);
    private static final int MAX_NUMA_NODE = 1023;

    private MeasureDocument() {}

    /// The document of a report.
    ///
    /// @param comparison with an earlier one, if there is one
    public static Value of(MeasureReport report, Optional<MeasureComparison> comparison) {
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", KIND).with("machine", report.machine())
                .with("measuredAt", report.measuredAt().toString())
                .with("virtualMachine", report.virtual().map(virtual -> Value.mapping().with("name", virtual.name())
                        .with("emulated", virtual.isEmulated()).build()))
                .with("numaNodes", list(report.numaNodes(), MeasureDocument::numaNode))
                .with("memory", report.memory().map(MeasureDocument::memory))
                .with("command", report.command().map(MeasureDocument::command))
                .with("counters", counters(report.counters())).with("ownBytes", bytes(report.ownBytes()))
                .with("judgements", list(report.judgements(), judgement -> Value.mapping()
                        .with("about", judgement.about()).with("outcome", judgement.outcome().wireName())
                        .with("text", judgement.text()).build()))
                .with("comparison", comparison.map(MeasureDocument::comparison)).build();
    }

    /// Something as a value.
    private interface Writer<T> {
        Value write(T item);
    }

    private static <T> Value list(Collection<T> items, Writer<T> writer) {
        return Value.sequence(items.stream().map(writer::write).toList());
    }

    private static Value numaNode(NumaNodeFacts numaNode) {
        return Value.mapping().with("id", numaNode.id()).with("cpus", numaNode.cpus()).with("cores", numaNode.cores())
                .with("cacheBytes", numaNode.cacheBytes()).with("freeBytes", numaNode.freeBytes()).build();
    }

    private static Value memory(MemoryResult memory) {
        List<Value> shares = new ArrayList<>();
        memory.localShares().forEach((numaNode, share) -> shares
                .add(Value.mapping().with("numaNode", numaNode).with("share", number(share)).build()));
        return Value.mapping().with("blockBytes", memory.blockBytes()).with("pages", memory.pages().wireName())
                .with("hugeShare", memory.hugeShare().map(MeasureDocument::number)).with("rounds", memory.rounds())
                .with("slotMillis", memory.slot().toMillis())
                .with("figures", list(memory.figures(), MeasureDocument::figure))
                .with("localShares", Value.sequence(shares)).with("notes", Value.texts(memory.notes())).build();
    }

    private static Value figure(Figure figure) {
        return spread(Value.mapping().with("aspect", figure.aspect().wireName()).with("unit", figure.aspect().unit())
                .with("cores", figure.threads()).with("cpuNumaNode", figure.cpuNumaNode())
                .with("memoryNumaNode", figure.memoryNumaNode()), figure.spread()).build();
    }

    private static Value.Builder spread(Value.Builder fields, Spread spread) {
        return fields.with("median", number(spread.median())).with("spreadPercent", number(100 * spread.width()))
                .with("rounds", numbers(spread.rounds()));
    }

    private static Value command(CommandResult command) {
        return Value.mapping().with("command", command.command()).with("rounds", command.rounds())
                .with("trials", list(command.trials(), MeasureDocument::trial)).with("notes",
                        Value.texts(command.notes()))
                .build();
    }

    private static Value trial(Trial trial) {
        return Value.mapping().with("place", trial.place().kind().wireName())
                .with("cpus", trial.place().cpus().toListString())
                .with("memoryNumaNodes", trial.place().memory().toListString())
                .with("seconds", spread(Value.mapping(), trial.seconds()))
                .with("processorSeconds", numbers(trial.processorSeconds())).with("ownBytes", bytes(trial.ownBytes()))
                .with("counters", counters(trial.counters())).build();
    }

    private static Value counters(Map<Integer, Map<String, Long>> counters) {
        List<Value> all = new ArrayList<>();
        counters.forEach((numaNode, own) -> {
            Value.Builder pages = Value.mapping();
            new TreeMap<>(own).forEach(pages::with);
            all.add(Value.mapping().with("numaNode", numaNode).with("pages", pages).build());
        });
        return Value.sequence(all);
    }

    private static Value bytes(Map<Integer, Long> bytes) {
        List<Value> all = new ArrayList<>();
        bytes.forEach((numaNode, amount) -> all
                .add(Value.mapping().with("numaNode", numaNode).with("bytes", amount).build()));
        return Value.sequence(all);
    }

    private static Value comparison(MeasureComparison comparison) {
        return Value.mapping().with("machine", comparison.before().machine())
                .with("measuredAt", comparison.before().measuredAt().toString())
                .with("changes", list(comparison.changes(), change -> Value.mapping().with("about", change.about())
                        .with("unit", change.unit()).with("before", number(change.before().median()))
                        .with("after", number(change.after().median())).with("ratio", number(change.ratio().value()))
                        .with("outcome", change.outcome().wireName()).build()))
                .build();
    }

    private static Value numbers(List<Double> numbers) {
        return list(numbers, MeasureDocument::number);
    }

    private static Value number(double number) {
        BigDecimal rounded = new BigDecimal(number).round(DIGITS).stripTrailingZeros();
        return Value.of(rounded.scale() < 0 ? rounded.setScale(0) : rounded);
    }

    /// Reads a document again.
    ///
    /// @throws BadInput if it is none
    public static MeasureReport read(String source, byte[] bytes) {
        Fields fields = Fields.of(DocumentReader.mapping(DocumentReader.readOne(source, bytes)));
        if (!fields.string("kind").orElse("").equals(KIND)) {
            throw new BadInput(fields.position("kind"), "kind is " + fields.describe("kind") + ", not " + KIND + ".",
                    "Name a file that alidade measure -o json wrote.");
        }
        return new MeasureReport(fields.string("machine").orElse(source), instant(fields),
                fields.object("virtualMachine").map(virtual -> new VirtualMachine(virtual.string("name").orElse(""),
                        virtual.bool("emulated").orElse(false))),
                fields.objects("numaNodes").stream().map(MeasureDocument::readNumaNode).toList(),
                fields.object("memory").map(MeasureDocument::readMemory),
                fields.object("command").map(MeasureDocument::readCommand), readCounters(fields), readBytes(fields));
    }

    private static Instant instant(Fields fields) {
        String text = fields.string("measuredAt").orElse("");
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            throw wrong(fields, "measuredAt", "a time such as 2026-11-28T20:00:00Z");
        }
    }

    private static BadInput wrong(Fields fields, String key, String wanted) {
        return new BadInput(fields.position(key), fields.path(key) + " is " + fields.describe(key) + ", not " + wanted
                + ".", "Name a file as alidade measure -o json wrote it.");
    }

    private static NumaNodeFacts readNumaNode(Fields fields) {
        return new NumaNodeFacts(numaNode(fields, "id"), fields.string("cpus").orElse(""),
                (int) amount(fields, "cores", CpuSet.MAX_CPU), amount(fields, "cacheBytes", Long.MAX_VALUE),
                amount(fields, "freeBytes", Long.MAX_VALUE));
    }

    private static int numaNode(Fields fields, String key) {
        OptionalLong id = fields.integer(key, 0, MAX_NUMA_NODE);
        if (id.isEmpty()) {
            throw wrong(fields, key, "the id of a NUMA node");
        }
        return (int) id.getAsLong();
    }

    private static long amount(Fields fields, String key, long most) {
        return fields.integer(key, 0, most).orElse(0);
    }

    private static MemoryResult readMemory(Fields fields) {
        Map<Integer, Double> shares = new TreeMap<>();
        fields.objects("localShares")
                .forEach(own -> shares.put(numaNode(own, "numaNode"), decimal(own, "share").orElse(0.0)));
        return new MemoryResult(amount(fields, "blockBytes", Long.MAX_VALUE),
                word(fields, "pages", PageSize.values(), PageSize::wireName),
                decimal(fields, "hugeShare"), (int) amount(fields, "rounds", Integer.MAX_VALUE),
                Duration.ofMillis(amount(fields, "slotMillis", Integer.MAX_VALUE)),
                fields.objects("figures").stream().map(MeasureDocument::readFigure).toList(), shares,
                fields.stringList("notes"));
    }

    private static Figure readFigure(Fields fields) {
        return new Figure(word(fields, "aspect", Aspect.values(), Aspect::wireName),
                (int) amount(fields, "cores", CpuSet.MAX_CPU),
                numaNode(fields, "cpuNumaNode"), numaNode(fields, "memoryNumaNode"), readSpread(fields));
    }

    private static <E> E word(Fields fields, String key, E[] values, Function<E, String> word) {
        String text = fields.string(key).orElse("");
        return Arrays.stream(values).filter(value -> word.apply(value).equalsIgnoreCase(text)).findFirst()
                .orElseThrow(() -> wrong(fields, key, "one of "
                        + Arrays.stream(values).map(word).collect(Collectors.joining(", "))));
    }

    private static Spread readSpread(Fields fields) {
        try {
            return new Spread(decimals(fields, "rounds"));
        } catch (IllegalArgumentException _) {
            throw wrong(fields, "rounds", "a list of numbers above 0");
        }
    }

    private static CommandResult readCommand(Fields fields) {
        return new CommandResult(fields.string("command").orElse(""), (int) amount(fields, "rounds", Integer.MAX_VALUE),
                fields.objects("trials").stream().map(MeasureDocument::readTrial).toList(), fields.stringList("notes"));
    }

    private static Trial readTrial(Fields fields) {
        try {
            CommandPlace place = new CommandPlace(word(fields, "place", CommandPlace.Kind.values(),
                    CommandPlace.Kind::wireName),
                    CpuSet.parseList(fields.string("cpus").orElse("")),
                    NumaNodeIds.parseList(fields.string("memoryNumaNodes").orElse("")));
            Fields seconds = fields.object("seconds").orElseThrow(() -> wrong(fields, "seconds", "an object"));
            return new Trial(place, readSpread(seconds), decimals(fields, "processorSeconds"), readBytes(fields),
                    readCounters(fields));
        } catch (IllegalArgumentException _) {
            throw wrong(fields, "cpus", "a list of CPUs");
        }
    }

    private static Map<Integer, Map<String, Long>> readCounters(Fields fields) {
        Map<Integer, Map<String, Long>> counters = new TreeMap<>();
        for (Fields own : fields.objects("counters")) {
            Map<String, Long> pages = new TreeMap<>();
            own.object("pages").ifPresent(all -> all.keys()
                    .forEach(name -> pages.put(name, amount(all, name, Long.MAX_VALUE))));
            counters.put(numaNode(own, "numaNode"), pages);
        }
        return counters;
    }

    private static Map<Integer, Long> readBytes(Fields fields) {
        Map<Integer, Long> bytes = new TreeMap<>();
        fields.objects("ownBytes")
                .forEach(own -> bytes.put(numaNode(own, "numaNode"), amount(own, "bytes", Long.MAX_VALUE)));
        return bytes;
    }

    private static Optional<Double> decimal(Fields fields, String key) {
        return fields.node(key).map(node -> decimal(fields, key, node));
    }

    private static List<Double> decimals(Fields fields, String key) {
        return fields.node(key).filter(DocumentNode.Sequence.class::isInstance).map(DocumentNode.Sequence.class::cast)
                .map(items -> items.items().stream().map(item -> decimal(fields, key, item)).toList())
                .orElseThrow(() -> wrong(fields, key, "a list of numbers"));
    }

    private static double decimal(Fields fields, String key, DocumentNode node) {
        if (Value.of(node) instanceof Value.Decimal(BigDecimal number)) {
            return number.doubleValue();
        }
        throw wrong(fields, key, "a number");
    }
}
