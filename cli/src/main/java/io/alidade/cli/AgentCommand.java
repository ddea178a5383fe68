package io.alidade.cli;

import io.alidade.agent.Agent;
import io.alidade.agent.ConfigurationSource;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.settings.AgentConfiguration;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.agent.settings.BesideConfiguration;
import io.alidade.agent.settings.Mode;
import io.alidade.agent.settings.PlacementConfiguration;
import io.alidade.agent.settings.Profile;
import io.alidade.agent.settings.RuntimeKind;
import io.alidade.agent.settings.ShadowConfiguration;
import io.alidade.agent.settings.ShadowSettings;
import io.alidade.agent.settings.WatchConfiguration;
import io.alidade.agent.shadow.ShadowAgent;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.FoundNode;
import io.alidade.live.source.Inputs;
import io.alidade.live.source.NodeNames;
import io.alidade.live.source.NodeSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Decides for this node what comes to it, until it is stopped.
@Command(name = "agent", sortOptions = false, versionProvider = Alidade.Version.class,
        description = AgentCommand.SUMMARY,
        footer = {"", "It runs until it is stopped (SIGTERM, or Ctrl-C), and goes on where it was when it is started"
                + " again.",
            "", "Example:",
            "  alidade agent --enforce=false --config kubelet.yaml --manifests pods"})
final class AgentCommand implements Callable<Integer>, Options.Owner {
    static final String SUMMARY = "Runs on a node: admits pods from a folder as the kubelet's resource managers do, and keeps"
            + " what they were given over restarts.";

    private static final Path ONLINE = Path.of("/sys/devices/system/cpu/online");

    private final Session session;

    @Option(names = "--agent-config", paramLabel = "FILE",
            description = "Settings of the agent (kind: AgentConfiguration). Each is also an option; an option wins.")
    Optional<String> agentConfig = Optional.empty();

    ConfigOption config = new ConfigOption();

    NodeOption node = new NodeOption();

    KubeletVersionOption kubeletVersion = new KubeletVersionOption();

    @Option(names = "--state", paramLabel = "DIR",
            description = "The agent's own folder: checkpoints, pods, lock. Default: /var/lib/alidade for root, else"
                    + " alidade in the user's state folder.")
    Optional<Path> state = Optional.empty();

    @Option(names = "--manifests", paramLabel = "DIR", description = "A folder of Pod manifests that are to run here.")
    Optional<Path> manifests = Optional.empty();

    @Option(names = "--device-plugins", paramLabel = "DIR",
            description = "The folder in which device plugins register and have their sockets. Default: device-plugins in"
                    + " the state folder.")
    Optional<Path> devicePlugins = Optional.empty();

    @Option(names = "--api", paramLabel = "SOCKET",
            description = "The socket on which the agent tells and is told (docs/agent-api.md). Default: agent.sock in the"
                    + " state folder.")
    Optional<Path> api = Optional.empty();

    @Option(names = "--serve-pod-resources", paramLabel = "SOCKET",
            description = "Serve the kubelet's podresources interface (v1) there.")
    Optional<Path> servePodResources = Optional.empty();

    @Option(names = "--runtime", paramLabel = "RUNTIME",
            description = "What runs the containers: process (default), each command a process of this machine; or cri, a"
                    + " container runtime.")
    Optional<RuntimeKind> runtime = Optional.empty();

    @Option(names = "--runtime-endpoint", paramLabel = "SOCKET",
            description = "The socket of the container runtime. Default: unix:///run/containerd/containerd.sock.")
    Optional<String> runtimeEndpoint = Optional.empty();

    @Option(names = "--cgroup-parents", paramLabel = "PARENTS",
            description = "The cgroup below which the container runtime puts pods, or one for each class:"
                    + " guaranteed=/a,burstable=/b,besteffort=/c. Default: /alidade, with systemd alidade.slice.")
    Optional<String> cgroupParents = Optional.empty();

    @Option(names = "--mode", paramLabel = "MODE",
            description = "standalone (default): the agent runs the pods. nri: a kubelet and its runtime do, and the runtime"
                    + " asks the agent where. shadow: a kubelet does, whose own managers pin, and the agent only compares.")
    Optional<Mode> mode = Optional.empty();

