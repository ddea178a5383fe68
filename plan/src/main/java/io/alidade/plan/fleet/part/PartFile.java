package io.alidade.plan.fleet.part;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Value;
import io.alidade.plan.fleet.part.Part.Whole;
import io.alidade.plan.fleet.replay.Histogram;
import io.alidade.plan.fleet.replay.PoolTally;
import io.alidade.plan.fleet.replay.ShapeTally;
import io.alidade.plan.fleet.replay.Tally;
import io.alidade.plan.fleet.replay.Unit;
import io.alidade.plan.fleet.report.FleetReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A [Part] as a document: raw counts, so that nothing is rounded before all are joined.
public final class PartFile {
    private static final String KIND = "FleetPart";

    private PartFile() {}

    /// The document of a part.
    public static Value.Mapping toDocument(Part part) {
        Whole whole = part.whole();
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", KIND)
                .with("part", part.number()).with("of", part.of()).with("units", part.units())
                .with("fingerprint", whole.fingerprint()).with("nodes", whole.head().nodes())
                .with("scheduler", whole.head().scheduler()).with("seeds", numbers(whole.head().seeds()))
                .with("pools", Value.sequence(whole.head().pools().stream().map(pool -> Value.mapping()
                        .with("name", pool.name()).with("nodes", pool.nodes()).with("policy", pool.policy())
                        .with("scope", pool.scope()).build()).toList()))
                .with("policies", Value.texts(whole.policies()))
                .with("today", Value.sequence(whole.isToday().stream().map(Value::of).toList()))
                .with("obstacles", Value.texts(whole.obstacles())).with("warnings", Value.texts(whole.warnings()))
                .with("results", Value.sequence(part.results().stream().map(PartFile::result).toList())).build();
    }

    private static Value numbers(List<Long> numbers) {
        return Value.sequence(numbers.stream().map(Value::of).toList());
    }

    private static Value result(Unit.Result result) {
        return Value.mapping().with("unit", result.number()).with("seed", result.seed())
                .with("tallies", Value.sequence(result.tallies().stream().map(PartFile::tally).toList()))
                .with("nodesToAdd", Value.sequence(result.nodesToAdd().stream().map(growth -> Value.mapping()
                        .with("nodes", growth.nodes()).with("enough", growth.isEnough()).build()).toList()))
                .build();
    }

    private static Value tally(Tally tally) {
        Value.Builder shapes = Value.mapping();
        tally.shapes().forEach((name, shape) -> shapes.with(name, shape(shape)));
        Value.Builder pools = Value.mapping();
        tally.pools().forEach((name, pool) -> pools.with(name, pool(pool)));
        Value.Builder moments = Value.mapping();
        tally.moments().forEach((second, moment) -> moments.with(Long.toString(second), numbers(List.of(
                moment.waiting(), moment.refused(), moment.used(), moment.offered()))));
        return Value.mapping().with("cut", tally.isCut()).with("shapes", shapes).with("pools", pools)
                .with("moments", moments).build();
    }

    private static Value shape(ShapeTally shape) {
        Value.Builder counts = Value.mapping();
        for (ShapeTally.Count count : ShapeTally.Count.values()) {
            counts.with(count.wireName(), shape.get(count));
        }
        Value.Builder reasons = Value.mapping();
        shape.reasons().forEach(reasons::with);
        return Value.mapping().with("counts", counts).with("reasons", reasons)
                .with("pendingSeconds", histogram(shape.pendingSeconds()))
                .with("recreations", histogram(shape.recreations()))
                .with("never", shape.never().map(Value::of)).build();
    }

    private static Value histogram(Histogram histogram) {
        Value.Builder counts = Value.mapping();
        histogram.counts().forEach((number, count) -> counts.with(Long.toString(number), count));
        return counts.build();
    }

    private static Value pool(PoolTally pool) {
        Value.Builder resources = Value.mapping();
        pool.resources().forEach((name, use) -> resources.with(name, numbers(List.of(use.used(), use.offered(),
                use.sampled(), use.free(), use.stranded()))));
        return Value.mapping().with("refusals", pool.refusals()).with("resources", resources)
                .with("traps", Value.sequence(pool.traps().stream().map(trap -> Value.mapping()
                        .with("node", trap.node()).with("refused", trap.refused()).with("admitted", trap.admitted())
                        .with("inARow", trap.inARow()).build()).toList()))
                .build();
    }

