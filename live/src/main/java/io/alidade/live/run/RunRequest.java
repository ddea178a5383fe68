package io.alidade.live.run;

import io.alidade.engine.mask.CpuSet;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a command asks for.
///
/// @param cpus         how many CPUs of its own, at least 1
/// @param memoryBytes  memory type to bytes; empty if memory may come from anywhere
/// @param policy       a Topology Manager policy
/// @param near         a device that CPUs and memory shall be near to
/// @param reservedCpus what stays for everything else, at least one CPU
public record RunRequest(int cpus, Map<String, Long> memoryBytes, String policy, Optional<NearDevice> near,
        CpuSet reservedCpus) {
    public RunRequest {
        if (cpus < 1) {
            throw new IllegalArgumentException(cpus + " CPUs are none.");
        }
        if (reservedCpus.isEmpty()) {
            throw new IllegalArgumentException("no CPU stays for everything else.");
        }
        memoryBytes = Collections.unmodifiableMap(new TreeMap<>(memoryBytes));
    }

    /// The same under another policy.
    RunRequest withPolicy(String other) {
        return new RunRequest(cpus, memoryBytes, other, near, reservedCpus);
    }
}
