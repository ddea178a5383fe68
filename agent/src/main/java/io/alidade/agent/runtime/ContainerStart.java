package io.alidade.agent.runtime;

import io.alidade.agent.decision.Place;
import io.alidade.agent.pod.PodRecord;
import java.util.List;

/// Everything that a runtime needs to start a container.
///
/// @param pod       to which it belongs
/// @param spec      what the whole pod is to run
/// @param container what is to be started now
/// @param place     where it may run
/// @param devices   what device plugins answered for it
/// @param mounts    folders and files of this machine that its volumes have become
/// @param message   the file for a message about its end
public record ContainerStart(PodRecord pod, RunSpec spec, ContainerSpec container, Place place, DeviceGrants devices,
        List<BindMount> mounts, BindMount message) {
    public ContainerStart {
        mounts = List.copyOf(mounts);
    }
}
