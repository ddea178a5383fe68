package io.alidade.plan.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every rule on a file that has what it looks for, and on one that nearly has it.
class RulesTest {
    static Stream<String> ids() {
        return Rule.all().stream().map(Rule::id);
    }

    @ParameterizedTest
    @MethodSource("ids")
    void rule_fileThatHasIt_isReportedWithItsPlaceAndSeverity(String id) {
        List<Finding> own = Cases.lint(id, "bad.yaml").findings().stream()
                .filter(finding -> finding.id().equals(id)).toList();

        assertThat(own).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.position().source()).isEqualTo("bad.yaml");
            assertThat(finding.position().line()).isPositive();
            assertThat(finding.message()).endsWith(".").doesNotContain("..");
        });
    }

    @ParameterizedTest
    @MethodSource("ids")
    void rule_fileThatNearlyHasIt_reportsNothing(String id) {
        LintReport report = Cases.lint(id, "good.yaml");

        assertThat(report.findings()).filteredOn(finding -> finding.id().equals(id)).isEmpty();
        assertThat(report.checked().values().stream().mapToInt(count -> count).sum()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void fix_ofARule_leavesNothingOfItAndNoError(String id) {
        LintReport before = Cases.lint(id, "bad.yaml");
        for (Finding finding : before.findings()) {
            if (finding.fix().isPresent()) {
                SourceFile after = Fixes.apply(before.source("bad.yaml").orElseThrow(), finding.fix().get());
                LintReport report = Cases.linter(id).lint(List.of(SourceGroup.of(after)));

                assertThat(report.findings()).as("%s after its fix", finding)
                        .noneMatch(left -> left.id().equals(finding.id()) && left.message().equals(finding.message()));
                assertThat(report.count(Severity.ERROR)).isLessThanOrEqualTo(before.count(Severity.ERROR));
                assertThat(Fixes.diff(before, finding.fix().get())).startsWith("--- bad.yaml\n+++ bad.yaml\n@@ -");
            }
        }
        Map<String, SourceFile> all = Fixes.applyAll(before);
        assertThat(all.keySet()).isSubsetOf("bad.yaml");
    }
}
