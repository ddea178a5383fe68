package io.alidade.view;

import io.alidade.kube.document.Value;
import io.alidade.plan.lint.Finding;
import io.alidade.plan.lint.Fix;
import io.alidade.plan.lint.Fix.Edit;
import io.alidade.plan.lint.LintReport;
import io.alidade.plan.lint.Rule;
import io.alidade.plan.lint.Severity;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A [LintReport] in the Static Analysis Results Interchange Format, version 2.1.0: one run, all rules, a result for each
/// finding. Columns are Unicode code points.
public final class LintSarif {
    private static final String SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private static final String UNRESERVED = "-._~/";

    private LintSarif() {}

    public static Value.Mapping of(LintReport report) {
        List<Rule> rules = Rule.all();
        List<String> ids = rules.stream().map(Rule::id).toList();
        Value.Builder driver = Value.mapping().with("name", "alidade")
                .with("rules", Value.sequence(rules.stream().map(LintSarif::rule).toList()));
        Value.Builder run = Value.mapping().with("tool", Value.mapping().with("driver", driver))
                .with("columnKind", "unicodeCodePoints")
                .with("results", Value.sequence(
                        report.findings().stream().map(finding -> result(finding, ids)).toList()));
        return Value.mapping().with("$schema", SCHEMA).with("version", "2.1.0")
                .with("runs", Value.sequence(List.of(run.build()))).build();
    }

    private static Value rule(Rule rule) {
        return Value.mapping().with("id", rule.id()).with("shortDescription", text(rule.summary()))
                .with("defaultConfiguration", Value.mapping().with("level", level(rule.usual()))).build();
    }

    private static Value.Builder text(String text) {
        return Value.mapping().with("text", text);
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "note";
        };
    }

    private static Value result(Finding finding, List<String> ids) {
        Value.Builder physical = Value.mapping().with("artifactLocation", artifact(finding.position().source()))
                .with("region", Value.mapping().with("startLine", finding.position().line()).with("startColumn",
                        finding.position().column()));
        Value.Builder location = Value.mapping().with("physicalLocation", physical)
                .with("logicalLocations", finding.object().map(object -> Value
                        .sequence(List.of(Value.mapping().with("fullyQualifiedName", object).build()))));
        return Value.mapping().with("ruleId", finding.id()).with("ruleIndex", ids.indexOf(finding.id()))
                .with("level", level(finding.severity())).with("message", text(finding.message()))
                .with("locations", Value.sequence(List.of(location.build())))
                .with("fixes", finding.fix().map(fix -> Value.sequence(List.of(fix(fix))))).build();
    }

    private static Value fix(Fix fix) {
        Value.Builder change = Value.mapping().with("artifactLocation", artifact(fix.file())).with("replacements",
                Value.sequence(fix.edits().stream().map(LintSarif::replacement).toList()));
        return Value.mapping().with("description", text(fix.description()))
                .with("artifactChanges", Value.sequence(List.of(change.build()))).build();
    }

    private static Value replacement(Edit edit) {
        return Value.mapping()
                .with("deletedRegion", Value.mapping().with("startLine", edit.startLine())
                        .with("startColumn", edit.startColumn()).with("endLine", edit.endLine())
                        .with("endColumn", edit.endColumn()))
                .with("insertedContent", text(edit.newText())).build();
    }

    private static Value.Builder artifact(String file) {
        return Value.mapping().with("uri", uri(file));
    }

    /// The name of a file as a URI reference: other characters than letters, digits and a few marks are percent-encoded. An
    /// absolute path becomes `file:///...`.
    static String uri(String file) {
        StringBuilder uri = new StringBuilder(file.startsWith("/") ? "file://" : "");
        for (byte octet : file.getBytes(StandardCharsets.UTF_8)) {
            char symbol = (char) (octet & 0xFF);
            boolean isPlain = (symbol < 128 && Character.isLetterOrDigit(symbol)) || UNRESERVED.indexOf(symbol) >= 0;
            if (isPlain) {
                uri.append(symbol);
            } else {
                uri.append('%').append(hex(symbol >> 4)).append(hex(symbol & 15));
            }
        }
        return uri.toString();
    }

    private static char hex(int digit) {
        return "0123456789ABCDEF".charAt(digit);
    }
}
