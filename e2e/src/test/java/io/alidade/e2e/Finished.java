package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What a program did: its exit code and everything it printed.
record Finished(int exitCode, String out, String err) {
    private static final int SECONDS = 570;

    /// Runs a program to its end.
    static Finished of(String... command) {
        return of(new ProcessBuilder(command));
    }

    static Finished of(ProcessBuilder builder) {
        try {
            Path out = Files.createTempFile("out", "");
            Path err = Files.createTempFile("err", "");
            try {
                Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
                process.getOutputStream().close();
                assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as(builder.command().toString()).isTrue();
                return new Finished(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /// Runs the command line of this build.
    static Finished alidade(String... arguments) {
        return of(new ProcessBuilder(alidadeCommand(arguments)));
    }

    /// The command that runs the command line of this build.
    static List<String> alidadeCommand(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", "-Xmx256m", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"),
                "io.alidade.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }
}
