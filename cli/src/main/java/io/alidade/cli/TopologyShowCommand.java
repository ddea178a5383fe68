package io.alidade.cli;

import io.alidade.cli.OutputOptions.Format;
import io.alidade.kube.admission.AdmissionRun;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.machine.NodeResourceTopologyDocument;
import io.alidade.kube.machine.NodeTopologyDocument;
import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.FoundNode;
import io.alidade.live.source.Inputs;
import io.alidade.view.AdmissionText;
import io.alidade.view.TopologyText;
import io.alidade.view.TopologyTree;
import io.alidade.view.picture.MachinePicture;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// What does a machine look like, and what of it is given away?
@Command(name = "show", sortOptions = false, versionProvider = Alidade.Version.class,
        description = "Shows a machine: sockets, NUMA nodes, CPUs, caches, memory, hugepages, distances and devices. With"
                + " --state or --kubelet-dir also which pods hold what of it.",
        footer = {"", "json and yaml are NodeTopology documents, which --node reads back.", "",
            "Examples:", "  alidade topology show", "  alidade topology show --node machine.yaml -o tree",
            "  alidade topology show --kubelet-dir /var/lib/kubelet -o svg > node.svg"})
final class TopologyShowCommand implements Callable<Integer>, Options.Owner {
    private final Session session;

    NodeOptions nodeOptions = new NodeOptions();

    private final OutputOptions output = new OutputOptions(Format.TABLE, Format.TREE, Format.BLOCKS, Format.JSON,
            Format.YAML, Format.NRT, Format.SVG, Format.HTML);

    TopologyShowCommand(Session session) {
        this.session = session;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(nodeOptions, output);
    }

    @Override
    public Integer call() {
        Inputs inputs = session.inputs();
        if (output.format() == Format.NRT || nodeOptions.state.folder.isPresent()
                || nodeOptions.kubeletDir.folder.isPresent()) {
            return withPods(nodeOptions.read(inputs));
        }
        FoundMachine found = nodeOptions.machine.read(inputs);
        print(new NodeTopologyDocument(found.source(), found.machine(), found.warnings()), Optional.empty());
        return ExitCodes.OK;
    }

    /// The machine and the node on it. Exit code 1 if the kubelet would not start.
    private Integer withPods(FoundNode input) {
        FoundMachine found = input.found();
        List<String> aboutTheNode = input.warnings().subList(found.warnings().size(), input.warnings().size());
        AdmissionRun run = AdmissionRun.of(input.start(), input.version(), input.configuration(), List.of(),
                aboutTheNode);
        print(new NodeTopologyDocument(found.source(), found.machine(), found.warnings()), Optional.of(run));
        return run.report().startError().isEmpty() ? ExitCodes.OK : ExitCodes.NEGATIVE;
    }

    private void print(NodeTopologyDocument document, Optional<AdmissionRun> run) {
        OutputOptions.print(session, switch (output.format()) {
            default -> TopologyText.of(document, session.style()) + blocks(document, run);
            case TREE -> TopologyTree.of(document, session.style()) + pods(document, run);
            case BLOCKS -> picture(document, run).toBlocks(session.style()) + pods(document, run);
            case JSON -> DocumentWriter.toJson(document.toDocument());
            case YAML -> DocumentWriter.toYaml(document.toDocument());
            case NRT -> zones(document, run);
            case SVG -> picture(document, run).toSvg();
            case HTML -> picture(document, run).toHtml();
        });
    }

    /// Below a table, who has what: only of a node.
    private String blocks(NodeTopologyDocument document, Optional<AdmissionRun> run) {
        return run.isEmpty() ? "" : "\n" + picture(document, run).toBlocks(session.style()) + pods(document, run);
    }

    private String pods(NodeTopologyDocument document, Optional<AdmissionRun> run) {
        return run.map(started -> "\n" + AdmissionText.of(title(document), started.report(), true,
                session.style())).orElse("");
    }

    /// What an exporter on the node would tell schedulers. It has no place for warnings, so they are said beside it.
    private String zones(NodeTopologyDocument document, Optional<AdmissionRun> run) {
        document.warnings().forEach(session::note);
        run.ifPresent(started -> {
            started.report().warnings().forEach(session::note);
            started.report().startError()
                    .ifPresent(error -> session.note("no object is written: the kubelet does not start: " + error));
        });
        return run.flatMap(AdmissionRun::node).map(kubelet -> {
            var zones = new NodeResourceTopologyDocument(document.machine().name(), kubelet.node());
            if (zones.name().isEmpty()) {
                session.note(
                        "the node's name is not known: metadata.name is left out, without which no cluster takes the"
                                + " object.");
            }
            zones.resourcesWithoutZone().forEach(resource -> session
                    .note("devices of " + resource + " that are on no NUMA node are in no zone."));
            return DocumentWriter.toYaml(zones.toDocument());
        }).orElse("");
    }

    private static MachinePicture picture(NodeTopologyDocument document, Optional<AdmissionRun> run) {
        return run.flatMap(started -> started.node().map(
                node -> MachinePicture.of(document.machine(), node.node()).after(started.report())))
                .orElseGet(() -> MachinePicture.of(document.machine()));
    }

    private static String title(NodeTopologyDocument document) {
        return document.machine().name().orElse(document.source());
    }
}
