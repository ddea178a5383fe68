package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// This build and a Java runtime on the disk of a virtual machine: `/jre`, the libraries of the system that it needs, `/app` and
/// `/java.options`.
///
/// Emulated code that writes code is slow above all. So an agent runs a pod on this machine first, and what it has loaded and
/// linked is mapped there from a cache (`/agent.aot`), at its own address: moved elsewhere, each of its pages would be written.
/// Compiled code is not in it, for the emulated processor is another.
///
record GuestJava(GuestDisk disk) {
    private static final String MODULES = "java.se,jdk.unsupported,jdk.net";
    private static final List<String> BOTH = List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTAdapterCaching",
            "-XX:-AOTStubCaching", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
    private static final List<String> GUEST = List.of("-XX:-AOTReplayTraining", "-XX:CompileThresholdScaling=5",
            "-XX:AOTCache=/agent.aot", "-XX:ArchiveRelocationMode=0");
    private static final String CONFIGURATION = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            reservedSystemCPUs: "0"
            memoryManagerPolicy: Static
            topologyManagerPolicy: single-numa-node
            kubeReserved: {memory: 200Mi}
            evictionHard: {memory.available: 100Mi}
            reservedMemory: [{numaNode: 0, limits: {memory: 300Mi}}]
            """;
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: rehearsal}
            spec:
              restartPolicy: Never
              containers: [{name: c, command: [/bin/true], resources: {limits: {cpu: 100m, memory: 10Mi}}}]
            """;
    private static final long SECONDS = 90;

    /// Puts all of it there.
    ///
    /// @param scratch a folder for what is needed on the way
    void add(Path scratch) throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("java.home"));
        run(home.resolve("bin/jlink").toString(), "--add-modules", MODULES, "--strip-debug", "--no-header-files",
                "--no-man-pages", "--output", root().resolve("jre").toString());
        disk.addLibrariesOf(Stream.of("bin/java", "lib/server/libjvm.so", "lib/libnet.so", "lib/libnio.so")
                .map(root().resolve("jre")::resolve).toList());
        List<String> jars = addJars(home.resolve("bin/jar"));
        rehearse(scratch, jars);
        List<String> options = new ArrayList<>(BOTH);
        options.addAll(GUEST);
        options.addAll(List.of("-cp", "/" + String.join(":/", jars)));
        Files.writeString(root().resolve("java.options"), String.join(" ", options) + "\n");
    }

    private static void run(String... command) {
        Finished finished = Finished.of(command);
        assertThat(finished.exitCode()).as(finished.out() + finished.err()).isZero();
    }

    private Path root() {
        return disk.root();
    }

    /// The class path of this process, as jars, for a cache of classes holds nothing else.
    ///
    /// @return their paths below the root
    private List<String> addJars(Path jar) throws IOException {
        Files.createDirectories(root().resolve("app"));
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path from = Path.of(entry);
            if (Files.exists(from)) {
                String name = String.format(Locale.ROOT, "app/%d.jar", jars.size());
                Path copy = root().resolve(name);
                if (Files.isDirectory(from)) {
                    run(jar.toString(), "--create", "--file", copy.toString(), "-C", from.toString(), ".");
                } else {
                    Files.copy(from, copy);
                }
                jars.add(name);
            }
        }
        return jars;
    }

    private void rehearse(Path scratch, List<String> jars) throws IOException, InterruptedException {
        Path log = scratch.resolve("rehearsal.log");
        Path pods = Files.createDirectories(scratch.resolve("rehearsal-pods"));
        Files.writeString(pods.resolve("pod.yaml"), POD);
        Path configuration = Files.writeString(scratch.resolve("rehearsal.yaml"), CONFIGURATION);
        List<String> command = new ArrayList<>(List.of(root().resolve("jre/bin/java").toString()));
        command.addAll(BOTH);
        command.addAll(List.of("-XX:AOTCacheOutput=" + root().resolve("agent.aot"), "-cp",
                String.join(":", jars.stream().map(jar -> root().resolve(jar).toString()).toList()),
                "io.alidade.cli.Main", "agent", "--config", configuration.toString(), "--manifests", pods.toString(),
                "--state", scratch.resolve("rehearsal").toString()));
        Process agent = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!Files.readString(log).contains("pod-finished")) {
            if (!agent.isAlive() || System.nanoTime() > end) {
                Ending.of(agent);
                throw new AssertionError("the rehearsal did not run its pod: " + Files.readString(log));
            }
            Thread.sleep(100);
        }
        agent.destroy();
        assertThat(agent.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(root().resolve("agent.aot")).as(Files.readString(log)).exists();
    }
}
