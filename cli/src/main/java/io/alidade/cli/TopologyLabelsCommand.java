package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.machine.NodeLabels;
import io.alidade.live.source.FoundMachine;
import io.alidade.view.NodeLabelsDocument;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What could a scheduler be told of a machine?
@Command(name = "labels", sortOptions = false, versionProvider = Alidade.Version.class,
        description = "Prints labels that say what a node's machine is like: sockets, CPUs and caches; memory, hugepages"
                + " and devices of each NUMA node. Numbers are whole, for Gt and Lt of a node affinity.",
        footer = {"", "Examples:", "  alidade topology labels --node machine.yaml",
            "  alidade topology labels --node-name worker-7 | sh"})
final class TopologyLabelsCommand implements Callable<Integer>, Options.Owner {
    private static final Pattern NODE_NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    private final Session session;

    MachineOptions machineOptions = new MachineOptions();

    @Option(names = "--node-name", paramLabel = "NAME",
            description = "Print the kubectl command that gives the labels to the node of that name in the cluster.")
    Optional<String> nodeName = Optional.empty();

    private final OutputOptions output = new OutputOptions();

    TopologyLabelsCommand(Session session) {
        this.session = session;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(machineOptions, output);
    }

    @Override
    public Integer call() {
        if (nodeName.isPresent() && !NODE_NAME.matcher(nodeName.get()).matches()) {
            throw new BadInput("--node-name is '" + nodeName.get() + "', which is not the name of a node.",
                    "Give a name of kubectl get nodes.");
        }
        FoundMachine found = machineOptions.read(session.inputs());
        SortedMap<String, String> labels = NodeLabels.of(found.machine());
        output.print(session, _ -> nodeName.map(name -> command(name, labels)).orElseGet(() -> list(labels)),
                () -> NodeLabelsDocument.of(found.source(), labels));
        return ExitCodes.OK;
    }

    private static String list(SortedMap<String, String> labels) {
        StringBuilder lines = new StringBuilder();
        labels.forEach((key, value) -> lines.append(key).append('=').append(value).append('\n'));
        return lines.toString();
    }

    /// Keys and values have no character that a shell knows.
    private static String command(String name, SortedMap<String, String> labels) {
        StringBuilder command = new StringBuilder("kubectl label node ").append(name).append(" --overwrite");
        labels.forEach((key, value) -> command.append(" \\\n  ").append(key).append('=').append(value));
        return command.append('\n').toString();
    }
}
