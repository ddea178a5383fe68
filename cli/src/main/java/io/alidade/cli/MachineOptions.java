package io.alidade.cli;

import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.Inputs;
import io.alidade.live.source.NodeNames;
import io.alidade.live.source.NodeSources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Which machine is meant, and with which devices: the part of [NodeOptions] that needs no kubelet.
final class MachineOptions {
    @Option(names = "--node", paramLabel = "FILE",
            description = "The machine: a machine file or NodeTopology (YAML or JSON), a folder with its sys and proc or a"
                    + " tar of one (plain, gz, bz2, xz, zst), an hwloc XML, a NodeResourceTopology, a recorded scenario, or"
                    + " output of lscpu, numactl, nvidia-smi, lstopo, kubectl get or describe node; several are joined; - is"
                    + " standard input. Without it, this machine.")
    List<String> node = new ArrayList<>();

    @Option(names = "--devices", paramLabel = "FILE", description = "The devices that plugins report: a list of"
            + " {resource, id, numa: [0], healthy}, a mapping of PCI devices, the configuration of the SR-IOV network, RDMA"
            + " shared or NVIDIA device plugin, kubelet_internal_checkpoint, a node object; several are joined; pci: the PCI"
            + " devices under their usual names. Without it, those of the machine file.")
    List<String> devices = new ArrayList<>();

    /// Reads what the options name.
    ///
    /// @throws io.alidade.kube.document.BadInput if something cannot be used
    FoundMachine read(Inputs inputs) {
        return sources(inputs).machine();
    }

    NodeSources sources(Inputs inputs) {
        return new NodeSources(new NodeNames(node, devices, Optional.empty(), Optional.empty(), Optional.empty()),
                inputs, false);
    }
}
