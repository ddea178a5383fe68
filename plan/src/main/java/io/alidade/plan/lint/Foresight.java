package io.alidade.plan.lint;

import io.alidade.kube.document.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// What is found only when fixes have been written: they are, in thought, and it is looked again, so that a run after them
/// finds nothing that this one did not tell.
final class Foresight {
    private static final int MAX_ROUNDS = 5;
    /// A fix may change an amount in a message, and the finding is the same.
    private static final Pattern AMOUNT = Pattern.compile("[0-9][0-9A-Za-z.,]*");

    private final Function<List<SourceGroup>, LintReport> look;
    private final Set<String> known = new HashSet<>();
    private final List<Finding> later = new ArrayList<>();
    /// By file, from the latest text back to the first.
    private final Map<String, List<LineMap>> maps = new HashMap<>();

    private Foresight(Function<List<SourceGroup>, LintReport> look) {
        this.look = look;
    }

    /// The findings that are still to come, at the places that they have in the text as it stands.
    static List<Finding> of(List<SourceGroup> groups, LintReport first, Function<List<SourceGroup>, LintReport> look) {
        Foresight foresight = new Foresight(look);
        first.findings().forEach(finding -> foresight.known.add(shape(finding)));
        foresight.run(groups, first);
        return foresight.later;
    }

    private void run(List<SourceGroup> groups, LintReport first) {
        List<SourceGroup> now = groups;
        LintReport report = first;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            Map<String, LineMap> changes = Fixes.changes(report);
            if (changes.isEmpty()) {
                return;
            }
            changes.forEach((file, map) -> maps.computeIfAbsent(file, _ -> new ArrayList<>()).addFirst(map));
            now = now.stream().map(group -> group.with(changes)).toList();
            report = look.apply(now);
            report.findings().stream().filter(finding -> known.add(shape(finding)))
                    .forEach(finding -> later.add(asOfNow(finding)));
        }
    }

    private Finding asOfNow(Finding finding) {
        Position place = finding.position();
        for (LineMap map : maps.getOrDefault(place.source(), List.of())) {
            place = map.backwards(place);
        }
        return new Finding(finding.id(), finding.severity(), place, finding.object(),
                "with the other fixes: " + finding.message(), Optional.empty());
    }

    private static String shape(Finding finding) {
        return finding.id() + " " + finding.object().orElse("") + " "
                + AMOUNT.matcher(finding.message()).replaceAll("#");
    }
}
