package io.alidade.engine.sample;

import io.alidade.engine.hint.HintFamily;
import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.hint.ResourceHints;

/// Answers as brute force gives them: hints one by one, whether or not the provider knows them as a rule.
public final class Listed {
    private Listed() {}

    public static ProviderHints of(ProviderHints hints) {
        return hints instanceof ProviderHints.Answers answers
                ? new ProviderHints.Answers(answers.resources().stream()
                        .map(answer -> new ProviderHints.Answer(answer.resource(), of(answer.hints()))).toList())
                : hints;
    }

    private static ResourceHints of(ResourceHints hints) {
        return hints instanceof HintFamily family ? family.list() : hints;
    }
}
