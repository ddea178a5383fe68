package io.alidade.engine.cpu;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;

/// CPUs of ordinary init containers that later containers of the same pod may take over (cpu-manager 7.6). Holds one pod at
/// most and is in no checkpoint.
record ReusableCpus(String podUid, CpuSet cpus) {
    static final ReusableCpus NONE = new ReusableCpus("", CpuSet.empty());

    CpuSet of(String pod) {
        return podUid.equals(pod) ? cpus : CpuSet.empty();
    }

    /// What is on offer after the container has its set.
    ReusableCpus after(String pod, ContainerRequest container, CpuSet set) {
        CpuSet offered = of(pod);
        return new ReusableCpus(pod, container.kind() == ContainerKind.INIT ? offered.or(set) : offered.andNot(set));
    }
}
