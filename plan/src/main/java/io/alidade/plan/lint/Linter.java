package io.alidade.plan.lint;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.embedded.EmbeddedConfigurations;
import io.alidade.kube.machine.MachineDescription;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Looks for all that [Rules] knows.
public final class Linter {
    /// The most that one run reports.
    public static final int MAX_FINDINGS = 10_000;

    /// What it looks at, for messages.
    public static final String KNOWN = "pods, workloads and other objects with a pod template; device plugin"
            + " configurations (NVIDIA, SR-IOV); " + EmbeddedConfigurations.KNOWN;

    private final Optional<MachineDescription> machine;
    private final KubeletVersion version;

    /// A linter for one kind of node.
    ///
    /// @param machine what the kubelet runs on, with the devices that its plugins report
    public Linter(Optional<MachineDescription> machine, KubeletVersion version) {
        this.machine = machine;
        this.version = version;
    }

    /// Looks at files, alone and together. What would be found only after the fixes is found too.
    ///
    /// @param groups each file once, by a name of its own
    public LintReport lint(List<SourceGroup> groups) {
        LintReport first = look(groups);
        List<Finding> all = new ArrayList<>(first.findings());
        all.addAll(Foresight.of(groups, first, this::look));
        return all.size() == first.findings().size() ? first : new LintReport(
                sorted(all, first.sources()).stream().limit(MAX_FINDINGS).toList(), first.sources(), first.checked(),
                first.unrecognised(), first.notes());
    }

    private LintReport look(List<SourceGroup> groups) {
        Map<String, SourceFile> sources = new LinkedHashMap<>();
        groups.forEach(group -> group.files().forEach(file -> sources.put(file.name(), file)));
        Subjects subjects = SubjectReader.read(groups);
        List<StartProbe> starts = subjects.configurations().stream()
                .map(configuration -> StartProbe.of(configuration, machine, version)).toList();
        RuleInput input = new RuleInput(subjects, machine, version, starts,
                AdmissionProbe.of(starts, machine, version),
                new Edits(sources, subjects.flagValues(), subjects.flagKeys(), subjects.foreignKeys()));
        Reporter.Findings findings = new Reporter.Findings(sources);
        for (Rule rule : Rules.ALL) {
            rule.check().look(input, new Reporter(rule.id(), findings));
        }
        return new LintReport(sorted(findings.found(), sources), sources, checked(subjects), subjects.unrecognised(),
                subjects.notes());
    }

    private static List<Finding> sorted(List<Finding> found, Map<String, SourceFile> sources) {
        List<String> files = List.copyOf(sources.keySet());
        Map<String, Integer> order = new LinkedHashMap<>();
        files.forEach(file -> order.put(file, order.size()));
        List<Finding> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt((Finding finding) -> order.getOrDefault(finding.position().source(), -1))
                .thenComparingInt(finding -> finding.position().line())
                .thenComparingInt(finding -> finding.position().column()));
        return sorted;
    }

    private static Map<String, Integer> checked(Subjects subjects) {
        Map<String, Integer> checked = new LinkedHashMap<>();
        checked.put("kubelet configuration", subjects.configurations().size());
        checked.put("workload", subjects.workloads().size());
        checked.put("device plugin configuration", subjects.plugins().size());
        return checked;
    }
}
