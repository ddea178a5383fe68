package io.alidade.agent.runtime;

import io.alidade.agent.decision.Place;
import io.alidade.linux.process.CpusetCgroup;
import java.util.ArrayList;
import java.util.List;

/// Something of a container was where it does not belong.
///
/// @param pid      of the process; 0 if that is not known
/// @param thread   the thread; that of the process where all of them were elsewhere
/// @param resource `cpus` or `mems`
/// @param observed where it was allowed
/// @param assigned where it belongs
/// @param isCured  whether it was brought back
public record Drift(long pid, long thread, String resource, String observed, String assigned, boolean isCured) {
    /// What the files of a cgroup say that is not as it should be.
    ///
    /// @param process of it; 0 if that is not known
    public static List<Drift> of(CpusetCgroup.Confinement seen, Place place, long process) {
        List<Drift> drifts = new ArrayList<>();
        String cpus = place.cpus().toListString();
        String mems = place.numaNodes().toListString();
        if (!cpus.isEmpty() && !seen.cpus().equals(cpus)) {
            drifts.add(new Drift(process, process, "cpus", seen.cpus(), cpus, false));
        }
        if (!mems.isEmpty() && !seen.mems().equals(mems)) {
            drifts.add(new Drift(process, process, "mems", seen.mems(), mems, false));
        }
        return drifts;
    }

    /// The same after something was done about it.
    public Drift after(boolean cured) {
        return new Drift(pid, thread, resource, observed, assigned, cured);
    }
}
