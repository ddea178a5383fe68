package io.alidade.agent.shadow;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceState.PodDevices;
import java.util.List;

/// All that a kubelet told at one time: its pods first, then what they hold, so a pod that is decided on in the list is in the
/// checkpoints, too.
///
/// @param pods    in the order in which the kubelet saw them
/// @param devices that plugins report, healthy ones only
/// @param held    devices of active pods, as podresources tells them
record KubeletTruth(List<SeenPod> pods, Checkpoints checkpoints, List<Device> devices, List<PodDevices> held) {
    KubeletTruth {
        pods = List.copyOf(pods);
        devices = List.copyOf(devices);
        held = List.copyOf(held);
    }

    List<SeenPod> active() {
        return pods.stream().filter(SeenPod::isActive).toList();
    }

    /// True if a node made of either holds the same.
    boolean isSameState(KubeletTruth other) {
        return checkpoints.equals(other.checkpoints) && devices.equals(other.devices)
                && active().equals(other.active());
    }

    List<PodDevices> heldBy(SeenPod pod) {
        return held.stream().filter(devices -> devices.podUid().equals(pod.uid())).toList();
    }
}
