package io.alidade.cli;

import io.alidade.live.source.FoundNode;
import io.alidade.live.source.Inputs;
import io.alidade.live.source.NodeSources;
import picocli.CommandLine.Mixin;

/// Which node is meant: the options of every command that asks about one.
final class NodeOptions {
    @Mixin
    MachineOptions machine = new MachineOptions();

    @Mixin
    ConfigOption config = new ConfigOption();

    @Mixin
    StateOption state = new StateOption();

    @Mixin
    KubeletDirOption kubeletDir = new KubeletDirOption();

    @Mixin
    KubeletVersionOption kubeletVersion = new KubeletVersionOption();

    @Mixin
    StrictOption strict = new StrictOption();

    /// Reads all that the options name.
    ///
    /// @throws io.alidade.kube.document.BadInput if something cannot be used
    FoundNode read(Inputs inputs) {
        return new NodeSources(machine.names().withConfiguration(config.file).withState(state.folder)
                .withKubeletFolder(kubeletDir.folder), inputs, strict.isGiven).read(kubeletVersion.one());
    }
}
