package io.alidade.agent.runtime;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.process.CpuAffinity;
import io.alidade.linux.process.CpusetCgroup;
import io.alidade.linux.process.LimitCgroups;
import io.alidade.linux.process.ProcessIdentity;
import io.alidade.linux.process.SystemCallFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A container that was started as a process. A small shell stands above the command: it outlives the agent, waits for the
/// command, and writes down its pid and its exit code.
///
/// @param shell  the process above the command
/// @param folder where pid, exit code and log are
/// @param cgroup its own, where one could be made
/// @param limits likewise
record ContainerProcess(ProcessIdentity shell, Path folder, Optional<CpusetCgroup> cgroup, LimitCgroups limits)
        implements RunningContainer {
    private static final Path PROC = Path.of("/proc");
    private static final String PROCESS = "process";

    /// A thread that may run where its container may not.
    private record Stray(long pid, int thread, CpuSet cpus) {}

    /// What a former agent started and left in a folder, whether it still runs or not; nothing if it started nothing.
    static Optional<ContainerProcess> find(Path folder) {
        try {
            // pid, ticks, boot, cgroup, that of the memory controller, all of limits
            List<String> lines = Files.readAllLines(folder.resolve(PROCESS));
            Optional<CpusetCgroup> cgroup = lines.size() > 3 && !lines.get(3).isEmpty()
                    ? Optional.of(new CpusetCgroup(Path.of(lines.get(3)))) : Optional.empty();
            return lines.size() < 3 ? Optional.empty()
                    : Optional.of(new ContainerProcess(new ProcessIdentity(Long.parseLong(lines.get(0)),
                            Long.parseLong(lines.get(1)), lines.get(2)), folder, cgroup, limits(lines)));
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static LimitCgroups limits(List<String> lines) {
        return lines.size() < 5 ? LimitCgroups.NONE
                : new LimitCgroups(lines.subList(5, lines.size()).stream().map(Path::of).toList(),
                        Optional.of(lines.get(4)).filter(line -> !line.isEmpty()).map(Path::of));
    }

    /// Writes down what [#find] reads.
    void remember() throws IOException {
        Files.writeString(folder.resolve(PROCESS), shell.pid() + "\n" + shell.startTicks() + "\n" + shell.boot() + "\n"
                + cgroup.map(own -> own.folder().toString()).orElse("") + "\n"
                + limits.memory().map(Path::toString).orElse("") + "\n"
                + limits.folders().stream().map(own -> own + "\n").collect(Collectors.joining()));
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.of(shell.pid());
    }

    @Override
    public boolean isAlive() {
        return shell.isAlive();
    }

    @Override
    public CompletableFuture<ContainerEnd> ended() {
        Optional<ProcessHandle> handle = isAlive() ? ProcessHandle.of(shell.pid()) : Optional.empty();
        return handle.map(process -> process.onExit().thenApply(_ -> end()))
                .orElseGet(() -> CompletableFuture.completedFuture(end()));
    }

    private ContainerEnd end() {
        int code = exitCode();
        return code == ContainerEnd.KILLED && limits.wasOutOfMemory() ? new ContainerEnd(code, "OOMKilled", "")
                : ContainerEnd.of(code);
    }

    /// As the shell has written it down.
    private int exitCode() {
        try {
            return Integer.parseInt(Files.readString(folder.resolve("exit"), StandardCharsets.US_ASCII).strip());
        } catch (IOException | NumberFormatException _) {
            return ContainerEnd.KILLED;
        }
    }

    /// Asks the command (SIGTERM), and ends everything that belongs to it later (SIGKILL).
    @Override
    public void stop(Duration grace) {
        command().ifPresent(ProcessHandle::destroy);
        CompletableFuture.delayedExecutor(grace.toMillis(), TimeUnit.MILLISECONDS).execute(this::kill);
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

    private void kill() {
        if (isAlive()) {
            processes().forEach(ProcessHandle::destroyForcibly);
        }
    }

    /// Everything below the shell, and the shell last. The kernel is asked for the children of each process: a look at all
    /// processes of the machine takes long where there are many, and this one is taken every second.
    private List<ProcessHandle> processes() {
        List<ProcessHandle> found = new ArrayList<>();
        ProcessHandle.of(shell.pid()).ifPresent(found::add);
        for (int next = 0; next < found.size(); next++) {
            found.addAll(children(found.get(next)));
        }
        return found.reversed();
    }

    private static List<ProcessHandle> children(ProcessHandle process) {
        List<ProcessHandle> children = new ArrayList<>();
        try (Stream<Path> threads = Files.list(PROC.resolve(Long.toString(process.pid())).resolve("task"))) {
            for (Path thread : threads.toList()) {
                for (String pid : Files.readString(thread.resolve("children"), StandardCharsets.US_ASCII).strip()
                        .split(" ", -1)) {
                    if (!pid.isEmpty()) {
                        ProcessHandle.of(Long.parseLong(pid)).ifPresent(children::add);
                    }
                }
            }
            return children;
        } catch (IOException | UncheckedIOException notThere) {
            // A thread has just ended, or the kernel is built without that file.
            return process.children().toList();
        }
    }

    @Override
    public String lastWords() {
        return LastWords.of(folder.resolve("log"));
    }

    /// Confines all its threads to other CPUs; those that have confined themselves to some of them stay there.
    @Override
    public CompletableFuture<Boolean> confine(CpuSet before, Place place) {
        CpuSet cpus = place.cpus();
        if (cpus.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        boolean _ = cgroup.isPresent() && cgroup.get().confine(cpus);
        for (Stray thread : threads()) {
            if (thread.cpus().equals(before) || !thread.cpus().isSubsetOf(cpus)) {
                boolean _ = confine(thread, cpus);
            }
        }
        return CompletableFuture.completedFuture(true);
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
    @Override
    public CompletableFuture<List<Drift>> bringBack(Place place) {
        CpuSet cpus = place.cpus();
        List<Stray> strays = threads().stream().filter(thread -> !thread.cpus().isSubsetOf(cpus)).toList();
        if (!strays.isEmpty()) {
            boolean _ = cgroup.isPresent() && cgroup.get().confine(cpus);
        }
        return CompletableFuture.completedFuture(strays.stream().filter(stray -> confine(stray, cpus))
                .map(stray -> new Drift(stray.pid(), stray.thread(), "cpus", stray.cpus().toListString(),
                        cpus.toListString()))
                .toList());
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

    @Override
    public void forget() {
        cgroup.ifPresent(CpusetCgroup::remove);
        limits.remove();
    }
}
