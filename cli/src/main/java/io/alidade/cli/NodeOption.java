package io.alidade.cli;

import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.document.BadInput;
import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.Inputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `--node`: which machine is meant.
final class NodeOption implements OptionGroup {
    List<String> files = new ArrayList<>();

    /// Says which machine the answer is about if none was named, since that is easily forgotten.
    void sayIfForgotten(Inputs inputs, FoundMachine found) {
        if (files.isEmpty()) {
            NodeTopology machine = found.machine().topology();
            inputs.note("no --node: the machine is the one that this runs on, with "
                    + counted(machine.cpus().size(), "CPU") + " on " + counted(machine.numaNodes().size(), "NUMA node")
                    + ".");
        }
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    @Override
    public void addTo(Options options) {
        options.texts(value -> files = value, Optional.empty(), "", "FILE",
                "The machine: a machine file or NodeTopology (YAML or JSON), a folder with its sys and proc or a"
                        + " tar of one (plain, gz, bz2, xz, zst), an hwloc XML, a NodeResourceTopology, a recorded scenario, or"
                        + " output of lscpu, numactl, nvidia-smi, lstopo, kubectl get or describe node, which are joined; - is"
                        + " standard input. Without it, this machine, where one is needed.",
                "--node");
    }

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
