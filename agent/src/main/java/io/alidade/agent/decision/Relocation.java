package io.alidade.agent.decision;

import io.alidade.plan.capacity.LiveDefragmentation.Move;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What became of moves that were to be made one after the other.
///
/// @param made    those that were made, and seen to be
/// @param problem why the next one was not; then its container is where it was
public record Relocation(List<Made> made, Optional<String> problem) {
    /// A move that was made.
    ///
    /// @param leftBehind as of [Arrival]
    public record Made(Move move, OptionalLong leftBehind) {}

    public Relocation {
        made = List.copyOf(made);
    }
}
