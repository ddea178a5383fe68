package io.alidade.live.source;

import io.alidade.kube.machine.MachineDescription;
import java.util.List;

/// A machine and where it comes from.
///
/// @param source   for people, within a sentence: `archive node-7.tar.gz`
/// @param isUsual  whether the user wrote it down for this purpose, so that nobody asks what it was taken for
/// @param warnings each after the name of its kind
public record FoundMachine(String source, boolean isUsual, MachineDescription machine, List<String> warnings) {
    public FoundMachine {
        warnings = List.copyOf(warnings);
    }

    /// The same, described otherwise.
    public FoundMachine with(MachineDescription other) {
        return new FoundMachine(source, isUsual, other, warnings);
    }
}
