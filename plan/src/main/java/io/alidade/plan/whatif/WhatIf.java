package io.alidade.plan.whatif;

import io.alidade.kube.admission.PodDecision;
import io.alidade.plan.alignment.Alignments;
import io.alidade.plan.alignment.Placement;

/// A change that was tried and does it.
///
/// @param placement   where what the pod is given lies then
/// @param description a sentence for people
public record WhatIf(Change change, Placement placement, String description) {
    /// The answer of a change that was tried.
    ///
    /// @param text what changes; that the pod is split then is added
    static WhatIf of(Change change, PodDecision.Admitted admitted, String text) {
        Placement placement = Alignments.of(admitted).placement();
        return new WhatIf(change, placement, text + (placement == Placement.SPLIT ? " (admitted, but split)" : ""));
    }
}
