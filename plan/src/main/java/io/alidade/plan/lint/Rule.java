package io.alidade.plan.lint;

import java.util.List;

/// One thing to be looked for.
///
/// @param id      stable: it stands in comments that silence it, in pipelines and in `docs/lint.md`
/// @param usual   the severity of most of its findings
/// @param summary one sentence, for lists of rules
public record Rule(String id, Severity usual, String summary, Check check) {
    /// Looks for it.
    @FunctionalInterface
    interface Check {
        void look(RuleInput input, Reporter reporter);
    }

    /// All rules in the order in which they look.
    public static List<Rule> all() {
        return Rules.ALL;
    }
}
