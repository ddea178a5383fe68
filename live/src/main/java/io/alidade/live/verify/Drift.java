package io.alidade.live.verify;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Something that is not where it should be.
///
/// @param message   one or two sentences
/// @param expected  what should be, in the form of the file that says it
/// @param actual    what is
/// @param cure      what to do about it
/// @param processes names of the processes that it is about and how many there are of each, most first; may be empty
public record Drift(Kind kind, Place place, String message, String expected, String actual, String cure,
        Map<String, Integer> processes) {
    public Drift {
        processes = Collections.unmodifiableMap(new LinkedHashMap<>(processes));
    }

    /// How bad it is. Either makes the report negative.
    public enum Severity {
        /// A container is not where the kubelet's checkpoint says.
        ERROR("error"),
        /// A container is where it should be, but not alone or not with all its memory; or the checkpoint is at odds.
        WARNING("warning");

        private final String wireName;

        Severity(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /// What kind of drift it is. `wireName` is stable and meant for filters.
    public enum Kind {
        CPUSET_DRIFT("cpuset-drift", Severity.ERROR),
        MEMS_DRIFT("mems-drift", Severity.ERROR),
        THREAD_CPUS_DRIFT("thread-cpus-drift", Severity.ERROR),
        THREAD_MEMS_DRIFT("thread-mems-drift", Severity.ERROR),
        ENTRY_MISSING("entry-missing", Severity.WARNING),
        ENTRY_WITHOUT_CONTAINER("entry-without-container", Severity.WARNING),
        HOST_PROCESSES_ON_EXCLUSIVE_CPUS("host-processes-on-exclusive-cpus", Severity.WARNING),
        MEMORY_OFF_NODE("memory-off-node", Severity.WARNING);

        private final String wireName;
        private final Severity severity;

        Kind(String wireName, Severity severity) {
            this.wireName = wireName;
            this.severity = severity;
        }

        public String wireName() {
            return wireName;
        }

        public Severity severity() {
            return severity;
        }
    }
}
