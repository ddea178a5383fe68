package io.alidade.agent.settings;

import io.alidade.agent.kubelet.ApiServer;
import io.alidade.agent.kubelet.KubeletApi;
import io.alidade.agent.log.LogFormat;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.placement.PlacementLevels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The document `AgentConfiguration`, and likewise what options say: what is absent is not set.
///
/// @param enforce whether pods are run, and not only decided on
/// @param runtimeEndpoint the socket of a container runtime, `unix://PATH`
/// @param cgroupParents   as [CgroupParents#parse] reads them
/// @param listen  where monitors and browsers ask, and who may
/// @param config  the kubelet's configuration: a file or a folder of drop-ins
/// @param node    the machine, where it is not this one
/// @param beside  whether a kubelet is here, and how it and its runtime are reached
/// @param placement what holds for pods beyond the kubelet's configuration
/// @param watch   what monitors are told
/// @param journal what is written down of it
public record AgentConfiguration(Optional<Path> state, Optional<Path> manifests, Optional<Path> devicePlugins,
        Optional<Path> api, Optional<Path> servePodResources, Optional<RuntimeKind> runtime,
        Optional<String> runtimeEndpoint, Optional<String> cgroupParents, ListenConfiguration listen,
        Optional<Boolean> enforce,
        Optional<Profile> profile, Optional<LogFormat> logFormat, Optional<String> config, Optional<String> node,
        Optional<String> kubeletVersion, BesideConfiguration beside, PlacementConfiguration placement,
        WatchConfiguration watch, JournalConfiguration journal) {
    /// Nothing is set.
    public static final AgentConfiguration NONE = new AgentConfiguration(Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            ListenConfiguration.NONE, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), BesideConfiguration.NONE, PlacementConfiguration.NONE,
            WatchConfiguration.NONE,
            JournalConfiguration.NONE);

    private static final String API_VERSION = "alidade.io/v1";
    private static final String SOCKET = "agent.sock";
    private static final String KIND = "AgentConfiguration";

    /// Reads a document.
    ///
    /// @throws BadInput if it is none, or has a field that is not known
    public static AgentConfiguration read(DocumentNode document) {
        Fields fields = Fields.of(DocumentReader.mapping(document));
        require(fields, "apiVersion", API_VERSION);
        require(fields, "kind", KIND);
        AgentConfiguration read = new AgentConfiguration(path(fields, "state"), path(fields, "manifests"),
                path(fields, "devicePlugins"), path(fields, "api"), path(fields, "servePodResources"),
                choice(fields, "runtime", RuntimeKind.values()), fields.string("runtimeEndpoint"),
                fields.string("cgroupParents"), ListenConfiguration.read(fields),
                fields.bool("enforce"),
                choice(fields, "profile", Profile.values()),
                choice(fields, "logFormat", LogFormat.values()), fields.string("config"),
                fields.string("node"), fields.string("kubeletVersion"),
                new BesideConfiguration(choice(fields, "mode", Mode.values()), path(fields, "nriSocket"),
                        fields.string("kubeletApi"), path(fields, "kubeletToken"), path(fields, "kubeletCa"),
                        path(fields, "kubeletDir"),
                        new ShadowConfiguration(path(fields, "podResources"), fields.string("apiServer"),
                                path(fields, "apiServerToken"), path(fields, "apiServerCa"),
                                fields.bool("anonymise"), path(fields, "root"))),
                new PlacementConfiguration(fields.object("policies").map(PlacementLevels::read),
                        fields.string("group"), fields.string("hostnameOverride")),
                new WatchConfiguration(fields.stringList("watchShapes"), fields.bool("podMetrics")),
                JournalConfiguration.read(fields));
        fields.unknown().stream().findFirst().ifPresent(field -> {
            throw new BadInput(field.position(), "there is no setting '" + field.path() + "'.",
                    "Check its spelling; docs/agent.md has them all.");
        });
        return read;
    }

    private static void require(Fields fields, String key, String wanted) {
        if (!fields.string(key).orElse("").equals(wanted)) {
            fields.report(key, fields.has(key) ? "is " + fields.describe(key) + ", not " + wanted + "." : "is missing.",
                    "Write " + key + ": " + wanted + ".");
        }
    }

    private static Optional<Path> path(Fields fields, String key) {
        return fields.string(key).filter(text -> !text.isEmpty()).map(Path::of);
    }

    private static <T extends Enum<T>> Optional<T> choice(Fields fields, String key, T[] values) {
        Map<String, T> byName = Arrays.stream(values)
                .collect(Collectors.toMap(value -> value.name().toLowerCase(Locale.ROOT), value -> value));
        Optional<String> named = fields.string(key);
        named.filter(name -> !byName.containsKey(name)).ifPresent(_ -> fields.report(key,
                "is " + fields.describe(key) + ", which is not one.",
                "Write one of " + byName.keySet().stream().sorted().collect(Collectors.joining(", ")) + "."));
        return named.flatMap(name -> Optional.ofNullable(byName.get(name)));
    }

    /// These settings, and those of `other` where there is none.
    public AgentConfiguration or(AgentConfiguration other) {
        return new AgentConfiguration(state.or(other::state), manifests.or(other::manifests),
                devicePlugins.or(other::devicePlugins), api.or(other::api),
                servePodResources.or(other::servePodResources),
                runtime.or(other::runtime), runtimeEndpoint.or(other::runtimeEndpoint),
                cgroupParents.or(other::cgroupParents), listen.or(other.listen), enforce.or(other::enforce),
                profile.or(other::profile),
                logFormat.or(other::logFormat), config.or(other::config), node.or(other::node),
                kubeletVersion.or(other::kubeletVersion), beside.or(other.beside), placement.or(other.placement),
                watch.or(other.watch), journal.or(other.journal));
    }

    /// The settings of an agent.
    ///
    /// @param environment for the folder of a user's state (`XDG_STATE_HOME`, `HOME`)
    /// @param isRoot      whether the state of the whole machine is meant
    public AgentSettings settings(Map<String, String> environment, boolean isRoot) {
        Optional<NriSettings> nri = beside.nri();
        if (nri.isPresent() && (manifests.isPresent() || runtime.isPresent() || servePodResources.isPresent()
                || devicePlugins.isPresent())) {
            throw new BadInput("with mode nri a kubelet runs the pods; manifests, runtime, devicePlugins and"
                    + " servePodResources are its own.", "Leave them out.");
        }
        Path folder = absolute(state.orElseGet(() -> defaultState(environment, isRoot)));
        return new AgentSettings(folder, manifests.map(AgentConfiguration::absolute),
                devicePlugins.map(AgentConfiguration::absolute).orElse(folder.resolve("device-plugins")),
                api.map(AgentConfiguration::absolute).orElse(folder.resolve(SOCKET)),
                servePodResources.map(AgentConfiguration::absolute),
                enforce.orElse(true) && nri.isEmpty() ? Optional.of(podRuntime()) : Optional.empty(),
                listen.settings(),
                profile.orElse(Profile.SAFE), logFormat.orElse(LogFormat.TEXT), nri, placement.settings(),
                watch.settings(), journal.settings(folder));
    }

    /// The settings of an agent that only watches a kubelet, if this is one.
    ///
    /// @param environment as of [#settings], and for the API server of the cluster
    /// @throws BadInput if something is set that has no meaning then, or the kubelet's address is not
    public Optional<ShadowSettings> shadow(Map<String, String> environment, boolean isRoot) {
        if (beside.mode().filter(Mode.SHADOW::equals).isEmpty()) {
            return Optional.empty();
        }
        if (manifests.isPresent() || runtime.isPresent() || servePodResources.isPresent() || devicePlugins.isPresent()
                || enforce.isPresent() || profile.isPresent() || beside.nriSocket().isPresent()) {
            throw new BadInput("with mode shadow a kubelet decides and the agent watches; manifests, runtime,"
                    + " devicePlugins, servePodResources, enforce, profile and nriSocket have no meaning then.",
                    "Leave them out.");
        }
        KubeletApi kubelet = beside.kubelet().orElseThrow(() -> new BadInput(
                "with mode shadow the kubelet must be asked for its pods, and kubeletApi (--kubelet-api) is not given.",
                "Write --kubelet-api https://127.0.0.1:10250 with --kubelet-token, or the kubelet's read-only port."));
        Path folder = absolute(state.orElseGet(() -> defaultState(environment, isRoot)));
        Path kubeletDir = absolute(beside.kubeletDir().orElse(NriSettings.KUBELET_DIR));
        ShadowConfiguration shadow = beside.shadow();
        return Optional.of(new ShadowSettings(folder,
                api.map(AgentConfiguration::absolute).orElse(folder.resolve(SOCKET)), listen.settings(),
                logFormat.orElse(LogFormat.TEXT), kubelet, kubeletDir,
                shadow.podResources().map(AgentConfiguration::absolute)
                        .orElse(kubeletDir.resolve("pod-resources/kubelet.sock")),
                shadow.apiServer().map(
                        text -> ApiServer.parse(text, shadow.apiServerToken(), shadow.apiServerCa(), environment)),
                shadow.anonymise().orElse(false), absolute(shadow.root().orElse(Path.of("/"))), watch.settings(),
                journal.settings(folder)));
    }

    private PodRuntime podRuntime() {
        return switch (runtime.orElse(RuntimeKind.PROCESS)) {
            case CRI -> new PodRuntime.Cri(
                    runtimeEndpoint.map(RuntimeEndpoint::parse).orElse(RuntimeEndpoint.CONTAINERD),
                    cgroupParents.map(CgroupParents::parse));
            case PROCESS -> {
                if (runtimeEndpoint.isPresent() || cgroupParents.isPresent()) {
                    throw new BadInput((runtimeEndpoint.isPresent() ? "a runtime endpoint is" : "cgroup parents are")
                            + " given, and the containers are to be run as processes.",
                            "Add --runtime cri (runtime: cri), or leave that out.");
                }
                yield new PodRuntime.Processes();
            }
        };
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static Path defaultState(Map<String, String> environment, boolean isRoot) {
        if (isRoot) {
            return Path.of("/var/lib/alidade");
        }
        Optional<Path> state = Optional.ofNullable(environment.get("XDG_STATE_HOME")).filter(text -> !text.isEmpty())
                .map(Path::of);
        Optional<Path> home = Optional.ofNullable(environment.get("HOME")).filter(text -> !text.isEmpty())
                .map(folder -> Path.of(folder, ".local", "state"));
        return state.or(() -> home).map(folder -> folder.resolve("alidade"))
                .orElseThrow(() -> new BadInput("there is no folder for the agent's state: HOME is not set.",
                        "Name one with --state."));
    }
}
