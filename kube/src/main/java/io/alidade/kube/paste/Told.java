package io.alidade.kube.paste;

import java.util.List;

/// What one source tells of a machine.
///
/// @param origin   the source, for people: `numactl (node.txt, line 3)`
/// @param warnings what of it could not be read
public record Told(String origin, List<Fact> facts, List<String> warnings) {
    public Told {
        facts = List.copyOf(facts);
        warnings = List.copyOf(warnings);
    }
}
