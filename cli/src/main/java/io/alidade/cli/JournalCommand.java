package io.alidade.cli;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.refusal.Refusals;
import io.alidade.live.journal.JournalPage;
import io.alidade.live.source.FoundNode;
import io.alidade.live.source.Inputs;
import io.alidade.plan.refusal.RefusalReport;
import io.alidade.view.JournalDocument;
import io.alidade.view.JournalText;
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
    static final String SUMMARY = "Says who was refused when, where and why: from the journal of an agent, logs of"
            + " kubelets and events of a cluster; which controllers make such pods again and again, by node and by shape.";

    private final Session session;

    private final RefusalSources written = new RefusalSources();

    private final OwnJournalOptions own = new OwnJournalOptions();

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
                "", "Examples:", "  alidade journal --since 2h --reason TopologyAffinityError",
                "  journalctl -u kubelet -o json | alidade journal --from-kubelet-log -",
                "  kubectl get events,pods -A -o json | alidade journal --from-events -",
                "  alidade journal --from-kubelet-log kubelet.log --node machine.yaml --config kubelet.yaml job.yaml");
        return spec;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(own, written, manifests, nodeOptions, output);
    }

    @Override
    public Integer call() {
        boolean readsOwn = own.isNamed() || !written.areNamed();
        Instant now = Instant.now();
        Optional<JournalPage> page = readsOwn ? Optional.of(own.read(session, now)) : Optional.empty();
        if (own.isEverything) {
            JournalPage all = page
                    .orElseThrow(() -> new BadInput("--decisions lists what an agent wrote down, and none is named.",
                            "Name its journal with --journal, or leave --decisions out."));
            output.print(session, style -> JournalText.of(all, style), () -> JournalDocument.of(all, Optional.empty()));
            return ExitCodes.OK;
        }
        Inputs inputs = session.inputs();
        List<Refusals> sources = new ArrayList<>();
        page.ifPresent(records -> sources.add(OwnJournalOptions.refusals(records)));
        written.read(inputs, now).forEach(source -> sources.add(own.only(source, now)));
        Refusals told = Refusals.of(sources);
        List<String> notes = new ArrayList<>(told.notes());
        Optional<KubeletNode> empty = empty(inputs, notes);
        RefusalReport report = RefusalReport.of(told.all(), empty, pods(inputs, notes), notes);
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
