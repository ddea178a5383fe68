package io.alidade.cli;

import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.Inputs;
import io.alidade.live.source.NodeNames;
import io.alidade.live.source.NodeSources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which machine is meant, and with which devices: the part of [NodeOptions] that needs no kubelet.
final class MachineOptions implements OptionGroup {
    NodeOption node = new NodeOption();

    List<String> devices = new ArrayList<>();

    @Override
    public void addTo(Options options) {
        options.include(node);
        options.texts(value -> devices = value, Optional.empty(), "", "FILE",
                "The devices that plugins report: a list of"
                        + " {resource, id, numa: [0], healthy}, a mapping of PCI devices, the configuration of the SR-IOV network, RDMA"
                        + " shared or NVIDIA device plugin, kubelet_internal_checkpoint, a node object; several are joined; pci: the PCI"
                        + " devices under their usual names. Without it, those of the machine file.",
                "--devices");
    }

    /// What the options name.
    NodeNames names() {
        return new NodeNames(node.files, devices, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// Reads what the options name.
    ///
    /// @throws io.alidade.kube.document.BadInput if something cannot be used
    FoundMachine read(Inputs inputs) {
        return sources(inputs).machine();
    }

    /// Likewise, and says what the machine is where that is not plain; its warnings are added to `warnings`.
    FoundMachine announced(Inputs inputs, List<String> warnings) {
        return sources(inputs).announced(warnings);
    }

    /// Where it is read from.
    NodeSources sources(Inputs inputs) {
        return new NodeSources(names(), inputs, false);
    }
}
