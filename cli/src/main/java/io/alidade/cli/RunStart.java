package io.alidade.cli;

import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.linux.process.CpuAffinity;
import io.alidade.linux.process.CpusetCgroup;
import io.alidade.linux.process.MemoryBinding;
import io.alidade.linux.process.ProcessIdentity;
import io.alidade.linux.process.ProgramImage;
import io.alidade.linux.process.SystemCallFailed;
import io.alidade.live.run.Run;
import io.alidade.live.run.RunDecision;
import io.alidade.live.run.RunLedger;
import io.alidade.live.run.RunPlacement;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Starts a command on what it was given: this process becomes it. So there is nobody between the command and who started
/// it, and its end needs no one to see it.
///
/// @param ledger open; it is closed before the command starts
record RunStart(Session session, RunLedger ledger, RunDecision.Granted granted, List<String> command) {
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final Path ROOT = Path.of("/");
    /// What the launcher changed for the virtual machine alone: LC_ALL as it was, after a `=`, or nothing if it was not set.
    private static final String LOCALE = "alidade.locale";
    /// The numbers of the files that were open before the virtual machine started.
    private static final String FILES = "alidade.files";

    /// Returns only if the command cannot be started.
    int run() {
        ProcessIdentity self = ProcessIdentity.self();
        NumaNodeIds numaNodes = RunPlacement.memoryNumaNodes(granted);
        boolean isStrict = !granted.memory().isEmpty();
        Optional<CpusetCgroup> cgroup = CpusetCgroup.create(ROOT, "alidade-run-" + self.pid(), granted.cpus(),
                isStrict ? numaNodes : NumaNodeIds.EMPTY);
        ledger.add(new Run(self, granted.cpus(), granted.memory(), cgroup.map(CpusetCgroup::folder),
                String.join(" ", command)));
        ledger.close();
        SystemCallFailed failure = become(self, cgroup, numaNodes, isStrict);
        // The entry ends with this process. The cgroup goes at the next look.
        return new Problems(session).say("'" + command.getFirst() + "' cannot be run: " + failure.reason() + ".",
                failure.isMissing() ? "Check its name, and PATH." : "Check what it is, and its permissions.",
                failure.isMissing() ? NOT_FOUND : NOT_EXECUTABLE);
    }

    private SystemCallFailed become(ProcessIdentity self, Optional<CpusetCgroup> cgroup, NumaNodeIds numaNodes,
            boolean isStrict) {
        cgroup.ifPresent(made -> made.take(self.pid()));
        CpuAffinity.confine(granted.cpus());
        bindMemory(numaNodes, isStrict);
        return image().become(inheritedFiles());
    }

    private void bindMemory(NumaNodeIds numaNodes, boolean isStrict) {
        try {
            new MemoryBinding(isStrict ? MemoryBinding.Strength.STRICT : MemoryBinding.Strength.PREFERRED, numaNodes)
                    .apply();
        } catch (SystemCallFailed failure) {
            session.note("memory is not bound to NUMA nodes " + numaNodes.toListString() + ": " + failure.reason()
                    + ". Maybe a seccomp profile of a container does not let set_mempolicy through.");
        }
    }

    private static Set<Integer> inheritedFiles() {
        return Arrays.stream(System.getProperty(FILES, "").split(",", -1)).filter(text -> text.matches("[0-9]{1,9}"))
                .map(Integer::valueOf).collect(Collectors.toSet());
    }

    private ProgramImage image() {
        ProgramImage image = ProgramImage.ofLastArguments(command.size());
        String locale = System.getProperty(LOCALE);
        return locale == null ? image
                : locale.startsWith("=") ? image.with("LC_ALL", locale.substring(1)) : image.without("LC_ALL");
    }
}
