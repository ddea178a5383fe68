package io.alidade.cli;

import io.alidade.cli.OutputOptions.Format;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Value;
import io.alidade.kube.machine.NodeTopologyDocument;
import io.alidade.live.source.FoundMachine;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The same machine in another form.
@Command(name = "convert", sortOptions = false,
        versionProvider = Alidade.Version.class,
        description = "Writes a machine, from whatever source, as a file that --node reads: with all that is known of it"
                + " (NodeTopology), or as a machine file to be edited, with what decisions need.",
        footer = {"", "A machine file holds NUMA nodes, CPUs, devices of plugins, labels and taints; caches of other"
                + " levels, PCI devices and the kubelet's configuration are not part of it.",
            "",
            "Examples:", "  alidade topology convert --node lstopo.xml > machine.yaml",
            "  alidade topology convert --node node-7.tar.gz --to machine-file -o json"})
final class TopologyConvertCommand implements Callable<Integer>, Options.Owner {
    enum Target { NODE_TOPOLOGY, MACHINE_FILE }

    private final Session session;

    MachineOptions machineOptions = new MachineOptions();

    @Option(names = "--to", paramLabel = "KIND", defaultValue = "node-topology", converter = Targets.class,
            completionCandidates = Targets.class,
            description = "node-topology (default) or machine-file.")
    Target target = Target.NODE_TOPOLOGY;

    private final OutputOptions output = new OutputOptions(Format.YAML, Format.JSON);

    static final class Targets extends Choice<Target> {
        Targets() {
            super(Target.values(), Choice::word);
        }
    }

    TopologyConvertCommand(Session session) {
        this.session = session;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(machineOptions, output);
    }

    @Override
    public Integer call() {
        FoundMachine found = machineOptions.read(session.inputs());
        Value document = switch (target) {
            case NODE_TOPOLOGY -> new NodeTopologyDocument(found.source(), found.machine(), found.warnings())
                    .toDocument();
            case MACHINE_FILE -> machineFile(found);
        };
        OutputOptions.print(session, output.format() == Format.JSON ? DocumentWriter.toJson(document)
                : DocumentWriter.toYaml(document));
        return ExitCodes.OK;
    }

    /// A machine file has no place for warnings, so they are said beside it.
    private Value machineFile(FoundMachine found) {
        session.note("the machine is: " + found.source() + ".");
        found.warnings().forEach(session::note);
        if (found.machine().configuration().isPresent()) {
            session.note("the kubelet's configuration in it is left out.");
        }
        return found.machine().toDocument();
    }
}
