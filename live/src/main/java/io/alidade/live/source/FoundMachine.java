package io.alidade.live.source;

import io.alidade.engine.settings.KubeletVersion;
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

    /// What answers call it: the node's name, or else where it comes from.
    public String title() {
        return machine.name().orElse(source);
    }

    /// The same, described otherwise.
    public FoundMachine with(MachineDescription other) {
        return new FoundMachine(source, isUsual, other, warnings, kubeletVersion);
    }

    /// The kubelet that is meant: the one that was asked for, else the one that the node says it has, else the default. A
    /// kubelet that is not known is warned of, and the default is taken.
    public KubeletVersion version(Optional<KubeletVersion> asked, List<String> to) {
        if (asked.isPresent()) {
            return asked.get();
        }
        if (kubeletVersion.isEmpty()) {
            return KubeletVersion.DEFAULT;
        }
        try {
            return KubeletVersion.parse(kubeletVersion.get());
        } catch (IllegalArgumentException unknown) {
            to.add(source + ": " + unknown.getMessage() + " The rules of " + KubeletVersion.DEFAULT.minor()
                    + " are taken; --kubelet-version names others");
            return KubeletVersion.DEFAULT;
        }
    }

    /// The same with more warnings.
    FoundMachine warned(List<String> more) {
        List<String> all = new ArrayList<>(warnings);
        all.addAll(more);
        return new FoundMachine(source, isUsual, machine, all, kubeletVersion);
    }
}
