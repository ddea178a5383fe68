package io.alidade.linux.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A variable of the environment by which processes are found again: all that a process starts inherits it, also what leaves its
/// session, its process group and its parent. Not what is started with another environment, or takes on the rights of another
/// user: whose environment it is, the kernel tells nobody but that user and root.
public record EnvironmentMark(String name, String value) {
    private static final Path PROC = Path.of("/proc");

    public EnvironmentMark {
        if (name.isEmpty() || (name + value).indexOf('\0') >= 0 || name.indexOf('=') >= 0) {
            throw new IllegalArgumentException("no variable can be called " + name + ", or hold a zero byte.");
        }
    }

    /// Those that bear it now. A look at every process of the machine: not for every second.
    public List<ProcessHandle> bearers() {
        return ProcessHandle.allProcesses().filter(this::isOn).toList();
    }

    private boolean isOn(ProcessHandle process) {
        try {
            String environment = Files.readString(PROC.resolve(Long.toString(process.pid())).resolve("environ"),
                    StandardCharsets.ISO_8859_1);
            String own = new String((name + "=" + value + "\0").getBytes(StandardCharsets.UTF_8),
                    StandardCharsets.ISO_8859_1);
            return environment.startsWith(own) || environment.contains("\0" + own);
        } catch (IOException hidden) {
            // It has ended, or is another user's.
            return false;
        }
    }

    /// Ends all that bear it (SIGKILL), and what they start meanwhile, and waits until none is there; a second at most, for one in
    /// the kernel's hands takes its time.
    public void kill() {
        ProcessEnd.ofAll(this::bearers);
    }
}
