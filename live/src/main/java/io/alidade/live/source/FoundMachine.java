package io.alidade.live.source;

import io.alidade.kube.machine.MachineDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A machine and where it comes from.
///
/// @param source   for people, within a sentence: `archive node-7.tar.gz`
/// @param isUsual  whether the user wrote it down for this purpose, so that nobody asks what it was taken for
/// @param warnings each after the name of its kind
/// @param kubeletVersion what the kubelet of the node calls itself (`v1.36.3`), where the source tells it
public record FoundMachine(String source, boolean isUsual, MachineDescription machine, List<String> warnings,
        Optional<String> kubeletVersion) {
    public FoundMachine {
        warnings = List.copyOf(warnings);
    }

    /// The same, described otherwise.
    public FoundMachine with(MachineDescription other) {
        return new FoundMachine(source, isUsual, other, warnings, kubeletVersion);
    }

    /// The same with more warnings.
    FoundMachine warned(List<String> more) {
        List<String> all = new ArrayList<>(warnings);
        all.addAll(more);
        return new FoundMachine(source, isUsual, machine, all, kubeletVersion);
    }
}
