package io.alidade.cli;

import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.Inputs;
import io.alidade.live.source.NodeNames;
import io.alidade.live.source.NodeSources;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Which machine is meant, and with which devices: the part of [NodeOptions] that needs no kubelet.
final class MachineOptions {
    @Option(names = "--node", paramLabel = "FILE",
            description = "The machine: a machine file or NodeTopology (YAML or JSON),"
                    + " a folder with its sys and proc or a tar(.gz) of one, an hwloc XML, a NodeResourceTopology, a recorded"
                    + " scenario; - is standard input. Without it, this machine.")
    Optional<String> node = Optional.empty();

    @Option(names = "--devices", paramLabel = "FILE", description = "The devices that plugins report: a list of"
            + " {resource, id, numa: [0], healthy}. Without it, those of the machine file.")
    Optional<String> devices = Optional.empty();

    /// Reads what the options name.
    ///
    /// @throws io.alidade.kube.document.BadInput if something cannot be used
    FoundMachine read(Inputs inputs) {
        return new NodeSources(new NodeNames(node, devices, Optional.empty(), Optional.empty(), Optional.empty()), inputs,
                false).machine();
    }
}
