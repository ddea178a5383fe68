package io.alidade.agent.decision;

import io.alidade.plan.capacity.LiveDefragmentation.Move;
import java.util.List;
import java.util.Optional;

/// What became of moves that were to be made one after the other.
///
/// @param made    those that were made, and seen to be
/// @param problem why the next one was not; then its container is where it was
public record Relocation(List<Move> made, Optional<String> problem) {
    public Relocation {
        made = List.copyOf(made);
    }
}
