package io.alidade.agent.runtime;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.process.CpuAffinity;
import io.alidade.linux.process.CpusetCgroup;
import io.alidade.linux.process.ProcessIdentity;
import io.alidade.linux.process.SystemCallFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// A container that was started as a process. A small shell stands above the command: it outlives the agent, waits for the
/// command, and writes down its pid and its exit code.
///
/// @param shell  the process above the command
/// @param folder where pid, exit code and log are
/// @param cgroup its own, where one could be made
record ContainerProcess(ProcessIdentity shell, Path folder, Optional<CpusetCgroup> cgroup) {
    /// What stands for the exit code of a command that was killed together with its shell.
    static final int KILLED = 137;

    private static final Path PROC = Path.of("/proc");
    private static final String PROCESS = "process";

    /// A thread that may run where its container may not.
    record Stray(long pid, int thread, CpuSet cpus) {}

    /// What a former agent started and left in a folder, whether it still runs or not; nothing if it started nothing.
    static Optional<ContainerProcess> find(Path folder) {
        try {
            // pid, ticks, boot, cgroup
            List<String> lines = Files.readAllLines(folder.resolve(PROCESS));
            Optional<CpusetCgroup> cgroup = lines.size() > 3 && !lines.get(3).isEmpty()
                    ? Optional.of(new CpusetCgroup(Path.of(lines.get(3)))) : Optional.empty();
            return lines.size() < 3 ? Optional.empty()
                    : Optional.of(new ContainerProcess(new ProcessIdentity(Long.parseLong(lines.get(0)),
                            Long.parseLong(lines.get(1)), lines.get(2)), folder, cgroup));
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    /// Writes down what [#find] reads.
    void remember() throws IOException {
        Files.writeString(folder.resolve(PROCESS), shell.pid() + "\n" + shell.startTicks() + "\n" + shell.boot() + "\n"
                + cgroup.map(own -> own.folder().toString()).orElse("") + "\n");
    }

    boolean isAlive() {
        return shell.isAlive();
    }

    /// Is done when the command has ended.
    CompletableFuture<Integer> ended() {
        Optional<ProcessHandle> handle = isAlive() ? ProcessHandle.of(shell.pid()) : Optional.empty();
        return handle.map(process -> process.onExit().thenApply(_ -> exitCode()))
                .orElseGet(() -> CompletableFuture.completedFuture(exitCode()));
    }

    /// As the shell has written it down.
    int exitCode() {
        try {
            return Integer.parseInt(Files.readString(folder.resolve("exit"), StandardCharsets.US_ASCII).strip());
        } catch (IOException | NumberFormatException _) {
            return KILLED;
        }
    }

    /// Asks the command to end (SIGTERM).
    void terminate() {
        command().ifPresent(ProcessHandle::destroy);
    }

    private Optional<ProcessHandle> command() {
        if (!isAlive()) {
            return Optional.empty();
        }
        try {
            long pid = Long.parseLong(Files.readString(folder.resolve("pid"), StandardCharsets.US_ASCII).strip());
            return ProcessHandle.of(pid).filter(handle -> handle.parent()
                    .filter(parent -> parent.pid() == shell.pid()).isPresent());
        } catch (IOException | NumberFormatException _) {
            return ProcessHandle.of(shell.pid());
        }
    }

    /// Ends everything that belongs to it (SIGKILL).
    void kill() {
        if (isAlive()) {
            processes().forEach(ProcessHandle::destroyForcibly);
        }
    }

    private List<ProcessHandle> processes() {
        return ProcessHandle.of(shell.pid()).stream()
                .flatMap(process -> Stream.concat(process.descendants(), Stream.of(process))).toList();
    }

    /// Confines all its threads to other CPUs; those that have confined themselves to some of them stay there.
    ///
    /// @param before where they were allowed until now
    void confine(CpuSet before, CpuSet cpus) {
        boolean _ = cgroup.isPresent() && cgroup.get().confine(cpus);
        for (Stray thread : threads()) {
            if (thread.cpus().equals(before) || !thread.cpus().isSubsetOf(cpus)) {
                boolean _ = confine(thread, cpus);
            }
        }
    }

    private static boolean confine(Stray thread, CpuSet cpus) {
        try {
            CpuAffinity.confine(thread.thread(), cpus);
            return true;
        } catch (SystemCallFailed _) {
            // The thread has ended.
            return false;
        }
    }

    /// Brings back the threads that may run elsewhere.
    ///
    /// @return those
    List<Stray> bringBack(CpuSet cpus) {
        List<Stray> strays = threads().stream().filter(thread -> !thread.cpus().isSubsetOf(cpus)).toList();
        if (!strays.isEmpty()) {
            boolean _ = cgroup.isPresent() && cgroup.get().confine(cpus);
        }
        return strays.stream().filter(stray -> confine(stray, cpus)).toList();
    }

    private List<Stray> threads() {
        List<Stray> threads = new ArrayList<>();
        for (ProcessHandle process : processes()) {
            try (Stream<Path> tasks = Files.list(PROC.resolve(Long.toString(process.pid())).resolve("task"))) {
                tasks.forEach(task -> allowed(task).ifPresent(cpus -> threads.add(new Stray(process.pid(),
                        Integer.parseInt(String.valueOf(task.getFileName())), cpus))));
            } catch (IOException _) {
                // The process has ended.
            }
        }
        return threads;
    }

    private static Optional<CpuSet> allowed(Path task) {
        try {
            return Files.readAllLines(task.resolve("status"), StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.startsWith("Cpus_allowed_list:")).findFirst()
                    .map(line -> CpuSet.parseList(line.substring(line.indexOf(':') + 1).strip()));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// Clears up after its end.
    void forget() {
        cgroup.ifPresent(CpusetCgroup::remove);
    }
}