    @Option(names = "--nri-socket", paramLabel = "SOCKET",
            description = "Where the runtime takes NRI plugins (--mode nri). Default: /var/run/nri/nri.sock.")
    Optional<Path> nriSocket = Optional.empty();

    @Option(names = "--kubelet-api", paramLabel = "URL",
            description = "The kubelet of this node, which is asked for its pods (--mode nri or shadow):"
                    + " https://HOST:10250.")
    Optional<String> kubeletApi = Optional.empty();

    @Option(names = "--kubelet-token", paramLabel = "FILE", description = "The bearer token for the kubelet.")
    Optional<Path> kubeletToken = Optional.empty();

    @Option(names = "--kubelet-ca", paramLabel = "FILE",
            description = "The certificates that sign the kubelet's own, in PEM.")
    Optional<Path> kubeletCa = Optional.empty();

    @Option(names = "--kubelet-dir", paramLabel = "DIR",
            description = "The kubelet's own folder (--mode nri or shadow). Default: /var/lib/kubelet.")
    Optional<Path> kubeletDir = Optional.empty();

    @Option(names = "--pod-resources", paramLabel = "SOCKET",
            description = "The kubelet's socket of podresources (--mode nri or shadow), asked for the devices of pods."
                    + " Default: nri asks nobody; shadow asks at pod-resources/kubelet.sock in the kubelet's folder.")
    Optional<Path> podResources = Optional.empty();

    @Option(names = "--api-server", paramLabel = "URL",
            description = "Where refusals are explained as events on pods (--mode shadow): https://HOST:6443, or"
                    + " in-cluster.")
    Optional<String> apiServer = Optional.empty();

    @Option(names = "--api-server-token", paramLabel = "FILE", description = "The bearer token for the API server.")
    Optional<Path> apiServerToken = Optional.empty();

    @Option(names = "--api-server-ca", paramLabel = "FILE",
            description = "The certificates that sign the API server's own, in PEM.")
    Optional<Path> apiServerCa = Optional.empty();

    @Option(names = "--anonymise",
            description = "Replace names of pods and the like in what is written down (--mode shadow).")
    boolean anonymise;

    RootOption root = new RootOption();

    @Option(names = "--group", paramLabel = "NAME",
            description = "The group of nodes that this one belongs to, in the policies of --agent-config.")
    Optional<String> group = Optional.empty();

    @Option(names = "--hostname-override", paramLabel = "NAME",
            description = "What this node is called in those policies, as it tells its kubelet. Default: the name of the machine.")
    Optional<String> nodeName = Optional.empty();

    ListenOptions listen = new ListenOptions();

    KeptJournalOptions journal = new KeptJournalOptions();

    @Option(names = "--watch-shape", paramLabel = "SHAPE",
            description = "Tell monitors how many pods of this shape fit, and how large one may be:"
                    + " [NAME:]RESOURCE=AMOUNT,... (train:cpu=8,memory=32Gi). May be given up to 16 times.")
    List<String> watchShapes = List.of();

    @Option(names = "--pod-metrics",
            description = "Tell monitors how much of each container's memory is on its NUMA nodes.")
    boolean podMetrics;

    @Option(names = "--enforce", paramLabel = "false", arity = "1",
            description = "false: decide and store, touch no process.")
    Optional<Boolean> enforce = Optional.empty();

