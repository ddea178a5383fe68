package io.alidade.cli;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.refusal.Refusal;
import io.alidade.live.source.FoundNode;
import io.alidade.live.source.Inputs;
import io.alidade.plan.refusal.RefusalReport;
import io.alidade.view.RefusalDocument;
import io.alidade.view.RefusalText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/// Who was refused when, where and why?
final class JournalCommand implements Callable<Integer>, Options.Declared {
    static final String SUMMARY = "Says who was refused when, where and why, from what others have written down: logs of"
            + " kubelets and events of a cluster; which controllers make such pods again and again, by node and by shape.";

    private final Session session;

    private final RefusalSources written = new RefusalSources();

    private final NodeOptions nodeOptions = new NodeOptions();

    private final ManifestOptions manifests = new ManifestOptions();

    private final OutputOptions output = new OutputOptions();

    JournalCommand(Session session) {
        this.session = session;
    }

    @Override
    public CommandSpec described(CommandSpec spec) {
        spec.name("journal").usageMessage().description(SUMMARY).footer("",
                "With a machine (--node or --kubelet-dir) and manifests, it is said of each refusal whether an empty node"
                        + " would take the pod.",
                "", "Examples:", "  journalctl -u kubelet -o json | alidade journal --from-kubelet-log -",
                "  kubectl get events,pods -A -o json | alidade journal --from-events -",
                "  alidade journal --from-kubelet-log kubelet.log --node machine.yaml --config kubelet.yaml job.yaml");
        return spec;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(written, manifests, nodeOptions, output);
    }

    @Override
    public Integer call() {
        if (!written.areNamed()) {
            throw new BadInput("no source is named.",
                    "Name a log of a kubelet with --from-kubelet-log, or events with --from-events.");
        }
        Inputs inputs = session.inputs();
        List<Refusal> refusals = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        written.read(inputs, Instant.now()).forEach(source -> {
            refusals.addAll(source.all());
            notes.addAll(source.notes());
        });
        Optional<KubeletNode> empty = empty(inputs, notes);
        RefusalReport report = RefusalReport.of(refusals, empty, pods(inputs, notes), notes);
        output.print(session, style -> RefusalText.of(report, style), () -> RefusalDocument.of(report));
        return ExitCodes.OK;
    }

    private List<PodManifest> pods(Inputs inputs, List<String> notes) {
        return manifests.manifests.isEmpty() && manifests.pods.files.files.isEmpty() ? List.of()
                : manifests.read(inputs, nodeOptions.strict.isGiven, notes).pods();
    }

    /// The node without pods, if one is named.
    private Optional<KubeletNode> empty(Inputs inputs, List<String> notes) {
        if (nodeOptions.machine.names().machine().isEmpty() && nodeOptions.kubeletDir.folder.isEmpty()) {
            return Optional.empty();
        }
        FoundNode found = nodeOptions.read(inputs);
        notes.addAll(found.warnings());
        return switch (KubeletNode.start(found.machine(), found.configuration(), found.version())) {
            case KubeletStart.Started(KubeletNode node, var _) -> Optional.of(node);
            case KubeletStart.Refused(String error) ->
                throw new BadInput("the kubelet does not start: " + error + ".", "alidade lint says what is wrong.");
        };
    }
}
