package io.alidade.kube.fit;

import java.util.List;
import java.util.Optional;

/// What the predicates say to one pod.
///
/// @param rejection empty if nothing that could be judged refuses the pod
/// @param unchecked what could not be judged
public record FitOutcome(Optional<Rejection> rejection, List<Unchecked> unchecked) {
    public FitOutcome {
        unchecked = List.copyOf(unchecked);
    }
}
