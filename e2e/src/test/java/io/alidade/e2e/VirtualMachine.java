package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.testkit.ExternalTool;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// A virtual machine, by `e2e/virtual-machine`, with this build and a small Java runtime on its disk.
final class VirtualMachine {
    private static final String SECTION = "== ";

    private final Path folder;

    /// @param folder an empty one
    VirtualMachine(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(root().resolve("app"));
    }

    /// Whether there can be one here; if not, that is said, and in continuous integration it is a failure.
    static boolean isThere() {
        return Peers.areThere() && ExternalTool.areThere("qemu-system-x86_64", "mke2fs", "ldd")
                && (Files.exists(Peers.bin().resolve("kernel")) || Peers.isLeftOut("the kernel is for amd64"));
    }

    private Path root() {
        return folder.resolve("root");
    }

    /// Puts a file on its disk.
    void file(String path, String text) throws IOException {
        Path file = root().resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /// Runs a job of `e2e/guest` in it, and answers with what that said below each of its headings.
    ///
    /// @param options of QEMU
    /// @param kernel  words for the kernel
    Map<String, String> run(String job, String kernel, String... options) throws IOException {
        Files.copy(Path.of(Peers.script("guest/" + job)), root().resolve("job"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(folder.resolve("kernel"), kernel);
        addJava();
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

    /// `/jre`, the libraries of the system that it needs, `/app` and `/java.options`.
    private void addJava() throws IOException {
        Path home = Path.of(System.getProperty("java.home"));
        Path jre = root().resolve("jre");
        Finished linked = Finished.of(home.resolve("bin/jlink").toString(), "--add-modules", "java.se,jdk.unsupported",
                "--strip-debug", "--no-header-files", "--no-man-pages", "--output", jre.toString());
        assertThat(linked.exitCode()).as(linked.out() + linked.err()).isZero();
        Set<String> libraries = new LinkedHashSet<>();
        for (String program : List.of("bin/java", "lib/server/libjvm.so", "lib/libnet.so", "lib/libnio.so")) {
            Finished.of("ldd", jre.resolve(program).toString()).out().lines()
                    .flatMap(line -> Stream.of(line.strip().split(" ", -1)))
                    .filter(word -> word.startsWith("/") && !word.startsWith(jre.toString())).forEach(libraries::add);
        }
        for (String library : libraries) {
            Path copy = root().resolve(library.substring(1));
            Files.createDirectories(copy.getParent());
            Files.copy(Path.of(library), copy);
        }
        List<String> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (Files.exists(Path.of(entry))) {
                String name = "app/" + path.size() + (entry.endsWith(".jar") ? ".jar" : "");
                copy(Path.of(entry), root().resolve(name));
                path.add("/" + name);
            }
        }
        // Mapping an archive of classes takes an emulated machine longer than reading them.
        file("java.options",
                "-Xshare:off -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m"
                        + " --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp "
                        + String.join(":", path) + "\n");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
    }
}
