package io.alidade.cli;

import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Fields;
import io.alidade.live.source.Inputs;
import io.alidade.view.TextStyle;
import io.alidade.view.TextTable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The pods of a running agent.
@Command(name = "pods", sortOptions = false, versionProvider = Alidade.Version.class,
        description = "Shows the pods of a running agent, adds and removes some, and tells why they were decided on as they"
                + " were.",
        footer = {"", "Examples:", "  alidade agent pods list", "  alidade agent pods add -f web.yaml",
            "  alidade agent pods why web"})
final class AgentPodsCommand implements Callable<Integer> {
    private static final String PODS = "/v1/pods";
    private static final String JSON = "application/json";
    private static final byte[] NOTHING = new byte[0];

    @Spec
    CommandSpec spec = CommandSpec.create();

    static CommandLine with(Session session) {
        return Options.commandLine(new AgentPodsCommand())
                .addSubcommand(Options.commandLine(new ListPods(session)))
                .addSubcommand(Options.commandLine(new AddPods(session)))
                .addSubcommand(Options.commandLine(new RemovePods(session)))
                .addSubcommand(Options.commandLine(new Why(session)));
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(),
                "Missing required command: " + String.join(", ", spec.subcommands().keySet()) + ".");
    }

    /// The path of a pod, which is called NAME or NAMESPACE/NAME.
    private static String path(String pod) {
        int slash = pod.indexOf('/');
        return PODS + "/" + encoded(slash < 0 ? "default" : pod.substring(0, slash)) + "/"
                + encoded(pod.substring(slash + 1));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String table(List<Fields> pods, TextStyle style) {
        if (pods.isEmpty()) {
            return "no pods\n";
        }
        TextTable table = new TextTable().column("POD").column("PHASE").column("CPUS").column("NUMA NODES")
                .column("REASON");
        for (Fields pod : pods) {
            List<String> cpus = new ArrayList<>();
            List<String> mems = new ArrayList<>();
            for (Fields container : pod.objects("containers")) {
                container.string("exclusiveCpus").or(() -> shared(pod, container)).ifPresent(cpus::add);
                mems.addAll(container.object("affinity").map(affinity -> affinity.integers("numaNodes", 0,
                        Integer.MAX_VALUE)).orElse(List.of()).stream().map(String::valueOf).toList());
            }
            table.row(pod.string("namespace").orElse("") + "/" + pod.string("name").orElse(""),
                    pod.string("phase").orElse(""), String.join("; ", cpus),
                    String.join(",", mems.stream().distinct().toList()), pod.string("reason").orElse(""));
        }
        StringBuilder out = new StringBuilder();
        table.write(out, 0, style);
        return out.toString();
    }

    /// Of a pod that has not ended; where nobody is pinned there are no CPUs to name.
    private static Optional<String> shared(Fields pod, Fields container) {
        String phase = pod.string("phase").orElse("");
        return phase.equals("Succeeded") || phase.equals("Failed") ? Optional.empty()
                : Optional.of(container.string("cpus").filter(cpus -> !cpus.isEmpty()).orElse("all") + " (shared)");
    }

    private static boolean isAnyRefused(List<Fields> pods) {
        return pods.stream().anyMatch(pod -> pod.string("phase").orElse("").equals("Failed"));
    }

    /// Lists all pods.
    @Command(name = "list", sortOptions = false, versionProvider = Alidade.Version.class,
            description = "Lists the pods, and what they hold.",
            footer = {"", "Example:", "  alidade agent pods list -o json"})
    static final class ListPods implements Callable<Integer>, Options.Owner {
        private final Session session;

        private final NodeSocketOption socket = new NodeSocketOption();

        private final OutputOptions output = new OutputOptions();

        ListPods(Session session) {
            this.session = session;
        }

        @Override
        public List<OptionGroup> optionGroups() {
            return List.of(socket, output);
        }

        @Override
        public Integer call() {
            HttpResponse response = socket.ask(session, "GET", PODS, JSON, NOTHING);
            output.print(session, style -> table(NodeSocketOption.fields(response).objects("items"), style),
                    () -> NodeSocketOption.value(response));
            return ExitCodes.OK;
        }
    }

    /// The files of a command, each read once.
    private static List<Named> read(FileOptions options, List<String> arguments, Inputs inputs) {
        return options.insteadOf(arguments).stream().map(name -> new Named(Inputs.name(name), inputs.read(name)))
                .toList();
    }

    private record Named(String name, byte[] bytes) {
        List<AgentPod> pods() {
            return AgentPod.readAll(name, bytes, new PodOrigin.Api());
        }
    }

    /// Adds pods.
    @Command(name = "add", sortOptions = false, versionProvider = Alidade.Version.class,
            description = "Hands pods to the agent and waits for its decision.",
            footer = {"", "Exit code 1 if a pod is refused, 2 if one cannot be added; the others are.", "", "Examples:",
                "  alidade agent pods add -f web.yaml", "  alidade agent pods add -f pods/ -R"})
    static final class AddPods implements Callable<Integer>, Options.Owner {
        private final Session session;

        @Parameters(paramLabel = "FILE", arity = "0..*",
                description = "Files with pods (YAML or JSON), or folders of such files; - is standard input.")
        List<String> arguments = List.of();

        private final FileOptions files = new FileOptions();

        private final NodeSocketOption socket = new NodeSocketOption();

        AddPods(Session session) {
            this.session = session;
        }

        @Override
        public List<OptionGroup> optionGroups() {
            return List.of(files, socket);
        }

        @Override
        public Integer call() {
            List<Named> manifests = read(files, arguments, session.inputs());
            if (manifests.isEmpty()) {
                throw new BadInput("no pods are named.", "Name files or folders of manifests, with -f or without it.");
            }
            // What cannot be read is told before anything is added.
            manifests.forEach(Named::pods);
            List<Fields> added = new ArrayList<>();
            List<BadInput> problems = new ArrayList<>();
            for (Named manifest : manifests) {
                for (AgentPod pod : manifest.pods()) {
                    try {
                        added.addAll(NodeSocketOption.fields(socket.ask(session, "POST", PODS, JSON,
                                DocumentWriter.toCompactJson(pod.object()).getBytes(StandardCharsets.UTF_8)))
                                .objects("items"));
                    } catch (BadInput problem) {
                        problems.add(problem);
                    }
                }
            }
            if (!added.isEmpty()) {
                session.out().print(table(added, session.style()));
                added.forEach(pod -> pod.string("message").ifPresent(message -> session.out().print(
                        pod.string("namespace").orElse("") + "/" + pod.string("name").orElse("") + ": " + message
                                + "\n")));
            }
            if (!problems.isEmpty()) {
                throw new BadInput(problems.stream().map(BadInput::getMessage).distinct()
                        .collect(Collectors.joining("\n")), problems.getFirst().cure());
            }
            return isAnyRefused(added) ? ExitCodes.NEGATIVE : ExitCodes.OK;
        }
    }

    /// Removes pods.
    @Command(name = "remove", sortOptions = false, versionProvider = Alidade.Version.class,
            description = "Takes pods away that were added; what they held is free.",
            footer = {"", "Examples:", "  alidade agent pods remove web shop/db",
                "  alidade agent pods remove -f web.yaml"})
    static final class RemovePods implements Callable<Integer>, Options.Owner {
        private final Session session;

        @Parameters(paramLabel = "POD", arity = "0..*", description = "NAME, or NAMESPACE/NAME.")
        List<String> pods = List.of();

        private final FileOptions files = new FileOptions();

        private final NodeSocketOption socket = new NodeSocketOption();

        RemovePods(Session session) {
            this.session = session;
        }

        @Override
        public List<OptionGroup> optionGroups() {
            return List.of(files, socket);
        }

        @Override
        public Integer call() {
            List<String> named = new ArrayList<>(pods);
            read(files, List.of(), session.inputs()).stream().flatMap(manifest -> manifest.pods().stream())
                    .forEach(pod -> named.add(pod.fullName()));
            if (named.isEmpty()) {
                throw new BadInput("no pod is named.", "Name pods, or with -f the files that they were added from.");
            }
            for (String pod : named) {
                HttpResponse _ = socket.ask(session, "DELETE", path(pod), JSON, NOTHING);
            }
            return ExitCodes.OK;
        }
    }

    /// Explains a decision.
    @Command(name = "why", sortOptions = false, versionProvider = Alidade.Version.class,
            description = "Tells why a pod was decided on as it was, as alidade explain does.",
            footer = {"", "Exit code 1 if the pod was refused.", "", "Example:", "  alidade agent pods why shop/db"})
    static final class Why implements Callable<Integer>, Options.Owner {
        private final Session session;

        @Parameters(paramLabel = "POD", arity = "1", description = "NAME, or NAMESPACE/NAME.")
        String pod = "";

        private final NodeSocketOption socket = new NodeSocketOption();

        private final OutputOptions output = new OutputOptions();

        Why(Session session) {
            this.session = session;
        }

        @Override
        public List<OptionGroup> optionGroups() {
            return List.of(socket, output);
        }

        @Override
        public Integer call() {
            output.print(session,
                    style -> NodeSocketOption.text(socket.ask(session, "GET", path(pod) + "/why?columns="
                            + style.columns() + "&colour=" + style.colour(), "text/plain", NOTHING)),
                    () -> NodeSocketOption.value(socket.ask(session, "GET", path(pod) + "/why", JSON, NOTHING)));
            return isRefused() ? ExitCodes.NEGATIVE : ExitCodes.OK;
        }

        /// As the agent says of a pod that it knows, and as it explains of one that is gone.
        private boolean isRefused() {
            return socket.find(session, path(pod)).map(status -> isAnyRefused(List.of(status)))
                    .orElseGet(() -> NodeSocketOption
                            .fields(socket.ask(session, "GET", path(pod) + "/why", JSON, NOTHING)).objects("pods")
                            .stream()
                            .anyMatch(told -> told.string("verdict").orElse("").equals("refused")));
        }
    }
}
