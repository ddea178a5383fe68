package io.alidade.cli;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.checkpoint.WrittenCheckpoints;
import io.alidade.kube.document.BadInput;
import io.alidade.linux.observe.NodeObserver;
import io.alidade.live.verify.CgroupRoot;
import io.alidade.live.verify.Drift;
import io.alidade.live.verify.NodeVerification;
import io.alidade.live.verify.Tolerance;
import io.alidade.live.verify.VerificationReport;
import io.alidade.view.VerificationDocument;
import io.alidade.view.VerificationText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Is each running container where it should be?
@Command(name = "verify", sortOptions = false, versionProvider = Alidade.Version.class,
        description = VerifyCommand.SUMMARY,
        footer = {"",
            "--state and --kubelet-dir mean the same here; without either, the checkpoint files are in var/lib/kubelet"
                    + " below the root.",
            "", "Exit code 1 if there are findings.", "", "Examples:", "  alidade verify",
            "  alidade verify --root /host --ignore host-processes-on-exclusive-cpus -o json"})
final class VerifyCommand implements Callable<Integer>, Options.Owner {
    static final String SUMMARY = "Compares the kubelet's checkpoints with the live cgroups, threads and memory pages of its containers,"
            + " and looks for strangers on exclusive CPUs. Reads only.";

    private static final String KUBELET = "var/lib/kubelet";

    private final Session session;

    RootOption root = new RootOption();

    StateOption state = new StateOption();

    KubeletDirOption kubeletDir = new KubeletDirOption();

    @Option(names = "--logs", paramLabel = "DIR",
            description = "The folder with the links of container logs, which name"
                    + " containers. Without it, var/log/containers below the root.")
    Optional<Path> logs = Optional.empty();

    @Option(names = "--cgroup-root", paramLabel = "PATH",
            description = "The kubelet's option of that name. Without it, that of config.yaml beside the checkpoint"
                    + " files, else the cgroup kubepods is searched for.")
    Optional<String> cgroupRoot = Optional.empty();

    @Option(names = "--off-node-percent", paramLabel = "N", defaultValue = "5",
            description = "Memory off its NUMA node is a finding from so many percent (default: 5) ...")
    int offNodePercent = 5;

    @Option(names = "--off-node-bytes", paramLabel = "SIZE", defaultValue = "16Mi",
            description = "... and so many bytes (default: 16Mi) on.")
    String offNodeBytes = "16Mi";

    @Option(names = "--no-memory",
            description = "Do not count pages: for that the kernel walks the page tables of each process, which takes long"
                    + " for very large ones.")
    boolean noMemory;

    @Option(names = "--ignore", paramLabel = "ID", split = ",", completionCandidates = Ids.class,
            description = "Leave out findings of this id; may be given several times.")
    List<String> ignored = new ArrayList<>();

    private final OutputOptions output = new OutputOptions();

    /// What completion offers.
    static final class Ids implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Drift.Kind.values()).map(Drift.Kind::wireName).iterator();
        }
    }

    VerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public List<OptionGroup> optionGroups() {
        return List.of(root, state, kubeletDir, output);
    }

    @Override
    public Integer call() {
        Tolerance tolerance = tolerance();
        Set<Drift.Kind> leftOut = ignoredKinds();
        if (state.folder.isPresent() && kubeletDir.folder.isPresent()) {
            throw new BadInput("--state and --kubelet-dir are both given.",
                    "Give one of them: here they mean the same.");
        }
        Path top = root.folder;
        Path folder = state.folder.or(() -> kubeletDir.folder).orElseGet(() -> top.resolve(KUBELET));
        WrittenCheckpoints written = WrittenCheckpoints.read(CheckpointFiles.in(folder));
        VerificationReport report = NodeVerification.verify(written.checkpoints(),
                NodeObserver.observe(new NodeObserver.Scope(top, logs,
                        cgroupRoot.or(() -> CgroupRoot.configured(folder)), !noMemory)),
                tolerance)
                .without(leftOut);
        String machine = top.equals(Path.of("/")) ? "this machine" : "folder " + top;
        output.print(session, style -> VerificationText.of(machine, report, written.warnings(), style),
                () -> VerificationDocument.of(machine, report, written.warnings()));
        return report.isPositive() ? ExitCodes.OK : ExitCodes.NEGATIVE;
    }

    private Tolerance tolerance() {
        OptionalLong bytes;
        try {
            bytes = Quantity.parse(offNodeBytes).asLong();
        } catch (IllegalArgumentException _) {
            bytes = OptionalLong.empty();
        }
        if (bytes.isEmpty() || bytes.getAsLong() < 0) {
            throw new BadInput("--off-node-bytes is '" + offNodeBytes + "', not a number of bytes.",
                    "Give a quantity such as 16Mi.");
        }
        try {
            return new Tolerance(offNodePercent, bytes.getAsLong());
        } catch (IllegalArgumentException _) {
            throw new BadInput("--off-node-percent is " + offNodePercent + ", not from 0 to 100.",
                    "Give the share of memory that may be elsewhere.");
        }
    }

    private Set<Drift.Kind> ignoredKinds() {
        Set<Drift.Kind> kinds = EnumSet.noneOf(Drift.Kind.class);
        for (String id : ignored) {
            kinds.add(Arrays.stream(Drift.Kind.values()).filter(kind -> kind.wireName().equals(id)).findFirst()
                    .orElseThrow(() -> new BadInput("--ignore: there is no finding '" + id + "'.",
                            "Known are " + Arrays.stream(Drift.Kind.values()).map(Drift.Kind::wireName)
                                    .collect(Collectors.joining(", ")) + ".")));
        }
        return kinds;
    }
}
