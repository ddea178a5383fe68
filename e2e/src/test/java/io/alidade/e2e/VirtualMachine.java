package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.testkit.ExternalTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A virtual machine, by `e2e/virtual-machine`, with this build and a small Java runtime on its disk.
final class VirtualMachine {
    private static final String SECTION = "== ";
    private static final List<String> CONTAINERD = List.of("containerd", "containerd-shim-runc-v2", "ctr", "runc",
            "busybox-image.tar");

    private final Path folder;
    private final GuestDisk disk;

    /// @param folder an empty one
    VirtualMachine(Path folder) throws IOException {
        this.folder = folder;
        this.disk = new GuestDisk(Files.createDirectories(folder.resolve("root")));
    }

    /// Whether there can be one here; if not, that is said, and in continuous integration it is a failure.
    static boolean isThere() {
        return Peers.areThere() && ExternalTool.areThere("qemu-system-x86_64", "mke2fs", "ldd")
                && (Files.exists(Peers.bin().resolve("kernel")) || Peers.isLeftOut("the kernel is for amd64"));
    }

    /// Puts a file on its disk.
    void file(String path, String text) throws IOException {
        disk.file(path, text);
    }

    /// Puts programs of `e2e/peers` on its disk, in `/peers`, and the functions with which a containerd is started.
    void addContainerd() throws IOException {
        for (String name : CONTAINERD) {
            disk.add(Peers.bin().resolve(name), "peers/" + name);
        }
        disk.addLibrariesOf(List.of(Peers.bin().resolve("runc")));
        disk.add(Path.of(Peers.script("namespace-functions")), "namespace-functions");
    }

    /// Runs a job of `e2e/guest` in it, and answers with what that said below each of its headings.
    ///
    /// @param options of QEMU
    /// @param kernel  words for the kernel
    Map<String, String> run(String job, String kernel, String... options)
            throws IOException, InterruptedException {
        disk.add(Path.of(Peers.script("guest/" + job)), "job");
        disk.add(Path.of(Peers.script("guest/functions")), "functions");
        Files.writeString(folder.resolve("kernel"), kernel);
        new GuestJava(disk).add(folder);
        List<String> command = new ArrayList<>(List.of(Peers.script("virtual-machine"), folder.toString()));
        command.addAll(List.of(options));
        Finished finished = Finished.of(command.toArray(String[]::new));
        String log = Files.readString(folder.resolve("log")).replace("\r", "");
        assertThat(finished.exitCode()).as(finished.err() + log).isZero();
        Map<String, String> sections = new LinkedHashMap<>();
        for (String section : ("\n" + log).split("\n" + SECTION, -1)) {
            int end = section.indexOf('\n');
            sections.put(end < 0 ? section : section.substring(0, end), end < 0 ? "" : section.substring(end + 1));
        }
        return sections;
    }
}
