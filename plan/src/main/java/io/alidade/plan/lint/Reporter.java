package io.alidade.plan.lint;

import io.alidade.kube.document.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where the findings of one rule go.
final class Reporter {
    private final String id;
    private final Findings findings;

    Reporter(String id, Findings findings) {
        this.id = id;
        this.findings = findings;
    }

    void report(Severity severity, Position position, String object, String message) {
        report(severity, position, object, message, Optional.empty());
    }

    void report(Severity severity, Position position, String object, String message, Optional<Fix> fix) {
        findings.add(new Finding(id, severity, position, Optional.of(object).filter(text -> !text.isEmpty()), message,
                fix));
    }

    /// Whether this or another rule has found an error at a place.
    boolean isReported(Position position) {
        return findings.places.contains(position);
    }

    /// The findings of all rules, without those that comments silence.
    static final class Findings {
        private final Map<String, SourceFile> sources;
        private final List<Finding> found = new ArrayList<>();
        private final Set<List<Object>> known = new HashSet<>();
        private final Set<Position> places = new HashSet<>();

        Findings(Map<String, SourceFile> sources) {
            this.sources = sources;
        }

        void add(Finding finding) {
            Position position = finding.position();
            if (finding.severity() == Severity.ERROR) {
                places.add(position);
            }
            SourceFile file = sources.get(position.source());
            boolean isSilenced = file != null && file.ignores(finding.id(), position.line());
            if (!isSilenced && found.size() < Linter.MAX_FINDINGS
                    && known.add(List.of(finding.id(), position, finding.message()))) {
                found.add(finding);
            }
        }

        List<Finding> found() {
            return found;
        }
    }
}
