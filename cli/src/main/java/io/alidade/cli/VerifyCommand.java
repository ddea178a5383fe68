package io.alidade.cli;

import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.checkpoint.WrittenCheckpoints;
import io.alidade.kube.document.BadInput;
import io.alidade.linux.observe.NodeObservation;
import io.alidade.linux.observe.NodeObserver;
import io.alidade.linux.verify.Finding;
import io.alidade.linux.verify.NodeVerification;
import io.alidade.linux.verify.Tolerance;
import io.alidade.linux.verify.VerificationReport;
import io.alidade.view.VerificationDocument;
import io.alidade.view.VerificationText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Is each running container where it should be?
@Command(name = "verify", mixinStandardHelpOptions = true, sortOptions = false, versionProvider = Alidade.Version.class,
        description = VerifyCommand.SUMMARY,
        footer = {"", "Run it on the node, as root: else threads and pages of other users are not seen, which is said.",
            "Exit code 1 if anything is found.", "", "Examples:", "  alidade verify",
            "  alidade verify --kubelet-dir /data/kubelet --ignore memory-off-node -o json"})
final class VerifyCommand implements Callable<Integer> {
    static final String SUMMARY = "Compares what the kubelet's checkpoint files assign with where running containers really"
            + " are: their cgroups, their threads, their pages.";
    private static final String KUBELET_DIR = "var/lib/kubelet";
    private static final int MEBIBYTE = 1 << 20;

    private final Session session;

    @Option(names = "--root", paramLabel = "DIR", defaultValue = "/",
            description = "The folder with the node's sys and proc. Without it, this machine.")
    String root = "/";

    @Option(names = "--kubelet-dir", paramLabel = "DIR",
            description = "The kubelet's root folder with its checkpoint files."
                    + " Without it, var/lib/kubelet below the root.")
    Optional<String> kubeletDir = Optional.empty();

    @Option(names = "--state", paramLabel = "DIR", description = "The checkpoint files in a flat folder, instead.")
    Optional<String> state = Optional.empty();

    @Option(names = "--logs", paramLabel = "DIR",
            description = "The folder of the kubelet's container log links, which tell"
                    + " a cgroup's container. Without it, var/log/containers below the root.")
    Optional<String> logs = Optional.empty();

    @Option(names = "--cgroup-root", paramLabel = "CGROUP",
            description = "As the kubelet's option. Without it, the cgroups of pods are searched for.")
    Optional<String> cgroupRoot = Optional.empty();

    @Option(names = "--no-memory", description = "Do not count pages: the kernel walks page tables for that.")
    boolean withoutMemory;

    @Option(names = "--tolerate-percent", paramLabel = "P", defaultValue = "5",
            description = "Memory off its NUMA node below this share of a container's own is no finding"
                    + " (default: ${DEFAULT-VALUE}).")
    int tolerated;

    @Option(names = "--tolerate-mebibytes", paramLabel = "M", defaultValue = "16",
            description = "Nor is it below this amount (default: ${DEFAULT-VALUE}).")
    int toleratedMebibytes;

    @Option(names = "--ignore", paramLabel = "ID", split = ",",
            description = "Leave out findings of this id; may be repeated.")
    List<String> ignored = new ArrayList<>();

    @Mixin
    OutputOptions output = new OutputOptions();

    VerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Set<Finding.Kind> left = EnumSet.noneOf(Finding.Kind.class);
        ignored.forEach(id -> left.add(kind(id)));
        Tolerance tolerance = tolerance();
        Path folder = state.or(() -> kubeletDir).map(Inputs::path)
                .orElseGet(() -> Inputs.path(root).resolve(KUBELET_DIR));
        WrittenCheckpoints written = WrittenCheckpoints.read(CheckpointFiles.in(folder));
        NodeObservation observation = NodeObserver.observe(new NodeObserver.Scope(Inputs.path(root),
                logs.map(Inputs::path), cgroupRoot, !withoutMemory));
        written.warnings().forEach(session::note);
        VerificationReport report = NodeVerification.verify(written.checkpoints(), observation, tolerance)
                .without(left);
        output.print(session, style -> VerificationText.of(report, style), () -> VerificationDocument.of(report));
        return report.isPositive() ? ExitCodes.OK : ExitCodes.NEGATIVE;
    }

    private Tolerance tolerance() {
        try {
            return new Tolerance(tolerated, (long) toleratedMebibytes * MEBIBYTE);
        } catch (IllegalArgumentException impossible) {
            throw new BadInput(String.valueOf(impossible.getMessage()),
                    "Correct --tolerate-percent or --tolerate-mebibytes.");
        }
    }

    private static Finding.Kind kind(String id) {
        return Arrays.stream(Finding.Kind.values()).filter(kind -> kind.wireName().equals(id)).findFirst()
                .orElseThrow(() -> new BadInput("'" + id + "' is no finding.", "Use " + Arrays
                        .stream(Finding.Kind.values()).map(Finding.Kind::wireName).collect(Collectors.joining(", "))
                        + "."));
    }
}
