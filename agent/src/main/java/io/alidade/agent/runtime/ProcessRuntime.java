package io.alidade.agent.runtime;

import io.alidade.linux.process.CpuAffinity;
import io.alidade.linux.process.CpusetCgroup;
import io.alidade.linux.process.MemoryBinding;
import io.alidade.linux.process.ProcessIdentity;
import io.alidade.linux.process.SystemCallFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Starts containers as processes of this machine, on the CPUs and NUMA nodes where they belong from their first
/// instruction on. For any thread.
public final class ProcessRuntime {
    /// Notes the pid, waits, notes the exit code: with a name of its own first, so that a part of it is never read.
    private static final String SHELL = "d=$1; exec >>\"$d/log\" 2>&1 </dev/null; cd \"$2\" || set -- . . false; shift 2;"
            + " \"$@\" & echo $! >\"$d/pid\"; wait $!; echo $? >\"$d/exit.new\"; mv \"$d/exit.new\" \"$d/exit\"";
    private static final List<String> KEPT = List.of("PATH", "HOME", "LANG", "TZ");

    private final Path folder;

    /// @param folder where each container has a folder with its log
    public ProcessRuntime(Path folder) {
        this.folder = folder;
    }

    Path folder(String uid, String container) {
        return folder.resolve(uid).resolve(container);
    }

    /// What a former agent started for a container.
    Optional<ContainerProcess> find(String uid, String container) {
        return ContainerProcess.find(folder(uid, container));
    }

    /// Starts a container.
    ///
    /// @param more variables that come on top of those of the container
    /// @return the process; fails with a [StartFailed]
    CompletableFuture<ContainerProcess> start(String uid, ContainerSpec spec, Map<String, String> more, Place place) {
        CompletableFuture<ContainerProcess> started = new CompletableFuture<>();
        // Affinity and memory policy are those of the thread that starts the process, and it has no other task.
        Thread.ofPlatform().name("start-container").start(() -> {
            try {
                started.complete(startHere(uid, spec, more, place));
            } catch (StartFailed failure) {
                started.completeExceptionally(failure);
            } catch (RuntimeException failure) {
                started.completeExceptionally(new StartFailed(String.valueOf(failure)));
            }
        });
        return started;
    }

    private ContainerProcess startHere(String uid, ContainerSpec spec, Map<String, String> more, Place place)
            throws StartFailed {
        try {
            Path own = folder(uid, spec.name());
            Files.createDirectories(own);
            Files.deleteIfExists(own.resolve("exit"));
            Files.deleteIfExists(own.resolve("pid"));
            CpuAffinity.confine(place.cpus());
            if (!place.numaNodes().isEmpty()) {
                new MemoryBinding(MemoryBinding.Strength.STRICT, place.numaNodes()).apply();
            }
            Process process = builder(own, spec, more).start();
            ProcessIdentity shell = ProcessIdentity.of(process.pid())
                    .orElseThrow(() -> new StartFailed("it ended at once with code " + process.exitValue()));
            Optional<CpusetCgroup> cgroup = CpusetCgroup.create(Path.of("/"), "alidade-" + uid + "-" + spec.name(),
                    place.cpus(), place.numaNodes());
            if (cgroup.isPresent() && !cgroup.get().take(shell.pid())) {
                cgroup.get().remove();
                cgroup = Optional.empty();
            }
            ContainerProcess started = new ContainerProcess(shell, own, cgroup);
            started.remember();
            return started;
        } catch (SystemCallFailed failure) {
            throw new StartFailed("it cannot be confined to CPUs " + place.cpus().toListString()
                    + (place.numaNodes().isEmpty() ? "" : " and NUMA nodes " + place.numaNodes().toListString()) + ": "
                    + failure.getMessage());
        } catch (IOException failure) {
            throw new StartFailed(String.valueOf(failure.getMessage()));
        }
    }

    private static ProcessBuilder builder(Path own, ContainerSpec spec, Map<String, String> more) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SHELL, "container", own.toString(),
                spec.workingDir().orElse("/")));
        command.addAll(spec.command());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().retainAll(KEPT);
        builder.environment().putAll(spec.environment());
        builder.environment().putAll(more);
        return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    /// Removes the folder of a pod, with its logs.
    void forget(String uid) {
        Path pod = folder.resolve(uid);
        if (Files.notExists(pod)) {
            return;
        }
        try (Stream<Path> files = Files.walk(pod)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException _) {
            // What stays is in nobody's way: the next pod has another uid.
        }
    }
}
