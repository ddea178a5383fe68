package io.alidade.plan.lint;

import io.alidade.kube.document.BadInput;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a run found.
///
/// @param findings in the order of the files, then of line and column; at most [Linter#MAX_FINDINGS]
/// @param sources  the files by name, for showing fixes
/// @param unrecognised files and documents that are nothing that is known here
/// @param notes    what was assumed and what was passed over, a sentence each
/// @param checked  how many things of each kind were looked at, by what they are called: `kubelet configuration`
public record LintReport(List<Finding> findings, Map<String, SourceFile> sources, Map<String, Integer> checked,
        List<BadInput> unrecognised, List<String> notes) {
    public LintReport {
        findings = List.copyOf(findings);
        unrecognised = List.copyOf(unrecognised);
        notes = List.copyOf(notes);
        sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
        checked = Collections.unmodifiableMap(new LinkedHashMap<>(checked));
    }

    /// True if there is a finding at or above a severity.
    public boolean reaches(Severity severity) {
        return findings.stream().anyMatch(finding -> finding.severity().compareTo(severity) >= 0);
    }

    public Optional<SourceFile> source(String name) {
        return Optional.ofNullable(sources.get(name));
    }

    /// How many findings have a severity.
    public long count(Severity severity) {
        return findings.stream().filter(finding -> finding.severity() == severity).count();
    }
}
