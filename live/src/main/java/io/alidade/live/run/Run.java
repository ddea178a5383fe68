package io.alidade.live.run;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.process.CpusetCgroup;
import io.alidade.linux.process.ProcessIdentity;
import java.nio.file.Path;
import java.util.Optional;

/// A command and what it was given.
///
/// @param process the command; before it starts, whoever starts it
/// @param cgroup  the folder of the cgroup that confines it, if one could be made
/// @param command its words, for people
public record Run(ProcessIdentity process, CpuSet cpus, MemoryShares memory, Optional<Path> cgroup, String command) {
    /// The longest text of a command that is kept.
    public static final int MAX_COMMAND_CHARACTERS = 200;

    public Run {
        if (command.length() > MAX_COMMAND_CHARACTERS) {
            command = command.substring(0, MAX_COMMAND_CHARACTERS);
        }
    }

    /// The number of the process.
    public long pid() {
        return process.pid();
    }

    /// True while the process runs, or another one in its cgroup: what a daemon leaves behind still uses the CPUs.
    public boolean isAlive() {
        return process.isAlive() || (cgroup.isPresent() && new CpusetCgroup(cgroup.get()).hasProcesses());
    }
}
