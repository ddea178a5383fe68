package io.alidade.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// A format of packages, and how it is installed and removed by its own program, in a root of its own and as any user.
enum PackageFormat {
    TAR(".tar.gz", "tar", "gzip"), DEB(".deb", "dpkg", "dpkg-deb", "fakeroot"), RPM(".rpm", "rpm", "rpmbuild");

    private final String ending;
    private final List<String> tools;

    PackageFormat(String ending, String... tools) {
        this.ending = ending;
        this.tools = List.of(tools);
    }

    String[] tools() {
        return tools.toArray(String[]::new);
    }

    /// What build/package calls it.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Path in(Path packages) throws IOException {
        try (Stream<Path> files = Files.list(packages)) {
            return files.filter(file -> file.toString().endsWith(ending)).findFirst().orElseThrow();
        }
    }

    /// Installs it below a root, and keeps the database of the package manager beside it.
    ///
    /// @return the folder that holds `bin`, `lib` and `share`
    Path install(Path packages, Path root) throws IOException, InterruptedException {
        Path file = in(packages);
        Files.createDirectories(root);
        switch (this) {
            case TAR -> run(root, List.of("tar", "-xzf", file.toString()));
            case DEB -> {
                Path database = Files.createDirectories(database(root));
                Files.createDirectories(database.resolve("info"));
                Files.createDirectories(database.resolve("updates"));
                Files.writeString(database.resolve("status"), "");
                // The root has no libc6 of its own.
                run(root, dpkg(root, "--force-depends", "-i", file.toString()));
            }
            case RPM ->
                run(root, rpm(root, "--relocate", "/=" + root, "--badreloc", "--nodeps", "-i", file.toString()));
        }
        return this == TAR ? onlyFolderIn(root) : root.resolve("usr");
    }

    void remove(Path root) throws IOException, InterruptedException {
        switch (this) {
            case TAR -> run(root, List.of("rm", "-r", onlyFolderIn(root).toString()));
            case DEB -> run(root, dpkg(root, "-P", "alidade"));
            case RPM -> run(root, rpm(root, "-e", "alidade"));
        }
    }

    private static Path database(Path root) {
        return root.resolveSibling(root.getFileName() + ".database");
    }

    private static List<String> dpkg(Path root, String... arguments) {
        List<String> command = new ArrayList<>(List.of("fakeroot", "dpkg", "--instdir=" + root,
                "--admindir=" + database(root), "--log=/dev/null", "--force-bad-path"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static List<String> rpm(Path root, String... arguments) throws IOException {
        Path database = Files.createDirectories(database(root));
        List<String> command = new ArrayList<>(List.of("rpm", "--dbpath", database.toString()));
        if (Files.exists(Path.of("/etc/debian_version"))) {
            // There, rpm wants to be told that it is meant.
            command.add("--force-debian");
        }
        command.addAll(List.of(arguments));
        return command;
    }

    private static Path onlyFolderIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findFirst().orElseThrow();
        }
    }

    private static void run(Path folder, List<String> command) throws IOException, InterruptedException {
        Run.of(folder,
                Map.of("PATH", "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin", "LC_ALL", "C.UTF-8",
                        "HOME", folder.toString()),
                command).checked();
    }
}
