package io.alidade.cli;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.config.ConfigurationWarning;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.pod.PodManifest;
import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.Inputs;
import io.alidade.plan.advise.Advice;
import io.alidade.plan.advise.Advisor;
import io.alidade.plan.advise.Goal;
import io.alidade.plan.advise.Platform;
import io.alidade.view.AdviceDocument;
import io.alidade.view.AdviceText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What should the kubelet's configuration be, here and for these pods?
@Command(name = "advise", mixinStandardHelpOptions = true, sortOptions = false, versionProvider = Alidade.Version.class,
        description = AdviseCommand.SUMMARY,
        footer = {"", "Without manifests the draft rests on the goal and the machine alone.",
            "The output can be saved as the file: what is not part of it is behind #.", "", "Examples:",
            "  alidade advise --node machine.yaml --goal latency training.yaml",
            "  alidade advise --as openshift --pool worker-cnf dpdk.yaml > kubeletconfig.yaml"})
final class AdviseCommand implements Callable<Integer> {
    static final String SUMMARY = "Drafts the kubelet's configuration for a machine and its workload, with a reason on every line:"
            + " admits the pods under each policy, scope and option, and takes what serves the goal best.";

    private static final Pattern POOL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private final Session session;

    @Parameters(paramLabel = "MANIFEST", arity = "0..*",
            description = "Files with the pods or workloads of the node (YAML or JSON), in the order of admission; - is"
                    + " standard input.")
    List<String> manifests = new ArrayList<>();

    @Option(names = "--goal", paramLabel = "GOAL", defaultValue = "latency", converter = Goals.class,
            completionCandidates = Goals.class,
            description = "What matters: latency (default: aligned or refused), throughput (all run, aligned where"
                    + " possible), density (as many pods as possible).")
    Goal goal = Goal.LATENCY;

    @Option(names = "--as", paramLabel = "PLATFORM", defaultValue = "kubelet", converter = Platforms.class,
            completionCandidates = Platforms.class,
            description = "What the draft is printed as: kubelet (default), openshift, kubeadm, eks, aks or gke.")
    Platform platform = Platform.KUBELET;

    @Option(names = "--pool", paramLabel = "NAME", defaultValue = "worker",
            description = "The pool of nodes like this one: a machine config pool or node pool (default: worker).")
    String pool = "";

    @Option(names = "--replicas", paramLabel = "N",
            description = "So many pods of each object, whatever it says itself.")
    Optional<Integer> replicas = Optional.empty();

    @Mixin
    MachineOptions machineOptions = new MachineOptions();

    @Option(names = "--config", paramLabel = "FILE|DIR",
            description = "The configuration that the node has now, to be measured beside the candidates.")
    Optional<String> config = Optional.empty();

    @Option(names = "--kubelet-version", paramLabel = "VERSION",
            completionCandidates = KubeletVersionOption.Minors.class,
            description = "The kubelet to be reproduced, by its minor: " + KubeletVersionOption.KNOWN)
    Optional<String> kubeletVersion = Optional.empty();

    @Option(names = "--strict", description = "Refuse what is ignored otherwise: unknown fields of the configuration,"
            + " objects without pods.")
    boolean strict;

    @Mixin
    OutputOptions output = new OutputOptions();

    static final class Goals extends Choice<Goal> {
        Goals() {
            super(Goal.values(), Goal::wireName);
        }
    }

    static final class Platforms extends Choice<Platform> {
        Platforms() {
            super(Platform.values(), Platform::wireName);
        }
    }

    AdviseCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!POOL.matcher(pool).matches()) {
            throw new BadInput("--pool is '" + pool + "', not the name of a pool.",
                    "Use small letters, digits and dashes.");
        }
        Inputs inputs = session.inputs();
        NodeOptions nodeOptions = nodeOptions();
        List<String> warnings = new ArrayList<>();
        FoundMachine found = nodeOptions.readMachine(inputs, warnings);
        MachineDescription machine = found.machine();
        KubeletVersion version = found.version(nodeOptions.askedVersion(), warnings);
        Optional<KubeletConfiguration> current = config
                .map(_ -> nodeOptions.readConfiguration(inputs, machine)).or(machine::configuration);
        current.ifPresent(
                own -> own.warnings(version).stream().map(ConfigurationWarning::toString).forEach(warnings::add));
        List<PodManifest> pods = pods(inputs, warnings);
        Advice advice = Advisor.advise(new Advisor.Question(machine, version, goal, platform, pool, pods,
                current));
        Advice warned = advice.withWarningsBefore(warnings);
        output.print(session, style -> AdviceText.of(warned, style), () -> AdviceDocument.of(warned));
        return ExitCodes.OK;
    }

    private NodeOptions nodeOptions() {
        NodeOptions options = new NodeOptions();
        options.machineOptions = machineOptions;
        options.config = config;
        options.kubeletVersion = kubeletVersion;
        options.strict = strict;
        return options;
    }

    private List<PodManifest> pods(Inputs inputs, List<String> warnings) {
        ManifestOptions options = new ManifestOptions();
        options.manifests = manifests;
        options.replicas = replicas;
        return options.read(inputs, strict, warnings).pods();
    }
}
