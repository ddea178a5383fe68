package io.alidade.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// A checkout that is built, with a copy of the launcher in it, beside a `bin` that is the whole PATH and a folder for JDKs.
/// The JDKs are scripts that print how they were called, one argument a line.
final class LauncherFixture {
    private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<
            String> TOOLS = List.of("sh", "find", "head", "tail", "readlink", "mkdir", "mv", "cp", "rm",
                    "rmdir", "touch", "sleep", "cat", "stty");

    final Path checkout;
    final Path launcher;
    final Path bin;
    final Path jdks;
    final Map<String, String> environment = new TreeMap<>();
    private final Path folder;

    LauncherFixture(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder).toRealPath();
        checkout = Files.createDirectories(this.folder.resolve("check out"));
        bin = Files.createDirectories(this.folder.resolve("bin"));
        jdks = Files.createDirectories(this.folder.resolve("jdks"));
        launcher = checkout.resolve("alidade");
        Files.copy(Path.of(System.getProperty("basedir", ".")).resolve("../alidade"), launcher);
        executable(launcher);
        for (String tool : TOOLS) {
            Path usual = Path.of("/usr/bin", tool);
            Files.createSymbolicLink(bin.resolve(tool), Files.exists(usual) ? usual : Path.of("/bin", tool));
        }
        write("pom.xml", "");
        write("cli/pom.xml", "");
        write("build/picocli/pom.xml", "");
        write("cli/src/main/java/Main.java", "");
        write("cli/target/fast/app-1/fake.jar", "");
        write("cli/target/fast/alidade.built", "app-1\n fake.jar\n");
        age(checkout, BUILT.minusSeconds(60));
        Files.setLastModifiedTime(checkout.resolve("cli/target/fast/alidade.built"), FileTime.from(BUILT));
        environment.put("PATH", bin.toString());
        environment.put("HOME", this.folder.resolve("home").toString());
        environment.put("ALIDADE_JDK_FOLDERS", this.folder.resolve("none") + ":" + jdks);
    }

    /// A JDK of a version, in a folder relative to [#jdks], or beside it if that has a `/`.
    Path makeJdk(String name, String version) throws IOException {
        Path jdk = (name.contains("/") ? folder : jdks).resolve(name);
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"),
                "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"Linux\"");
        script(jdk.resolve("bin/java"), "printf '%s\\n' \"$0\" \"$@\"");
        script(jdk.resolve("bin/javac"), "exit 1");
        return jdk;
    }

    /// A Maven that notes how it was called, does `body`, and then leaves behind what a build does.
    void makeMaven(String body) throws IOException {
        script(bin.resolve("mvn"), "echo \"$JAVA_HOME $*\" >>'" + folder.resolve("maven-runs") + "'\n"
                + "echo '[INFO] Building alidade-cli 9 [9/9]'\n"
                + body + "\n"
                + "mkdir -p cli/target/fast/lib\n"
                + ": >cli/target/fast/lib/some.jar\n"
                + ": >cli/target/fast/alidade-cli-9.jar");
    }

    List<String> mavenRuns() throws IOException {
        return Files.readAllLines(folder.resolve("maven-runs"));
    }

    void touchSource() throws IOException {
        touch("cli/src/main/java/Main.java");
    }

    /// Makes a file of the checkout newer than the build.
    void touch(String path) throws IOException {
        Files.setLastModifiedTime(checkout.resolve(path), FileTime.from(BUILT.plusSeconds(1)));
    }

    Run run(String... arguments) throws IOException, InterruptedException {
        return Run.of(start(arguments));
    }

    Run run(List<String> call, String... arguments) throws IOException, InterruptedException {
        return Run.of(start(call, arguments));
    }

    Process start(String... arguments) throws IOException {
        return start(List.of(launcher.toString()), arguments);
    }

    private Process start(List<String> call, String... arguments) throws IOException {
        // By a shell, so that a bare name is looked up on the fixture's PATH.
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$@\"", "sh"));
        command.addAll(call);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private void write(String path, String text) throws IOException {
        Path file = checkout.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void age(Path tree, Instant time) throws IOException {
        try (var paths = Files.walk(tree)) {
            for (Path path : paths.toList()) {
                Files.setLastModifiedTime(path, FileTime.from(time));
            }
        }
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        executable(file);
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// What a call of the launcher printed and ended with.
    record Run(int exitCode, String output, String errors) {
        static Run of(Process process) throws IOException, InterruptedException {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("the launcher still runs after a minute: " + output + errors);
            }
            return new Run(process.exitValue(), output, errors);
        }

        /// The `java` that was started.
        String java() {
            return output.lines().findFirst().orElse(errors);
        }

        List<String> arguments() {
            return output.lines().skip(1).toList();
        }
    }
}
