package io.alidade.cli;

import io.alidade.kube.admission.AdmissionRun;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.pod.PodManifests;
import io.alidade.live.source.FoundNode;
import io.alidade.live.source.Inputs;
import io.alidade.view.AdmissionDocument;
import io.alidade.view.AdmissionText;
import io.alidade.view.picture.MachinePicture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/// Would these pods be admitted on this node, and where?
final class AdmitCommand implements Callable<Integer>, Options.Declared {
    static final String SUMMARY = "Says whether a kubelet admits pods, one after the other, and which CPUs, memory and devices"
            + " each container gets; of a refused pod, why.";

    private final Session session;

    ManifestOptions manifests = new ManifestOptions();

    NodeOptions nodeOptions = new NodeOptions();

    Optional<Path> saveState = Optional.empty();

    Optional<PictureFile> picture = Optional.empty();

    ForceOption force = new ForceOption();

    private final AllOption all = new AllOption();

    private final OutputOptions output = new OutputOptions();

    AdmitCommand(Session session) {
        this.session = session;
    }

    @Override
    public CommandSpec described(CommandSpec spec) {
        spec.name("admit").usageMessage().description(SUMMARY).footer("",
                "Exit code 1 if a pod is refused or the kubelet does not start.", "", "Examples:",
                "  alidade admit --node machine.yaml --config kubelet.yaml pod.yaml",
                "  alidade admit --kubelet-dir /var/lib/kubelet --replicas 3 -o json web.yaml",
                "  alidade admit --node machine.yaml --config kubelet.yaml -f manifests/",
                "  kubectl get pod web -o yaml | alidade admit --node machine.yaml -");
        return spec;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(manifests, nodeOptions, this::addOwn, force, all, output);
    }

    private void addOwn(Options options) {
        options.value(Path.class, value -> saveState = value, "DIR",
                "Write the checkpoint files that the kubelet would leave behind. Files that are there already, and a"
                        + " kubelet's own folder, want --force.",
                "--save-state");
        options.value(new PictureFile.Converter(), PictureFile.class, value -> picture = value, "FILE",
                "Draw the machine and who has what after the last pod: FILE.svg, or FILE.html with a table of the pods.",
                "--picture");
    }

    @Override
    public Integer call() {
        manifests.mustBeGiven();
        if (!force.isGiven) {
            saveState.ifPresent(folder -> SavedState.refuseToReplace(folder, nodeOptions));
        }
        Inputs inputs = session.inputs();
        FoundNode input = nodeOptions.read(inputs);
        nodeOptions.machine.node.sayIfForgotten(inputs, input.found());
        List<String> warnings = new ArrayList<>(input.warnings());
        PodManifests pods = manifests.read(inputs, nodeOptions.strict.isGiven, warnings);
        AdmissionRun run = AdmissionRun.of(input.start(), input.version(), input.configuration(), pods.pods(),
                warnings);
        picture.ifPresent(file -> draw(file, input, run));
        saveState.ifPresent(folder -> run.node().ifPresent(node -> node.save(CheckpointFiles.in(folder))));
        String machine = input.found().title();
        output.print(session, style -> AdmissionText.of(machine, run.report(), all.isGiven, style),
                () -> AdmissionDocument.of(machine, run.report()));
        return run.report().isPositive() ? ExitCodes.OK : ExitCodes.NEGATIVE;
    }

    private void draw(PictureFile file, FoundNode input, AdmissionRun run) {
        run.node().ifPresentOrElse(
                node -> file.write(MachinePicture.of(input.machine(), node.node()).after(run.report())),
                () -> session.note("no picture is written: the kubelet does not start."));
    }
}
