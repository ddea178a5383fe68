package io.alidade.cli;

import io.alidade.kube.pod.PodManifests;
import io.alidade.live.source.FoundNode;
import io.alidade.live.source.Inputs;
import io.alidade.plan.explain.Explainer;
import io.alidade.plan.explain.Explanation;
import io.alidade.view.ExplanationDocument;
import io.alidade.view.ExplanationText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/// Why are these pods decided on as they are, and what would make them fit?
final class ExplainCommand implements Callable<Integer>, Options.Declared {
    static final String SUMMARY = "Tells why a kubelet admits or refuses pods: what was asked of each NUMA node, how the answers were"
            + " merged, why these CPUs; and of a pod that is refused or not aligned, what would make it fit.";

    private final Session session;

    ManifestOptions manifests = new ManifestOptions();

    NodeOptions nodeOptions = new NodeOptions();

    boolean whatIf;

    private final AllOption all = new AllOption();

    private final OutputOptions output = new OutputOptions();

    ExplainCommand(Session session) {
        this.session = session;
    }

    @Override
    public CommandSpec described(CommandSpec spec) {
        spec.name("explain").usageMessage().description(SUMMARY).footer("",
                "Exit code 1 if a pod is refused or the kubelet does not start.", "", "Examples:",
                "  alidade explain --node machine.yaml --config kubelet.yaml pod.yaml",
                "  alidade explain --what-if --kubelet-dir /var/lib/kubelet web.yaml");
        return spec;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(manifests, nodeOptions, this::addOwn, all, output);
    }

    private void addOwn(Options options) {
        options.flag(value -> whatIf = value,
                "Also say how far pods could grow that are admitted and aligned, and under"
                        + " which other policies they would be.",
                "--what-if");
    }

    @Override
    public Integer call() {
        manifests.mustBeGiven();
        Inputs inputs = session.inputs();
        FoundNode input = nodeOptions.read(inputs);
        nodeOptions.machine.node.sayIfForgotten(inputs, input.found());
        List<String> warnings = new ArrayList<>(input.warnings());
        PodManifests pods = manifests.read(inputs, nodeOptions.strict.isGiven, warnings);
        Explanation explanation = Explainer.of(input.start(), input.machine(), input.configuration(), input.version(),
                input.state(), pods.pods(), warnings, whatIf);
        String machine = input.found().title();
        output.print(session, style -> ExplanationText.of(machine, explanation, all.isGiven, style),
                () -> ExplanationDocument.of(machine, explanation));
        return explanation.isPositive() ? ExitCodes.OK : ExitCodes.NEGATIVE;
    }
}
