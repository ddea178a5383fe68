package io.alidade.linux.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// A program that takes the place of this one (`execve`): same process, same standard streams, the CPUs, memory policy and
/// cgroup that the calling thread has. Words and variables are bytes, so that what is no text passes unchanged.
///
/// @param command     the program and its arguments; without a `/` the program is looked for in PATH
/// @param environment `NAME=value` each
public record ProgramImage(List<byte[]> command, List<byte[]> environment) {
    private static final Path SELF = Path.of("/proc/self");
    private static final int STANDARD_ERROR = 2;

    public ProgramImage {
        command = List.copyOf(command);
        environment = List.copyOf(environment);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("there is no program without a name.");
        }
    }

    /// The last words of this process's own command line, in its environment, both as the kernel has them: the virtual
    /// machine's reading of them may have lost bytes.
    public static ProgramImage ofLastArguments(int count) {
        try {
            List<byte[]> words = texts(Files.readAllBytes(SELF.resolve("cmdline")));
            return new ProgramImage(words.subList(words.size() - count, words.size()),
                    texts(Files.readAllBytes(SELF.resolve("environ"))));
        } catch (IOException failure) {
            throw new IllegalStateException("/proc does not show this process: " + failure.getMessage(), failure);
        }
    }

    /// The same without a variable.
    public ProgramImage without(String variable) {
        return new ProgramImage(command,
                environment.stream().filter(entry -> !startsWith(entry, variable + "=")).toList());
    }

    /// The same with a variable, which replaces one of the same name.
    public ProgramImage with(String variable, String value) {
        List<byte[]> changed = new ArrayList<>(without(variable).environment);
        changed.add((variable + "=" + value).getBytes(StandardCharsets.UTF_8));
        return new ProgramImage(command, changed);
    }

    private static boolean startsWith(byte[] text, String start) {
        byte[] wanted = start.getBytes(StandardCharsets.UTF_8);
        return text.length >= wanted.length && Arrays.equals(text, 0, wanted.length, wanted, 0, wanted.length);
    }

    /// Each ends with a NUL byte.
    private static List<byte[]> texts(byte[] bytes) {
        List<byte[]> texts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                texts.add(Arrays.copyOfRange(bytes, start, i));
                start = i + 1;
            }
        }
        return texts;
    }

    /// Becomes the program. Nothing of this one runs afterwards: no `finally`, no shutdown hook.
    ///
    /// @param files the open files that the program gets beside the standard streams, by their numbers
    /// @return why not, if it cannot be started
    public SystemCallFailed become(Set<Integer> files) {
        try {
            closeOthers(files);
            // The virtual machine keeps signals from its threads that a program wants.
            SystemCalls.setSignalMask(firstMask());
            SystemCalls.execute(command, environment);
            throw new IllegalStateException("execve returned.");
        } catch (SystemCallFailed failure) {
            return failure;
        }
    }

    /// The virtual machine opens files that it would leave to the program.
    private static void closeOthers(Set<Integer> files) {
        List<Integer> open = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(SELF.resolve("fd"))) {
            all.forEach(file -> open.add(Integer.parseInt(String.valueOf(file.getFileName()))));
        } catch (IOException unknown) {
            return;
        }
        for (int file : open) {
            if (file > STANDARD_ERROR && !files.contains(file)) {
                closeAtExecution(file);
            }
        }
    }

    private static void closeAtExecution(int file) {
        try {
            SystemCalls.closeAtExecution(file);
        } catch (SystemCallFailed closed) {
            // It was the list of the files itself.
        }
    }

    /// The signals that were blocked when this process began: its first thread, which waits for the others, never changes them.
    private static long firstMask() {
        try {
            Path status = SELF.resolve("task").resolve(Long.toString(ProcessHandle.current().pid())).resolve("status");
            return Files.readAllLines(status, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.startsWith("SigBlk:")).findFirst()
                    .map(line -> Long.parseUnsignedLong(line.substring("SigBlk:".length()).strip(), 16)).orElse(0L);
        } catch (IOException unknown) {
            return 0;
        }
    }
}
