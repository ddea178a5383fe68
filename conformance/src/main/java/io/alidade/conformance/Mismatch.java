package io.alidade.conformance;

import java.util.List;

/// One place of a scenario that differs from the recording, with what differs there.
///
/// @param file     as given
/// @param scenario the scenario's id
/// @param place    `startError`, `afterStart`, `step 3 (admit p2)`, `step 4 (restart), pod p1`, `cpuManagerState`
public record Mismatch(String file, String scenario, String place, List<String> differences) {
    public Mismatch {
        differences = List.copyOf(differences);
    }
}
