package io.alidade.cli;

import io.alidade.cli.MachineSources.FoundMachine;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.DeviceReader;
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
        FoundMachine found = new MachineSources(inputs).read(node);
        if (devices.isEmpty()) {
            return found;
        }
        String file = devices.get();
        return found.with(found.machine().withDevices(DeviceReader.read(
                DocumentReader.readOne(Inputs.name(file), inputs.read(file)), found.machine().topology())));
    }
}
