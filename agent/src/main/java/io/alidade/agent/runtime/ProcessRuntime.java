package io.alidade.agent.runtime;

import io.alidade.agent.decision.Place;
import io.alidade.agent.pod.PodRecord;
import io.alidade.linux.process.CpusetCgroup;
import io.alidade.linux.process.EnvironmentMark;
import io.alidade.linux.process.LimitCgroups;
import io.alidade.linux.process.ProcessIdentity;
import io.alidade.linux.process.SystemCallFailed;
import io.alidade.wire.deviceplugin.DeviceSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Starts containers as processes of this machine, on the CPUs and NUMA nodes where they belong from their first
/// instruction on. For any thread.
public final class ProcessRuntime implements ContainerRuntime {
    /// Waits until it is where it belongs, then notes the pid, waits, ends what the command has left behind in its session, and
    /// notes the exit code: with a name of its own first, so that a part of it is never read.
    private static final String SHELL = "d=$1; read -r _ || exit 125; exec >>\"$d/log\" 2>&1 </dev/null; cd \"$2\" || set -- . . false; shift 2;"
            + " command -v setsid >/dev/null && set -- setsid \"$@\"; \"$@\" & p=$!; echo $p >\"$d/pid\"; wait $p; e=$?;"
            + " kill -9 -$p 2>/dev/null; echo $e >\"$d/exit.new\"; mv \"$d/exit.new\" \"$d/exit\"";
    /// Runs that in a session of its own, where this machine can: a Ctrl-C for the agent is none for its pods.
    private static final String SESSION = "command -v setsid >/dev/null && exec setsid /bin/sh -c \"$0\" \"$@\";"
            + " exec /bin/sh -c \"$0\" \"$@\"";
    private static final Path MACHINE = Path.of("/");
    private static final Set<String> IMAGES = Set.of("", "host");
    private static final List<String> KEPT = List.of("PATH", "HOME", "LANG", "TZ");

    private final PodFolders folders;
    private final QuotaRule quota;
    private final ConfinedStarts starts = new ConfinedStarts();
    private final ProcessRights rights = ProcessRights.ofThisProcess();
    private final ProcessMounts mounts = new ProcessMounts(rights.isRoot());

    /// @param folders where each container has a folder with its log
    /// @param quota   how CPU time is limited
    public ProcessRuntime(PodFolders folders, QuotaRule quota) {
        this.folders = folders;
        this.quota = quota;
    }

    Path folder(String uid, String container) {
        return folders.of(uid).resolve(container);
    }

    /// A process has no image, no mounts and no network of its own.
    @Override
    public void check(RunSpec spec) {
        shared("hostNetwork", spec.host().network());
        shared("hostPID", spec.host().pid());
        shared("hostIPC", spec.host().ipc());
        for (ContainerSpec container : spec.containers()) {
            if (!IMAGES.contains(container.image())) {
                throw UnsupportedField.at(container.path() + ".image", "is \"" + container.image()
                        + "\", and a process runs a program of the host: write host, or nothing.");
            }
            if (container.command().isEmpty()) {
                throw UnsupportedField.at(container.path() + ".command",
                        "is missing, and there is no image that has one.");
            }
            rights.check(container);
            mounts.check(spec, container);
        }
    }

    private static void shared(String field, Optional<Boolean> said) {
        if (said.equals(Optional.of(false))) {
            throw UnsupportedField.at("spec." + field, "is false, and a process has what the host has.");
        }
    }

    @Override
    public CompletableFuture<Map<String, RunningContainer>> find(PodRecord pod) {
        Map<String, RunningContainer> found = new LinkedHashMap<>();
        pod.pod().manifest().request().containers().forEach(container -> ContainerProcess
                .find(folder(pod.pod().uid(), container.name()))
                .ifPresent(process -> found.put(container.name(), process)));
        return CompletableFuture.completedFuture(found);
    }

    @Override
    public CompletableFuture<RunningContainer> start(ContainerStart start) {
        CompletableFuture<RunningContainer> started = new CompletableFuture<>();
        // Mounts are those of the thread that starts the process, and it has no other task.
        Thread.ofPlatform().name("start-container").start(() -> {
            try {
                requireHostsDevices(start);
                started.complete(startHere(start));
            } catch (StartFailed failure) {
                started.completeExceptionally(failure);
            } catch (RuntimeException | Error failure) {
                // Whatever it is, somebody waits for this.
                started.completeExceptionally(new StartFailed(String.valueOf(failure)));
            }
        });
        return started;
    }

