package io.alidade.view;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.Value;
import io.alidade.plan.lint.Finding;
import io.alidade.plan.lint.Fix;
import io.alidade.plan.lint.Fix.Edit;
import io.alidade.plan.lint.Fixes;
import io.alidade.plan.lint.LintReport;
import java.util.Optional;

/// A [LintReport] as the document of kind `LintReport` (docs/schemas/lint-report.schema.json). `findings` is there also
/// when empty.
public final class LintDocument {
    private LintDocument() {}

    /// The document of a report.
    ///
    /// @param machine what the machine is called, if one was given
    public static Value.Mapping of(LintReport report, Optional<String> machine, KubeletVersion version) {
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "LintReport")
                .with("machine", machine.map(Value::of)).with("kubeletVersion", version.minor())
                .with("findings",
                        Value.sequence(report.findings().stream().map(finding -> finding(report, finding)).toList()))
                .build();
    }

    private static Value finding(LintReport report, Finding finding) {
        return Value.mapping().with("id", finding.id()).with("severity", finding.severity().wireName())
                .with("file", finding.position().source()).with("line", finding.position().line())
                .with("column", finding.position().column()).with("object", finding.object().map(Value::of))
                .with("message", finding.message()).with("fix", finding.fix().map(fix -> fix(report, fix))).build();
    }

    private static Value fix(LintReport report, Fix fix) {
        return Value.mapping().with("description", fix.description()).with("diff", Fixes.diff(report, fix))
                .with("edits", Value.sequence(fix.edits().stream().map(LintDocument::edit).toList())).build();
    }

    private static Value edit(Edit edit) {
        return Value.mapping().with("file", edit.file()).with("startLine", edit.startLine())
                .with("startColumn", edit.startColumn()).with("endLine", edit.endLine())
                .with("endColumn", edit.endColumn()).with("newText", edit.newText()).build();
    }
}
