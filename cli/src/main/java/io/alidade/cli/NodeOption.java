package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// `--node`: which machine is meant.
final class NodeOption {
    @Option(names = "--node", paramLabel = "FILE",
            description = "The machine: a machine file or NodeTopology (YAML or JSON), a folder with its sys and proc or a"
                    + " tar of one (plain, gz, bz2, xz, zst), an hwloc XML, a NodeResourceTopology, a recorded scenario, or"
                    + " output of lscpu, numactl, nvidia-smi, lstopo, kubectl get or describe node, which are joined; - is"
                    + " standard input. Without it, this machine, where one is needed.")
    List<String> files = new ArrayList<>();

    /// The one that is named, if one is.
    ///
    /// @throws BadInput for several
    Optional<String> one() {
        if (files.size() > 1) {
            throw new BadInput("--node is given more than once: " + String.join(", ", files) + ".",
                    "Name one file with the whole machine; alidade topology convert writes one.");
        }
        return files.stream().findFirst();
    }
}
