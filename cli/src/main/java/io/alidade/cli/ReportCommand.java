package io.alidade.cli;

import io.alidade.engine.Node;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.checkpoint.WrittenCheckpoints;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.refusal.Refusals;
import io.alidade.linux.observe.NodeObserver;
import io.alidade.linux.tree.UnusableTree;
import io.alidade.live.scenario.ReplacedNames;
import io.alidade.live.source.FoundNode;
import io.alidade.live.source.Inputs;
import io.alidade.live.verify.CgroupRoot;
import io.alidade.live.verify.NodeVerification;
import io.alidade.live.verify.Tolerance;
import io.alidade.plan.lint.LintReport;
import io.alidade.plan.lint.Linter;
import io.alidade.plan.lint.SourceFile;
import io.alidade.plan.lint.SourceGroup;
import io.alidade.plan.refusal.RefusalReport;
import io.alidade.view.node.NodeReport;
import io.alidade.view.node.NodeReport.Verification;
import io.alidade.view.node.NodeReportPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/// Everything about a node on one page.
final class ReportCommand implements Callable<Integer>, Options.Declared {
    static final String SUMMARY = "Writes one page (HTML) of a node to attach to a ticket: machine, pods, configuration, lint,"
            + " verification and refusals.";

    private final Session session;

    private final NodeOptions nodeOptions = new NodeOptions();

    private final RootOption root = new RootOption();

    private final OwnJournalOptions journal = new OwnJournalOptions();

    private final RefusalSources written = new RefusalSources();

    private final NodeSocketOption agent = new NodeSocketOption("--names-from",
            "The socket of the agent that runs the pods, which tells what they are called; checkpoints have uids alone.");

    private boolean isAnonymous;

    ReportCommand(Session session) {
        this.session = session;
    }

    @Override
    public CommandSpec described(CommandSpec spec) {
        spec.name("report").usageMessage().description(SUMMARY).footer("",
                "The page stands by itself and goes to standard output. Running containers are looked at on the machine that"
                        + " this runs on, or below --root.",
                "", "Examples:", "  alidade report --kubelet-dir /var/lib/kubelet > node.html",
                "  journalctl -u kubelet | alidade report --kubelet-dir /var/lib/kubelet --from-kubelet-log - --anonymise"
                        + " > node.html");
        return spec;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(nodeOptions, root, journal, written, agent,
                options -> options.flag(value -> isAnonymous = value,
                        "Replace names of nodes, namespaces, pods, containers, devices, processes and files.",
                        "--anonymise"));
    }

    @Override
    public Integer call() {
        Inputs inputs = session.inputs();
        FoundNode found = nodeOptions.read(inputs);
        List<String> warnings = new ArrayList<>(found.warnings());
        Optional<Node> node = Optional.empty();
        Optional<String> error = Optional.empty();
        switch (found.start()) {
            case KubeletStart.Started(KubeletNode kubelet, List<String> own) -> {
                warnings.addAll(own);
                node = Optional.of(kubelet.node());
            }
            case KubeletStart.Refused(String why) -> error = Optional.of(why);
        }
        NodeReport report = new NodeReport(found.found().title(), Instant.now(), found.machine(), found.configuration(),
                found.version(), node, error, told(), lint(found, inputs), verification(found), history(found, inputs),
                warnings);
        Optional<ReplacedNames> names = isAnonymous ? Optional.of(report.replacedNames(files())) : Optional.empty();
        OutputOptions.print(session, NodeReportPage.of(report, names));
        return ExitCodes.OK;
    }

    /// What an agent calls the pods that it runs; checkpoints have their uids alone.
    private Map<String, String> told() {
        Map<String, String> names = new HashMap<>();
        if (agent.isNamed()) {
            agent.find(session, "/v1/pods").ifPresent(pods -> pods.objects("items").forEach(pod -> names.put(
                    pod.string("uid").orElse(""),
                    pod.string("namespace").orElse("") + "/" + pod.string("name").orElse(""))));
        }
        return names;
    }

    /// All that the command line names.
    private Set<String> files() {
        Set<String> files = new TreeSet<>();
        Stream.of(nodeOptions.machine.node.files.stream(), nodeOptions.machine.devices.stream(),
                nodeOptions.config.file.stream(), nodeOptions.state.folder.stream().map(Path::toString),
                nodeOptions.kubeletDir.folder.stream().map(Path::toString)).flatMap(all -> all)
                .filter(name -> !Inputs.isStandardInput(name)).forEach(files::add);
        return files;
    }

    private Optional<LintReport> lint(FoundNode found, Inputs inputs) {
        Optional<String> file = nodeOptions.config.file.filter(name -> !Inputs.isStandardInput(name))
                .or(() -> nodeOptions.kubeletDir.folder.map(folder -> folder.resolve("config.yaml").toString()));
        return file.map(name -> new Linter(Optional.of(found.machine()), found.version())
                .lint(List.of(group(name, inputs))));
    }

    private static SourceGroup group(String name, Inputs inputs) {
        if (!Files.isDirectory(Inputs.path(name))) {
            return SourceGroup.of(SourceFile.of(Inputs.name(name), inputs.read(name)));
        }
        return SourceGroup.dropIns(name, KubeletConfigurationReader.dropIns(Inputs.path(name)).stream()
                .map(path -> SourceFile.of(path.toString(), inputs.read(path.toString()))).toList());
    }

    /// Of the machine whose pods these are: without a root of its own, a machine that is named is another one.
    private Optional<Verification> verification(FoundNode found) {
        boolean isElsewhere = !nodeOptions.machine.node.files.isEmpty() && root.folder.equals(Path.of("/"));
        if (isElsewhere) {
            return Optional.empty();
        }
        return found.state().map(files -> {
            try {
                WrittenCheckpoints written = WrittenCheckpoints.read(files);
                return new Verification.Done(NodeVerification.verify(written.checkpoints(),
                        NodeObserver.observe(new NodeObserver.Scope(root.folder, Optional.empty(),
                                CgroupRoot.configured(files.folder()), true)),
                        Tolerance.DEFAULT));
            } catch (BadInput | UnusableTree problem) {
                return new Verification.Failed(String.valueOf(problem.getMessage()));
            }
        });
    }

    private Optional<RefusalReport> history(FoundNode found, Inputs inputs) {
        Instant now = Instant.now();
        List<Refusals> sources = new ArrayList<>();
        if (journal.isNamed()) {
            sources.add(OwnJournalOptions.refusals(journal.read(session, now)));
        }
        written.read(inputs, now).forEach(source -> sources.add(journal.only(source, now)));
        if (sources.isEmpty()) {
            return Optional.empty();
        }
        Refusals told = Refusals.of(sources);
        Optional<KubeletNode> empty = KubeletNode.start(found.machine(), found.configuration(),
                found.version()) instanceof KubeletStart.Started(KubeletNode node, var _) ? Optional.of(node)
                        : Optional.empty();
        return Optional.of(RefusalReport.of(told.all(), empty, List.of(), told.notes()));
    }
}
