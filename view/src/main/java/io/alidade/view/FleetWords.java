package io.alidade.view;

import io.alidade.plan.fleet.replay.Unit;
import io.alidade.plan.fleet.report.Figures;
import io.alidade.plan.fleet.report.FleetReport;
import io.alidade.plan.fleet.report.FleetReport.Row;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// How figures of a fleet are said.
final class FleetWords {
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

    static String nodes(Optional<Unit.Growth> growth) {
        return growth.map(nodes -> (nodes.isEnough() ? "" : "more than ") + nodes.nodes()).orElse("");
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
                .orElse("");
    }

    /// The shapes that no node would ever run under a policy, each with the reason.
    static List<String> never(Row row) {
        return row.tally().shapes().entrySet().stream()
                .flatMap(shape -> shape.getValue().never().stream()
                        .map(why -> shape.getKey() + " never fits: " + why))
                .toList();
    }
}
