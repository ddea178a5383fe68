package io.alidade.view;

import io.alidade.plan.lint.Finding;
import io.alidade.plan.lint.LintReport;
import io.alidade.plan.lint.Severity;

/// A [LintReport] as workflow commands of GitHub Actions, one a line, which shows them beside the lines of a pull request.
public final class LintAnnotations {
    private LintAnnotations() {}

    public static String of(LintReport report) {
        StringBuilder out = new StringBuilder();
        report.findings().forEach(finding -> out.append(command(finding)).append('\n'));
        return out.toString();
    }

    private static String command(Finding finding) {
        return "::" + level(finding.severity()) + " file=" + property(finding.position().source()) + ",line="
                + finding.position().line() + ",col=" + finding.position().column() + ",title="
                + property(finding.id()) + "::" + text(finding.object().map(object -> object + ": ").orElse("")
                        + finding.message());
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "notice";
        };
    }

    private static String text(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return text(text).replace(":", "%3A").replace(",", "%2C");
    }
}