    @Option(names = "--profile", paramLabel = "PROFILE",
            description = "safe (default), or exact: reproduce the kubelet's faults too.")
    Optional<Profile> profile = Optional.empty();

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "Log lines as text (default) or json.")
    Optional<LogFormat> logFormat = Optional.empty();

    private AgentCommand(Session session) {
        this.session = session;
    }

    /// The command with those below it.
    static CommandLine with(Session session) {
        return Options.commandLine(new AgentCommand(session)).addSubcommand(AgentPodsCommand.with(session))
                .addSubcommand(AgentPlanCommand.with(session)).addSubcommand(AgentDefragmentCommand.with(session))
                .addSubcommand(AgentReleaseCommand.with(session));
    }

    /// The settings that hold for this user where nothing else is said.
    static AgentSettings defaults(Session session) {
        return settings(AgentConfiguration.NONE, session);
    }

    private static AgentSettings settings(AgentConfiguration configuration, Session session) {
        return configuration.settings(session.environment(), isRoot());
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(config, node, kubeletVersion, root, journal, listen);
    }

    @Override
    public Integer call() throws InterruptedException {
        Inputs inputs = session.inputs();
        AgentConfiguration options = new AgentConfiguration(state, manifests, devicePlugins, api, servePodResources,
                runtime, runtimeEndpoint, cgroupParents, listen.said(), enforce, profile, logFormat, config.file,
                node.one(),
                kubeletVersion.one().map(KubeletVersion::minor), new BesideConfiguration(mode, nriSocket, kubeletApi,
                        kubeletToken, kubeletCa, kubeletDir, new ShadowConfiguration(podResources, apiServer,
                                apiServerToken, apiServerCa, anonymise ? Optional.of(true) : Optional.empty(),
                                Optional.of(root.folder).filter(folder -> !folder.equals(Path.of("/"))))),
                new PlacementConfiguration(Optional.empty(), group, nodeName),
                new WatchConfiguration(watchShapes, podMetrics ? Optional.of(true) : Optional.empty()),
                journal.configuration());
        AgentConfiguration all = agentConfig.map(file -> options.or(AgentConfiguration
                .read(DocumentReader.readOne(Inputs.name(file), inputs.read(file))))).orElse(options);
        Optional<ShadowSettings> shadow = all.shadow(session.environment(), isRoot());
        if (shadow.isPresent()) {
            return watch(all, shadow.get(), inputs);
        }
        AgentSettings settings = settings(all, session);
        Supplier<FoundNode> read = () -> new NodeSources(new NodeNames(all.node().map(List::of).orElse(List.of()),
                List.of(), all.config(), Optional.empty(), Optional.empty()), inputs, false)
                .read(all.kubeletVersion().map(KubeletVersionOption::parse));
        FoundNode found = read.get();
        found.warnings().forEach(session::note);
        if (settings.runtime().isPresent()) {
            requireCpus(found.machine().topology().cpuSet());
        }
        AgentLog log = new AgentLog(this::log, settings.logFormat(), InstantSource.system());
        Agent agent = Agent.start(settings, found, all.config().filter(file -> !Inputs.isStandardInput(file))
                .map(file -> new ConfigurationSource(Inputs.path(file), read)), log, InstantSource.system());
        return untilStopped(agent::close);
    }

    /// What runs pods runs them on this machine.
    private static void requireCpus(CpuSet named) {
        CpuSet here;
        try {
            here = CpuSet.parseList(Files.readString(ONLINE, StandardCharsets.US_ASCII).strip());
        } catch (IOException | IllegalArgumentException _) {
            // A kernel that does not say it gives away what it has.
            return;
        }
        if (!named.isSubsetOf(here)) {
            throw new BadInput("--node names another machine, on which no pod can be run: it has CPUs "
                    + named.andNot(here).toListString() + ", and this one has " + here.toListString() + ".",
                    "Add --enforce=false to decide for it, or leave --node out.");
        }
    }

    private int watch(AgentConfiguration all, ShadowSettings settings, Inputs inputs) throws InterruptedException {
        List<String> machine = all.node().map(List::of).orElseGet(() -> settings.root().equals(Path.of("/"))
                ? List.of() : List.of(settings.root().toString()));
        NodeSources sources = new NodeSources(new NodeNames(machine, List.of(), all.config(), Optional.empty(),
                Optional.empty()), inputs, false);
        FoundMachine found = sources.announced(new ArrayList<>());
        found.warnings().forEach(session::note);
        ShadowAgent.Subject subject = new ShadowAgent.Subject(found,
                all.config().map(_ -> () -> sources.configuration(found.machine())),
                all.kubeletVersion().map(KubeletVersionOption::parse));
        ShadowAgent agent = ShadowAgent.start(settings, subject,
                new AgentLog(this::log, settings.logFormat(), InstantSource.system()), InstantSource.system());
        return untilStopped(agent::close);
    }

    private static int untilStopped(Runnable close) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        try {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
                close.run();
                end.countDown();
            }));
            end.await();
        } catch (IllegalStateException _) {
            // Stopped before it said that it can be.
            close.run();
        } catch (InterruptedException stopped) {
            close.run();
            throw stopped;
        }
        return ExitCodes.OK;
    }

    private void log(String line) {
        session.err().print(line + "\n");
        session.err().flush();
    }
}
