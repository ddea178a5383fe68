package io.alidade.kube.machine;

import java.util.List;

/// A machine as a document describes it.
///
/// @param warnings what its reader should know before trusting the answers, each after the name of its kind
public record DescribedMachine(MachineFormat format, MachineDescription machine, List<String> warnings) {
    public DescribedMachine {
        warnings = List.copyOf(warnings);
    }
}
