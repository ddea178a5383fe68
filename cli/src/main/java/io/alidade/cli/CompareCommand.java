package io.alidade.cli;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.config.ConfigurationWarning;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.pod.PodManifest;
import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.Inputs;
import io.alidade.live.source.NodeSources;
import io.alidade.plan.compare.Comparison;
import io.alidade.view.ComparisonDocument;
import io.alidade.view.ComparisonText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// What does another configuration, or another version of the kubelet, do to these pods?
@Command(name = "compare", sortOptions = false,
        versionProvider = Alidade.Version.class,
        description = CompareCommand.SUMMARY,
        footer = {"", "Several --node are several machines, but outputs of tools, which are joined to one.",
            "Several --kubelet-version are compared with the first, under CONFIG_A alone.", "",
            "Exit code 1 if there is a difference.", "", "Examples:",
            "  alidade compare old.yaml new.yaml --node machine.yaml pods.yaml",
            "  alidade compare old.yaml new.yaml --node a.yaml --node b.yaml --replicas 8 web.yaml -o json",
            "  alidade compare kubelet.yaml pods.yaml --kubelet-version 1.34 --kubelet-version 1.38"})
final class CompareCommand implements Callable<Integer>, Options.Owner {
    static final String SUMMARY = "Admits the same pods in the same order under two kubelet configurations, or under several"
            + " versions of the kubelet, on one or several machines, and shows what each does to each pod, differences"
            + " first.";

    private final Session session;
    /// What the first machine says of its kubelet.
    private KubeletVersion versionOfNodes = KubeletVersion.DEFAULT;

    @Parameters(index = "0", paramLabel = "CONFIG_A", description = "A KubeletConfiguration, a folder of drop-ins, or"
            + " the answer of /configz.")
    String configA = "";

    @Parameters(index = "1", paramLabel = "CONFIG_B", arity = "0..1",
            description = "Likewise. Left out where --kubelet-version is given"
                    + " more than once: then each of these kubelets has the one configuration.")
    String configB = "";

    @Parameters(index = "2..*", paramLabel = "MANIFEST", arity = "0..*",
            description = "Files with pods or workloads (YAML or JSON), or folders of such files, in the order of admission;"
                    + " - is standard input.")
    List<String> manifests = new ArrayList<>();

    PodOptions podOptions = new PodOptions();

    MachineOptions machineOptions = new MachineOptions();

    StateOption state = new StateOption();

    KubeletVersionOption kubeletVersion = new KubeletVersionOption();

    StrictOption strict = new StrictOption();

    private final OutputOptions output = new OutputOptions();

    CompareCommand(Session session) {
        this.session = session;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(podOptions, machineOptions, state, kubeletVersion, strict, output);
    }

    @Override
    public Integer call() {
        check();
        Inputs inputs = session.inputs();
        Set<String> warnings = new LinkedHashSet<>();
        List<Comparison.NamedMachine> places = places(inputs, warnings);
        List<Comparison.Side> sides = sides(inputs, places, warnings);
        Comparison comparison = Comparison.of(places, sides, pods(inputs, warnings), List.copyOf(warnings));
        output.print(session, style -> ComparisonText.of(comparison, style), () -> ComparisonDocument.of(comparison));
        return comparison.isEqual() ? ExitCodes.OK : ExitCodes.NEGATIVE;
    }

    private void check() {
        int machines = machineOptions.node.files.size();
        if (machineOptions.devices.contains("-") && machines > 1) {
            throw new BadInput("standard input can be read once, and --devices - is for " + machines + " machines.",
                    "Save the devices to a file.");
        }
        boolean hasPods = !podFiles().isEmpty() || !podOptions.files.files.isEmpty();
        if (!hasPods || (!comparesVersions() && configB.isEmpty())) {
            throw new BadInput("a configuration or the pods are missing.",
                    "Name CONFIG_A, CONFIG_B and a MANIFEST, or one CONFIG, a MANIFEST and several --kubelet-version.");
        }
        if (state.folder.isPresent() && machines > 1) {
            throw new BadInput("--state is of one machine, and " + machines + " are named.",
                    "Compare on one machine after the other.");
        }
    }

    private List<Comparison.NamedMachine> places(Inputs inputs, Set<String> warnings) {
        List<String> nodes = machineOptions.node.files;
        NodeSources sources = new NodeSources(machineOptions.names().withState(state.folder), inputs, strict.isGiven);
        List<String> stateWarnings = new ArrayList<>();
        Optional<CheckpointFiles> checkpoints = sources.checkpoints(stateWarnings);
        warnings.addAll(stateWarnings);
        List<Comparison.NamedMachine> places = new ArrayList<>();
        List<FoundMachine> machines = sources.machines();
        machineOptions.node.sayIfForgotten(inputs, machines.getFirst());
        for (int i = 0; i < machines.size(); i++) {
            List<String> own = new ArrayList<>();
            FoundMachine found = sources.announced(machines.get(i), own);
            MachineDescription machine = found.machine();
            if (i == 0 && kubeletVersion.texts.isEmpty()) {
                versionOfNodes = found.version(Optional.empty(), own);
            }
            warnings.addAll(own);
            String file = machines.size() == nodes.size() ? Inputs.name(nodes.get(i)) : machines.get(i).source();
            places.add(new Comparison.NamedMachine(machine.name().orElse(file), machine, checkpoints));
        }
        return places;
    }

    private List<Comparison.Side> sides(Inputs inputs, List<Comparison.NamedMachine> places, Set<String> warnings) {
        List<KubeletVersion> versions = kubeletVersion.several();
        if (versions.stream().distinct().count() < versions.size()) {
            throw new BadInput(
                    "--kubelet-version names a minor twice: " + String.join(", ", kubeletVersion.texts) + ".",
                    "Name each once: profiles are of minors, not of patch releases.");
        }
        if (!comparesVersions()) {
            KubeletVersion version = versions.stream().findFirst().orElse(versionOfNodes);
            return List.of(side(configA, configuration(configA, inputs, places), version, warnings),
                    side(configB, configuration(configB, inputs, places), version, warnings));
        }
        KubeletConfiguration configuration = configuration(configA, inputs, places);
        return versions.stream().map(version -> side(configA, configuration, version, warnings)).toList();
    }

    private static Comparison.Side side(String file, KubeletConfiguration configuration, KubeletVersion version,
            Set<String> warnings) {
        configuration.warnings(version).stream().map(ConfigurationWarning::toString).forEach(warnings::add);
        return new Comparison.Side(Inputs.name(file), configuration, version);
    }

    /// Whether several versions are compared under one configuration, and not two configurations.
    private boolean comparesVersions() {
        return kubeletVersion.texts.size() > 1;
    }

    private KubeletConfiguration configuration(String file, Inputs inputs, List<Comparison.NamedMachine> places) {
        return new NodeSources(machineOptions.names().withConfiguration(Optional.of(file)), inputs, strict.isGiven)
                .configuration(places.getFirst().machine());
    }

    private List<PodManifest> pods(Inputs inputs, Set<String> warnings) {
        List<String> own = new ArrayList<>();
        List<PodManifest> pods = podOptions.read(podFiles(), inputs, strict.isGiven, own).pods();
        warnings.addAll(own);
        return pods;
    }

    /// The files with pods that are given without an option: with several versions, from where CONFIG_B would be.
    private List<String> podFiles() {
        return comparesVersions() && !configB.isEmpty() ? Stream.concat(Stream.of(configB), manifests.stream()).toList()
                : manifests;
    }
}