    /// Reads a part.
    ///
    /// @throws BadInput if it is none
    public static Part read(String source, byte[] bytes) {
        Fields document = Fields.of(DocumentReader.mapping(DocumentReader.readOne(source, bytes)));
        if (!document.string("kind").orElse("").equals(KIND)) {
            throw new BadInput(document.position(), "kind is " + document.describe("kind") + ", not " + KIND + ".",
                    "Give files that alidade fleet --part K/N has written.");
        }
        List<FleetReport.Pool> pools = document.objects("pools").stream().map(pool -> new FleetReport.Pool(
                text(pool, "name"), (int) number(pool, "nodes"), text(pool, "policy"), text(pool, "scope"))).toList();
        FleetReport.Head head = new FleetReport.Head((int) number(document, "nodes"), pools,
                longs(document, "seeds"), text(document, "scheduler"));
        List<String> policies = document.stringList("policies");
        List<Boolean> today = policies.stream().map(_ -> false).collect(Collectors.toList());
        document.node("today").ifPresent(node -> {
            if (node instanceof DocumentNode.Sequence flags) {
                for (int index = 0; index < Math.min(today.size(), flags.items().size()); index++) {
                    today.set(index,
                            flags.items().get(index) instanceof DocumentNode.Scalar scalar
                                    && scalar.text().equals("true"));
                }
            }
        });
        Whole whole = new Whole(text(document, "fingerprint"), head, policies, today, document.strings("obstacles"),
                document.stringList("warnings"));
        List<Unit.Result> results = new ArrayList<>();
        for (Fields result : document.objects("results")) {
            List<Tally> tallies = result.objects("tallies").stream().map(PartFile::tally).toList();
            if (tallies.size() != policies.size()) {
                result.report("tallies", "are not one for each policy.", "Make the part anew.");
            }
            List<Unit.Growth> growth = result.objects("nodesToAdd").stream().map(own -> new Unit.Growth(
                    number(own, "nodes"), own.bool("enough").orElse(false))).toList();
            results.add(new Unit.Result((int) number(result, "unit"), number(result, "seed"), tallies, growth));
        }
        return new Part((int) number(document, "part"), (int) number(document, "of"), (int) number(document, "units"),
                whole, results);
    }

    private static Tally tally(Fields fields) {
        Tally tally = new Tally();
        if (fields.bool("cut").orElse(false)) {
            tally.cut();
        }
        fields.objectMap("shapes").forEach((name, shape) -> read(shape, tally.shape(name)));
        fields.objectMap("pools").forEach((name, pool) -> read(pool, tally.pool(name)));
        fields.object("moments").ifPresent(moments -> moments.keys().forEach(second -> {
            List<Long> own = longs(moments, second);
            if (own.size() == 4) {
                tally.add(Long.parseLong(second), new Tally.Moment(own.get(0), own.get(1), own.get(2), own.get(3)));
            }
        }));
        return tally;
    }

    private static void read(Fields fields, ShapeTally shape) {
        fields.object("counts").ifPresent(counts -> shape.add(byName(counts)));
        fields.object("reasons").ifPresent(reasons -> byName(reasons).forEach(shape::addReason));
        fields.object("pendingSeconds").ifPresent(counts -> read(counts, shape.pendingSeconds()));
        fields.object("recreations").ifPresent(counts -> read(counts, shape.recreations()));
        fields.string("never").ifPresent(shape::never);
    }

    private static void read(Fields counts, Histogram histogram) {
        byName(counts).forEach((number, count) -> histogram.add(Long.parseLong(number), count));
    }

    private static void read(Fields fields, PoolTally pool) {
        pool.addRefusals(number(fields, "refusals"));
        fields.object("resources").ifPresent(resources -> resources.keys().forEach(name -> {
            List<Long> own = longs(resources, name);
            if (own.size() == 5) {
                pool.add(name, new PoolTally.Use(own.get(0), own.get(1), own.get(2), own.get(3), own.get(4)));
            }
        }));
        fields.objects("traps").forEach(trap -> pool.add(new PoolTally.TrapNode(text(trap, "node"),
                number(trap, "refused"), number(trap, "admitted"), number(trap, "inARow"))));
    }

    private static Map<String, Long> byName(Fields counts) {
        Map<String, Long> named = new TreeMap<>();
        counts.keys().forEach(name -> named.put(name, number(counts, name)));
        return named;
    }

    private static long number(Fields fields, String key) {
        return fields.integer(key, Long.MIN_VALUE, Long.MAX_VALUE).orElse(0);
    }

    private static String text(Fields fields, String key) {
        return fields.string(key).orElse("");
    }

    private static List<Long> longs(Fields fields, String key) {
        List<Long> numbers = new ArrayList<>();
        fields.node(key).ifPresent(node -> {
            if (node instanceof DocumentNode.Sequence list) {
                list.items().forEach(item -> {
                    if (item instanceof DocumentNode.Scalar scalar) {
                        numbers.add(parsed(fields, key, scalar.text()));
                    }
                });
            }
        });
        return numbers;
    }

    private static long parsed(Fields fields, String key, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            fields.report(key, "holds '" + text + "', not a whole number.", "Make the part anew.");
            return 0;
        }
    }
}
