package io.alidade.live.verify;

import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.observe.ObservationNote;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whether the containers of a node are where they should be.
///
/// @param cpuPolicy     of the CPU Manager, as its checkpoint says; absent without one
/// @param memoryPolicy  of the Memory Manager, likewise
/// @param sharedCpus    the shared pool; absent unless the CPU Manager pins
/// @param exclusiveCpus of all containers of pods that are there
/// @param containers    by namespace, pod and container
/// @param drifts      the gravest first
public record VerificationReport(Cgroups cgroups, Optional<String> cpuPolicy, Optional<String> memoryPolicy,
        Optional<CpuSet> sharedCpus, CpuSet exclusiveCpus,
        List<ContainerCheck> containers, List<Drift> drifts, List<Note> notes) {
    /// Where the cgroups of pods are.
    ///
    /// @param version  `v1`, `v2` or `hybrid`
    /// @param driver   who names them: `cgroupfs` or `systemd`
    /// @param kubepods the cgroup of all pods, as below the root
    public record Cgroups(String version, String driver, String kubepods) {}

    /// Something that limits what the report says.
    ///
    /// @param id      its kind, stable and meant for filters
    /// @param message what is the case, and what can be done about it
    public record Note(String id, String message) {
        static Note of(ObservationNote note) {
            return new Note(note.kind().wireName(), note.message());
        }
    }

    public VerificationReport {
        containers = List.copyOf(containers);
        drifts = List.copyOf(drifts);
        notes = List.copyOf(notes);
    }

    /// True if there is no drift.
    public boolean isPositive() {
        return drifts.isEmpty();
    }

    /// The report without drifts of some kinds. Rows stay as they are.
    public VerificationReport without(Set<Drift.Kind> kinds) {
        return new VerificationReport(cgroups, cpuPolicy, memoryPolicy, sharedCpus, exclusiveCpus,
                containers, drifts.stream().filter(drift -> !kinds.contains(drift.kind())).toList(), notes);
    }
}
