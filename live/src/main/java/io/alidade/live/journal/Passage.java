package io.alidade.live.journal;

import java.nio.file.Path;
import java.util.List;

/// The lines of a segment that lead to a record: from the last one before it on which the whole node is written down, to its own.
/// Played one after the other they make the node as it was then.
///
/// @param segment tells the kubelet's version by its name
/// @param lines   that of the record is the last
public record Passage(Path segment, List<byte[]> lines) {
    public Passage {
        lines = List.copyOf(lines);
    }
}
