package io.alidade.view;

import io.alidade.plan.fleet.report.Figures;
import io.alidade.plan.fleet.report.FleetReport;
import io.alidade.plan.fleet.report.FleetReport.Row;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// How figures of a fleet are said.
final class FleetWords {
    private static final int SHOWN = 3;
    /// Of the pods, how many fewer are as many.
    private static final double TOLERANCE = 0.001;
    private static final double WELL_ALIGNED = 0.9;
    private static final long MINUTE = 60;
    private static final long HOUR = 3600;
    private static final long DAY = 86_400;

    private FleetWords() {}

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    static String percent(OptionalDouble share) {
        return share.isPresent() ? percent(share.getAsDouble()) : "";
    }

    /// `45 s`, `12 min`, `3.5 h`, `2.1 d`.
    static String span(long seconds) {
        if (seconds < 2 * MINUTE) {
            return seconds + " s";
        }
        if (seconds < 2 * HOUR) {
            return seconds / MINUTE + " min";
        }
        return seconds < 2 * DAY ? String.format(Locale.ROOT, "%.1f h", (double) seconds / HOUR)
                : String.format(Locale.ROOT, "%.1f d", (double) seconds / DAY);
    }

    /// How many nodes to add; of pods that no node runs none brings any back.
    static String nodes(Row row) {
        return row.nodesToAdd().map(growth -> !growth.isEnough() ? "more than " + growth.nodes()
                : growth.nodes() == 0 && !never(row).isEmpty() ? "none would do" : Long.toString(growth.nodes()))
                .orElse("");
    }

    /// What a resource is called in a narrow column.
    static String resource(String name) {
        return switch (name) {
            case "cpu" -> "CPU";
            case "memory" -> "memory";
            default -> name;
        };
    }

    /// `single-numa-node (today)`.
    static String title(Row row) {
        return row.policy() + (row.isToday() ? " (today)" : "");
    }

    /// The row that the report is about: today's, or else the last, but never the one that others are compared with.
    static Optional<Row> subject(FleetReport report) {
        List<Row> others = report.rows().stream().skip(1).filter(row -> row.obstacle().isEmpty()).toList();
        return others.stream().filter(Row::isToday).findFirst()
                .or(() -> others.isEmpty() ? Optional.empty() : Optional.of(others.getLast()));
    }

    /// What it costs, in one sentence.
    static String cost(FleetReport report) {
        Row first = report.rows().getFirst();
        Figures reference = new Figures(first.tally());
        Optional<Row> subject = subject(report);
        if (subject.isEmpty()) {
            return first.policy() + " runs " + percent(reference.admitted()) + " of the pods.";
        }
        Figures own = new Figures(subject.get().tally());
        String policy = subject.get().policy();
        double lost = reference.admitted() - own.admitted();
        String cost = lost > 0
                ? policy + " costs " + percent(lost) + " of the pods: " + percent(own.admitted()) + " run, "
                        + percent(reference.admitted()) + " under " + first.policy() + "."
                : policy + " costs no pod: " + percent(own.admitted()) + " run, as under " + first.policy() + ".";
        return cost + subject.get().nodesToAdd().filter(growth -> growth.nodes() > 0)
                .map(growth -> growth.isEnough()
                        ? " " + Words.counted(growth.nodes(), "node") + " more would bring the others back."
                        : " " + growth.nodes() + " nodes more would not bring them back.")
                .orElse("") + lost(subject.get());
    }

    private static String lost(Row row) {
        List<String> never = row.tally().shapes().entrySet().stream()
                .filter(shape -> shape.getValue().never().isPresent()).map(Map.Entry::getKey).toList();
        int traps = new Figures(row.tally()).traps().size();
        return (never.isEmpty() ? "" : " " + String.join(", ", never.subList(0, Math.min(SHOWN, never.size())))
                + (never.size() > SHOWN ? " and " + (never.size() - SHOWN) + " more shapes" : "")
                + (never.size() == 1 ? " never fits." : " never fit."))
                + (traps == 0 ? "" : " " + Words.counted(traps, "trap node") + (traps == 1 ? " attracts" : " attract")
                        + " pods and refuse" + (traps == 1 ? "s" : "") + " them.");
    }

    /// What to do instead, if one of the other policies runs as many pods as the best and aligns most of these.
    static Optional<String> proposal(FleetReport report) {
        List<Row> rows = report.rows().stream().filter(row -> row.obstacle().isEmpty()).toList();
        double most = rows.stream().mapToDouble(row -> new Figures(row.tally()).admitted()).max().orElse(0);
        Optional<Row> best = rows.stream()
                .filter(row -> new Figures(row.tally()).admitted() >= most - TOLERANCE)
                .filter(row -> new Figures(row.tally()).aligned().orElse(0) >= WELL_ALIGNED)
                .max(Comparator.comparingDouble(row -> new Figures(row.tally()).aligned().orElse(0)));
        return best.filter(row -> rows.size() > 1 && !row.isToday())
                .map(row -> row.policy() + " is to be looked at: it runs "
                        + percent(new Figures(row.tally()).admitted()) + " of the pods and aligns "
                        + percent(new Figures(row.tally()).aligned()) + " of those with something of their own.");
    }

    /// The shapes that no node would ever run under a policy, each with the reason.
    static List<String> never(Row row) {
        return row.tally().shapes().entrySet().stream()
                .flatMap(shape -> shape.getValue().never().stream()
                        .map(why -> shape.getKey() + " never fits: " + why))
                .toList();
    }
}
