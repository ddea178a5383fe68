package io.alidade.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A real containerd, by `e2e/standalone-containerd`, and what is inside its namespaces.
final class StandaloneContainerd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final String endpoint;
    private final String cgroup;

    private StandaloneContainerd(Process process, String endpoint, String cgroup) {
        this.process = process;
        this.endpoint = endpoint;
        this.cgroup = cgroup;
    }

    /// Starts one, and waits until it answers.
    static StandaloneContainerd start(Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Peers.script("standalone-containerd"), folder.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("script.log").toFile()).start();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (Files.notExists(folder.resolve("ready"))) {
            if (!process.isAlive() || System.nanoTime() > end) {
                Ending.of(process);
                throw new AssertionError("containerd does not answer:\n"
                        + Files.readString(folder.resolve("script.log")));
            }
            Thread.sleep(50);
        }
        List<String> ready = Files.readAllLines(folder.resolve("ready"));
        return new StandaloneContainerd(process, ready.getFirst(), ready.getLast());
    }

    /// Where it answers, as a kubelet names it.
    String endpoint() {
        return endpoint;
    }

    /// Where it answers, as it is seen from outside.
    Path socket() {
        return Path.of("/proc", Long.toString(inside()), "root")
                .resolve(Path.of("/").relativize(Path.of(endpoint.substring("unix://".length()))));
    }

    /// A process that sees what it sees.
    private long inside() {
        return process.children().findFirst().flatMap(unshare -> unshare.children().findFirst())
                .map(ProcessHandle::pid).orElseThrow();
    }

    /// The cgroup below which containers are to be.
    String cgroup() {
        return cgroup;
    }

    /// A command that runs a command where containerd is.
    List<String> prefix() {
        return List.of("nsenter", "--target", Long.toString(inside()), "--mount", "--pid", "--wd=/");
    }

    /// Runs a command where containerd is.
    ///
    /// @return what it printed
    String inside(String... command) {
        List<String> all = new ArrayList<>(prefix());
        all.addAll(List.of(command));
        return Finished.of(all.toArray(String[]::new)).out().strip();
    }

    /// What `ctr` prints of this containerd.
    String ctr(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Peers.bin().resolve("ctr").toString(), "-a",
                endpoint.substring("unix://".length()), "-n", "k8s.io"));
        command.addAll(List.of(arguments));
        return inside(command.toArray(String[]::new));
    }

    /// The folder of a process in the hierarchy of a controller.
    ///
    /// @param pid as it is known inside
    Path cgroupOf(String controller, long pid) {
        String path = inside("cat", "/proc/" + pid + "/cgroup").lines().map(line -> line.split(":", 3))
                .filter(fields -> List.of(fields[1].split(",", -1)).contains(controller)).map(fields -> fields[2])
                .findFirst().orElseThrow();
        return Path.of("/sys/fs/cgroup", controller, path);
    }

    /// Kills containerd, not its containers; it is started again.
    void kill() {
        containerd().orElseThrow().destroyForcibly();
    }

    private Optional<ProcessHandle> containerd() {
        return process.descendants().filter(handle -> handle.info().command()
                .filter(command -> command.endsWith("/containerd")).isPresent()).findFirst();
    }

    @Override
    public void close() {
        Ending.of(process);
    }
}
