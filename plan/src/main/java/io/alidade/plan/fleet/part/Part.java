package io.alidade.plan.fleet.part;

import io.alidade.kube.document.BadInput;
import io.alidade.plan.fleet.replay.FleetReplay;
import io.alidade.plan.fleet.replay.Policy;
import io.alidade.plan.fleet.replay.Unit;
import io.alidade.plan.fleet.report.FleetReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One part of a replay: its results, and what every part says of the whole.
///
/// @param number   from 1
/// @param of       how many parts there are
/// @param units    of the whole replay
/// @param whole    the same in every part
/// @param results  of this part's units
public record Part(int number, int of, int units, Whole whole, List<Unit.Result> results) {
    public Part {
        results = List.copyOf(results);
    }

    /// What is the same in every part.
    ///
    /// @param fingerprint of fleet, workload and options
    /// @param policies    their names, in order
    /// @param isToday     which of them is today's
    /// @param obstacles   policies that could not be replayed, with the reason
    public record Whole(String fingerprint, FleetReport.Head head, List<String> policies, List<Boolean> isToday,
            Map<String, String> obstacles, List<String> warnings) {
        public Whole {
            policies = List.copyOf(policies);
            isToday = List.copyOf(isToday);
            obstacles = Collections.unmodifiableMap(new TreeMap<>(obstacles));
            warnings = List.copyOf(warnings);
        }

        /// Of a replay.
        ///
        /// @param obstacles why policies were left out, by name
        public static Whole of(FleetReplay replay, Map<String, String> obstacles, List<String> warnings) {
            List<Policy> policies = replay.question().policies();
            return new Whole(Fingerprint.of(replay), FleetReport.Head.of(replay.question()),
                    policies.stream().map(Policy::name).toList(), policies.stream().map(Policy::isToday).toList(),
                    obstacles, warnings);
        }
    }

    /// The units of a part: every `of`-th, so that parts take about equally long.
    ///
    /// @param number from 1
    public static List<Unit> share(List<Unit> all, int number, int of) {
        return all.stream().filter(unit -> unit.number() % of == number - 1).toList();
    }

    /// The report of all parts, in any order: that of the undivided replay.
    ///
    /// @throws BadInput if one is missing, is there twice, or belongs to another replay
    public static FleetReport merged(Map<String, Part> byFile) {
        Map<Integer, String> files = new TreeMap<>();
        Part first = byFile.values().iterator().next();
        String firstFile = byFile.keySet().iterator().next();
        List<Unit.Result> results = new ArrayList<>();
        byFile.forEach((file, part) -> {
            if (!part.whole().equals(first.whole()) || part.of() != first.of() || part.units() != first.units()) {
                throw new BadInput(file + " is a part of another replay than " + firstFile + ".",
                        "Join parts of the same fleet, workload, options and number of parts.");
            }
            String other = files.putIfAbsent(part.number(), file);
            if (other != null) {
                throw new BadInput(file + " is part " + part.number() + ", and so is " + other + ".",
                        "Give each part once.");
            }
            results.addAll(part.results());
        });
        for (int number = 1; number <= first.of(); number++) {
            if (!files.containsKey(number)) {
                throw new BadInput("part " + number + " of " + first.of() + " is missing.",
                        "Make it: --part " + number + "/" + first.of() + ".");
            }
        }
        Whole whole = first.whole();
        FleetReport report = new FleetReport(whole.head(),
                FleetReport.rows(whole.policies(), whole.isToday(), results), whole.warnings());
        for (Map.Entry<String, String> obstacle : whole.obstacles().entrySet()) {
            report = report.and(obstacle.getKey(), obstacle.getValue());
        }
        return report;
    }
}
