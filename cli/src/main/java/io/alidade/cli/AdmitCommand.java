package io.alidade.cli;

import io.alidade.kube.admission.AdmissionRun;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.pod.PodManifests;
import io.alidade.view.AdmissionDocument;
import io.alidade.view.AdmissionText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Would these pods be admitted on this node, and where?
@Command(name = "admit", mixinStandardHelpOptions = true, sortOptions = false, versionProvider = Alidade.Version.class,
        description = "Says whether a kubelet admits pods, one after the other, and which CPUs, memory and devices each"
                + " container gets; of a refused pod, why.",
        footer = {"", "Exit code 1 if a pod is refused or the kubelet does not start.", "",
            "Examples:", "  alidade admit --node machine.yaml --config kubelet.yaml pod.yaml",
            "  alidade admit --kubelet-dir /var/lib/kubelet --replicas 3 -o json web.yaml",
            "  kubectl get pod web -o yaml | alidade admit --node machine.yaml -"})
final class AdmitCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "MANIFEST", arity = "1..*",
            description = "Files with pods or workloads (YAML or JSON), in the"
                    + " order of admission; - is standard input.")
    List<String> manifests = new ArrayList<>();

    @Mixin
    NodeOptions nodeOptions = new NodeOptions();

    @Option(names = "--replicas", paramLabel = "N",
            description = "So many pods of each object, whatever it says itself.")
    Optional<Integer> replicas = Optional.empty();

    @Option(names = "--save-state", paramLabel = "DIR",
            description = "Write the checkpoint files that the kubelet would"
                    + " leave behind.")
    Optional<Path> saveState = Optional.empty();

    @Mixin
    OutputOptions output = new OutputOptions();

    AdmitCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Inputs inputs = new Inputs(session);
        NodeOptions.NodeInput input = nodeOptions.read(session, inputs);
        List<String> warnings = new ArrayList<>(input.warnings());
        PodManifests pods = pods(inputs, warnings);
        KubeletStart start = input.state().isPresent()
                ? KubeletNode.start(input.machine(), input.configuration(), input.version(), input.state().get())
                : KubeletNode.start(input.machine(), input.configuration(), input.version());
        AdmissionRun run = AdmissionRun.of(start, input.version(), input.configuration(), pods.pods(), warnings);
        saveState.ifPresent(folder -> run.node().ifPresent(node -> node.save(CheckpointFiles.in(folder))));
        output.print(session, style -> AdmissionText.of(run.report(), style), () -> AdmissionDocument.of(run.report()));
        return run.report().isPositive() ? ExitCodes.OK : ExitCodes.NEGATIVE;
    }

    private PodManifests pods(Inputs inputs, List<String> warnings) {
        if (replicas.filter(count -> count < 1 || count > PodManifests.MAX_PODS).isPresent()) {
            throw new BadInput("--replicas is " + replicas.get() + ", not from 1 to " + PodManifests.MAX_PODS + ".",
                    "Give the number of pods to be admitted.");
        }
        OptionalInt wanted = replicas.map(OptionalInt::of).orElseGet(OptionalInt::empty);
        PodManifests pods = new PodManifests(List.of(), List.of());
        for (String file : manifests) {
            pods = pods.and(PodManifests.read(Inputs.name(file), inputs.read(file), wanted));
        }
        for (PodManifests.Skipped skipped : pods.skipped()) {
            if (nodeOptions.strict) {
                throw new BadInput(skipped.position(), "a " + skipped.kind() + " has no pods.",
                        "Remove it, or leave out --strict.");
            }
            warnings.add(skipped.position() + ": a " + skipped.kind() + " has no pods, so it is skipped");
        }
        return pods;
    }
}
