package io.alidade.agent.runtime;

import io.alidade.agent.decision.Place;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.linux.observe.ProcessPages;
import io.alidade.linux.process.CpuAffinity;
import io.alidade.linux.process.CpusetCgroup;
import io.alidade.linux.process.EnvironmentMark;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
    private static final Path ROOT = Path.of("/");
    private static final Path PROC = ROOT.resolve("proc");
    private static final String PROCESS = "process";
    /// Until the shell has noted which process is the command.
    private static final long NOTED_MILLIS = 20;
    /// What the shell may take to note the end of a command that was killed.
    private static final long LAST_WORDS_MILLIS = 1_000;
    private static final int MAX_WALKS = 10;

    /// Where a thread may run and take memory.
    private record Stray(long pid, int thread, CpuSet cpus, NumaNodeIds mems) {}

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

    /// The kernel lets nobody change what a process has chosen for itself, but for its cgroup.
    @Override
    public boolean canMoveMemory() {
        return cgroup.isPresent();
    }

    @Override
    public OptionalLong bytesOutside(NumaNodeIds numaNodes) {
        return ProcessPages.below(ROOT, shell.pid()).map(use -> OptionalLong.of(use.ownBytesOutside(numaNodes)))
                .orElseGet(OptionalLong::empty);
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

    /// What all of it bears; the folder is no other agent's.
    static EnvironmentMark mark(Path folder) {
        return new EnvironmentMark("ALIDADE_CONTAINER", folder.toString());
    }

    private ContainerEnd end() {
        // What has left the session of the command is in its cgroup still, or else is known by its environment.
        cgroup.ifPresentOrElse(CpusetCgroup::kill, () -> mark(folder).kill());
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
        ask();
        CompletableFuture.delayedExecutor(grace.toMillis(), TimeUnit.MILLISECONDS).execute(this::kill);
    }

    /// The shell is not asked: without it nobody would know when the command ends.
    private void ask() {
        if (!isAlive()) {
            return;
        }
        OptionalLong command = command();
        if (command.isPresent()) {
            ProcessHandle.of(command.getAsLong()).filter(handle -> handle.parent()
                    .filter(parent -> parent.pid() == shell.pid()).isPresent()).ifPresent(ProcessHandle::destroy);
        } else {
            CompletableFuture.delayedExecutor(NOTED_MILLIS, TimeUnit.MILLISECONDS).execute(this::ask);
        }
    }

    /// As the shell has noted it; nothing if it is about to start it.
    private OptionalLong command() {
        try {
            return OptionalLong.of(Long.parseLong(
                    Files.readString(folder.resolve("pid"), StandardCharsets.US_ASCII).strip()));
        } catch (IOException | NumberFormatException notYet) {
            return OptionalLong.empty();
        }
    }

    /// The shell sees its command end, and notes how; where it does not, it is ended, too.
    private void kill() {
        if (isAlive()) {
            everywhere().stream().filter(process -> process.pid() != shell.pid())
                    .forEach(ProcessHandle::destroyForcibly);
            CompletableFuture.delayedExecutor(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS).execute(() -> {
                if (isAlive()) {
                    processes().forEach(ProcessHandle::destroyForcibly);
                }
            });
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

    /// Likewise, and before them what has left its parents; with a cgroup, that confines it.
    private List<ProcessHandle> everywhere() {
        Set<ProcessHandle> found = new LinkedHashSet<>(cgroup.isPresent() ? List.of() : mark(folder).bearers());
        List<ProcessHandle> below = processes();
        found.removeAll(below);
        found.addAll(below);
        return List.copyOf(found);
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

    /// Confines all its threads to other CPUs; those that have confined themselves to some of them stay there. What a thread
    /// has started meanwhile may be where that thread was, so they are looked at again until all of them are there.
    @Override
    public CompletableFuture<Boolean> confine(CpuSet before, Place place) {
        CpuSet cpus = place.cpus();
        if (!cpus.isEmpty()) {
            boolean _ = cgroup.isPresent() && cgroup.get().confine(cpus);
            for (int walks = 0; walks < MAX_WALKS && confineOnce(before, cpus); walks++) {
                // The walk has moved some.
            }
        }
        return CompletableFuture.completedFuture(true);
    }

    /// Whether a thread was elsewhere.
    private boolean confineOnce(CpuSet before, CpuSet cpus) {
        boolean found = false;
        for (Stray thread : threads(everywhere())) {
            if (!thread.cpus().equals(cpus)
                    && (thread.cpus().equals(before) || !thread.cpus().isSubsetOf(cpus))) {
                found |= confine(thread, cpus);
            }
        }
        return found;
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

    /// Brings back the threads that may run elsewhere, and with a cgroup also those that may take memory elsewhere; without one
    /// the kernel lets nobody see or change what a thread has chosen for itself.
    @Override
    public CompletableFuture<List<Drift>> bringBack(Place place) {
        NumaNodeIds mems = place.numaNodes();
        List<Drift> drifts = new ArrayList<>();
        List<Stray> withMemory = new ArrayList<>();
        for (Stray thread : threads(processes())) {
            if (!thread.cpus().isSubsetOf(place.cpus())) {
                boolean _ = cgroup.isPresent() && cgroup.get().confine(place.cpus());
                boolean _ = confine(thread, place.cpus());
                again(thread).ifPresent(now -> drifts.add(new Drift(thread.pid(), thread.thread(), "cpus",
                        thread.cpus().toListString(), place.cpus().toListString(),
                        now.cpus().isSubsetOf(place.cpus()))));
            }
            if (!mems.isEmpty() && !thread.mems().isSubsetOf(mems)) {
                withMemory.add(thread);
            }
        }
        if (cgroup.isEmpty() || withMemory.isEmpty()) {
            return CompletableFuture.completedFuture(drifts);
        }
        // Whoever writes there waits until the kernel has moved all that they have.
        return CompletableFuture.supplyAsync(() -> {
            withMemory.forEach(thread -> bringMemoryBack(cgroup.get(), thread, mems).ifPresent(drifts::add));
            return drifts;
        }, task -> Thread.ofPlatform().name("memory").daemon().start(task));
    }

    private static Optional<Drift> bringMemoryBack(CpusetCgroup cgroup, Stray thread, NumaNodeIds mems) {
        boolean _ = cgroup.confineMemory(mems) && cgroup.take(thread.pid());
        return again(thread).map(now -> new Drift(thread.pid(), thread.thread(), "mems", thread.mems().toListString(),
                mems.toListString(), now.mems().isSubsetOf(mems)));
    }

    private static List<Stray> threads(List<ProcessHandle> processes) {
        List<Stray> threads = new ArrayList<>();
        for (ProcessHandle process : processes) {
            try (Stream<Path> tasks = Files.list(tasks(process.pid()))) {
                tasks.forEach(task -> look(process.pid(), task).ifPresent(threads::add));
            } catch (IOException _) {
                // The process has ended.
            }
        }
        return threads;
    }

    private static Path tasks(long pid) {
        return PROC.resolve(Long.toString(pid)).resolve("task");
    }

    /// Nothing if it has ended.
    private static Optional<Stray> again(Stray thread) {
        return look(thread.pid(), tasks(thread.pid()).resolve(Integer.toString(thread.thread())));
    }

    private static Optional<Stray> look(long pid, Path task) {
        try {
            List<String> lines = Files.readAllLines(task.resolve("status"), StandardCharsets.ISO_8859_1);
            return Optional.of(new Stray(pid, Integer.parseInt(String.valueOf(task.getFileName())),
                    CpuSet.parseList(allowed(lines, "Cpus_allowed_list:")),
                    NumaNodeIds.parseList(allowed(lines, "Mems_allowed_list:"))));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static String allowed(List<String> lines, String key) throws IOException {
        return lines.stream().filter(line -> line.startsWith(key)).findFirst()
                .map(line -> line.substring(key.length()).strip())
                .orElseThrow(() -> new IOException("the thread has ended"));
    }

    @Override
    public void forget() {
        cgroup.ifPresent(CpusetCgroup::remove);
        limits.remove();
    }
}
