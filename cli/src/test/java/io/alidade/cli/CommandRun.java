package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One run of a command with the root of the checkout as working directory, which Maven gives to the tests of this module.
///
/// @param shown standard output and standard error as a terminal mixes them; of a process, one after the other
record CommandRun(int exitCode, String output, String errors, String shown) {
    private static final int MAX_SECONDS = 60;

    /// Runs it in this process.
    static CommandRun inProcess(List<String> arguments, byte[] input) {
        assertThat(Path.of("alidade")).as("working directory: the root of the checkout").isRegularFile();
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        Session session = new Session(new ByteArrayInputStream(input), stream(output, shown), stream(errors, shown),
                Map.of(), false);
        int exitCode = Main.execute(session, arguments.toArray(String[]::new));
        session.out().flush();
        session.err().flush();
        return new CommandRun(exitCode, text(output), text(errors), text(shown));
    }

    /// Runs it in a process of its own, as the launcher starts it.
    static CommandRun ofProcess(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        Path errorFile = Files.createTempFile("alidade", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errorFile.toFile());
            builder.environment().keySet().removeAll(List.of("COLUMNS", "JAVA_TOOL_OPTIONS"));
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("still running after " + MAX_SECONDS + " s: " + command);
            }
            String errors = Files.readString(errorFile);
            return new CommandRun(process.exitValue(), output, errors, output + errors);
        } finally {
            Files.delete(errorFile);
        }
    }

    private static PrintStream stream(OutputStream own, OutputStream shown) {
        return new PrintStream(new Tee(own, shown), true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// Writes everything twice.
    private static final class Tee extends OutputStream {
        private final OutputStream first;
        private final OutputStream second;

        private Tee(OutputStream first, OutputStream second) {
            this.first = first;
            this.second = second;
        }

        @Override
        public void write(int value) throws IOException {
            first.write(value);
            second.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            first.write(bytes, offset, length);
            second.write(bytes, offset, length);
        }
    }
}
