package io.alidade.plan.whatif;

import java.util.List;

/// What a search has found.
///
/// @param answers       the smallest change first
/// @param fitsEmptyNode whether the pod reaches the target on this machine under these settings with no other pod on it
/// @param isCut         whether the bounds of the search left something untried
public record WhatIfs(Target target, List<WhatIf> answers, boolean fitsEmptyNode, boolean isCut) {
    public WhatIfs {
        answers = List.copyOf(answers);
    }
}
