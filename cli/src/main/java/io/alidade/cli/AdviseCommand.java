package io.alidade.cli;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.config.ConfigurationWarning;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.pod.PodManifest;
import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.Inputs;
import io.alidade.live.source.NodeSources;
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
import picocli.CommandLine.Option;

/// What should the kubelet's configuration be, here and for these pods?
@Command(name = "advise", sortOptions = false, versionProvider = Alidade.Version.class,
        description = AdviseCommand.SUMMARY,
        footer = {"",
            "Without manifests the draft rests on the goal and the machine alone. --config is what the node has now; it is"
                    + " measured beside the candidates.",
            "The output can be saved as the file: what is not part of it is behind #.", "", "Examples:",
            "  alidade advise --node machine.yaml --goal latency training.yaml",
            "  alidade advise --as openshift --pool worker-cnf dpdk.yaml > kubeletconfig.yaml"})
final class AdviseCommand implements Callable<Integer>, Options.Owner {
    static final String SUMMARY = "Drafts the kubelet's configuration for a machine and its workload, with a reason on every line:"
            + " admits the pods under each policy, scope and option, and takes what serves the goal best.";

    private static final Pattern POOL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private final Session session;

    ManifestOptions manifests = new ManifestOptions();

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

    MachineOptions machineOptions = new MachineOptions();

    ConfigOption config = new ConfigOption();

    KubeletVersionOption kubeletVersion = new KubeletVersionOption();

    StrictOption strict = new StrictOption();

    private final OutputOptions output = new OutputOptions();

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
    public List<OptionGroup> optionGroups() {
        return List.of(manifests, machineOptions, config, kubeletVersion, strict, output);
    }

    @Override
    public Integer call() {
        if (!POOL.matcher(pool).matches()) {
            throw new BadInput("--pool is '" + pool + "', not the name of a pool.",
                    "Use small letters, digits and dashes.");
        }
        Inputs inputs = session.inputs();
        NodeSources sources = new NodeSources(machineOptions.names().withConfiguration(config.file), inputs,
                strict.isGiven);
        List<String> warnings = new ArrayList<>();
        FoundMachine found = sources.announced(warnings);
        machineOptions.node.sayIfForgotten(inputs, found);
        MachineDescription machine = found.machine();
        KubeletVersion version = found.version(kubeletVersion.one(), warnings);
        Optional<KubeletConfiguration> current = config.file
                .map(_ -> sources.configuration(machine)).or(machine::configuration);
        current.ifPresent(
                own -> own.warnings(version).stream().map(ConfigurationWarning::toString).forEach(warnings::add));
        List<PodManifest> pods = manifests.read(inputs, strict.isGiven, warnings).pods();
        Advice advice = Advisor.advise(new Advisor.Question(machine, version, goal, platform, pool, pods,
                current));
        Advice warned = advice.withWarningsBefore(warnings);
        output.print(session, style -> AdviceText.of(found.title(), warned, style),
                () -> AdviceDocument.of(found.title(), warned));
        return ExitCodes.OK;
    }
}
