package io.alidade.cli;

import io.alidade.live.source.FoundNode;
import io.alidade.live.source.Inputs;
import io.alidade.live.source.NodeSources;

/// Which node is meant: the options of every command that asks about one.
final class NodeOptions implements OptionGroup {
    MachineOptions machine = new MachineOptions();

    ConfigOption config = new ConfigOption();

    StateOption state = new StateOption();

    KubeletDirOption kubeletDir = new KubeletDirOption();

    KubeletVersionOption kubeletVersion = new KubeletVersionOption();

    StrictOption strict = new StrictOption();

    @Override
    public void addTo(Options options) {
        options.include(machine);
        options.include(config);
        options.include(state);
        options.include(kubeletDir);
        options.include(kubeletVersion);
        options.include(strict);
    }

    /// Reads all that the options name.
    ///
    /// @throws io.alidade.kube.document.BadInput if something cannot be used
    FoundNode read(Inputs inputs) {
        return new NodeSources(machine.names().withConfiguration(config.file).withState(state.folder)
                .withKubeletFolder(kubeletDir.folder), inputs, strict.isGiven).read(kubeletVersion.one());
    }
}
