package io.alidade.engine.cpu;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import java.util.Optional;

/// CPUs of ordinary init containers that later containers of the same pod may take over (cpu-manager 7.6). Holds one pod at
/// most and is in no checkpoint.
///
/// @param resized the CPUs of its container that is being resized
record ReusableCpus(String podUid, CpuSet cpus, Optional<ResizedCpus> resized) {
    static final ReusableCpus NONE = new ReusableCpus("", CpuSet.empty(), Optional.empty());

    CpuSet of(String pod) {
        return podUid.equals(pod) ? cpus : CpuSet.empty();
    }

    /// What a container is to have more or less of, if that is so.
    Optional<ResizedCpus> resized(String pod, String container) {
        return resized.filter(own -> podUid.equals(pod) && own.container().equals(container));
    }

    /// What is on offer after the container has its set.
    ReusableCpus after(String pod, ContainerRequest container, CpuSet set) {
        CpuSet offered = of(pod);
        return new ReusableCpus(pod, container.kind() == ContainerKind.INIT ? offered.or(set) : offered.andNot(set),
                resized.filter(_ -> podUid.equals(pod)));
    }
}
