package io.alidade.agent.decision;

import java.util.OptionalLong;

/// Whether a container has come to where the node has it, after it was moved.
///
/// @param isThere    what it may use: CPUs, and NUMA nodes
/// @param leftBehind bytes of its memory that stayed on other NUMA nodes; nothing if its memory was not to move, or nobody tells
public record Arrival(boolean isThere, OptionalLong leftBehind) {
    /// Of a container whose memory was not to move.
    public static Arrival of(boolean isThere) {
        return new Arrival(isThere, OptionalLong.empty());
    }
}