    /// What a process cannot have is an error: a mount or a device node at another place than on the host, or a name that only a
    /// container runtime knows.
    private static void requireHostsDevices(ContainerStart start) throws StartFailed {
        for (DeviceSpec device : start.devices().nodes().values()) {
            requireSamePlace("its device plugin's device node", device.getHostPath(), device.getContainerPath());
        }
        if (!start.devices().cdiNames().isEmpty()) {
            throw new StartFailed("its device plugin names the CDI device " + start.devices().cdiNames().getFirst()
                    + ", which a process cannot have");
        }
    }

    private static void requireSamePlace(String what, String onHost, String inContainer) throws StartFailed {
        if (!onHost.equals(inContainer)) {
            throw new StartFailed(what + " " + onHost + " is wanted at " + inContainer
                    + ", and a process has what the host has");
        }
    }

    private ContainerProcess startHere(ContainerStart start) throws StartFailed {
        String uid = start.pod().pod().uid();
        ContainerSpec spec = start.container();
        Place place = start.place();
        try {
            Path own = folder(uid, spec.name());
            Files.createDirectories(own);
            Files.deleteIfExists(own.resolve("exit"));
            Files.deleteIfExists(own.resolve("pid"));
            mounts.apply(start);
            return settled(start, own, starts.start(place, builder(own, spec, start.devices().environment())));
        } catch (SystemCallFailed failure) {
            throw new StartFailed("it cannot be confined to CPUs " + place.cpus().toListString()
                    + (place.numaNodes().isEmpty() ? "" : " and NUMA nodes " + place.numaNodes().toListString()) + ": "
                    + failure.getMessage());
        } catch (IOException failure) {
            throw new StartFailed(String.valueOf(failure.getMessage()));
        }
    }

    /// Brings a shell that waits into the cgroups of its container, and lets it go on.
    private ContainerProcess settled(ContainerStart start, Path own, Process process) throws IOException {
        // The pid tells it from one that was left behind, or is another agent's for the same pod.
        String name = "alidade-" + start.pod().pod().uid() + "-" + start.container().name() + "-" + process.pid();
        Place place = start.place();
        try (OutputStream go = process.getOutputStream()) {
            // One that ended at once is none that runs now.
            ProcessIdentity shell = ProcessIdentity.of(process.pid())
                    .orElseGet(() -> new ProcessIdentity(process.pid(), 0, ""));
            Optional<CpusetCgroup> cgroup = place.cpus().isEmpty() ? Optional.empty()
                    : CpusetCgroup.create(MACHINE, name, place.cpus(), place.numaNodes());
            if (cgroup.isPresent() && !cgroup.get().take(shell.pid())) {
                cgroup.get().remove();
                cgroup = Optional.empty();
            }
            LimitCgroups limits = LimitCgroups.create(MACHINE, name, ProcessLimits.of(start, quota), cgroup);
            limits.take(shell.pid());
            ContainerProcess started = new ContainerProcess(shell, own, cgroup, limits);
            started.remember();
            go.write('\n');
            return started;
        } catch (IOException | RuntimeException failure) {
            process.destroyForcibly();
            throw failure;
        }
    }

    private ProcessBuilder builder(Path own, ContainerSpec spec, Map<String, String> more) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SESSION, SHELL, "container",
                own.toString(), spec.workingDir().orElse("/")));
        command.addAll(rights.prefix(spec.security()));
        command.addAll(spec.command());
        command.addAll(spec.arguments());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().retainAll(KEPT);
        builder.environment().putAll(spec.environment());
        builder.environment().putAll(more);
        EnvironmentMark mark = ContainerProcess.mark(own);
        builder.environment().put(mark.name(), mark.value());
        return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    @Override
    public CompletableFuture<Boolean> end(PodRecord pod) {
        return CompletableFuture.completedFuture(true);
    }

    /// Removes the folder of a pod, with its logs.
    @Override
    public CompletableFuture<Boolean> remove(PodRecord pod) {
        folders.remove(pod.pod().uid());
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public void begin() {
        // What belongs to no pod is in nobody's way.
    }

    @Override
    public void close() {
        // Processes outlive the agent.
    }
}
