package io.alidade.live.event;

import io.alidade.engine.device.Device;
import io.alidade.kube.pod.PodManifest;
import java.util.List;

/// Something that happens to a node.
public sealed interface NodeEvent {
    /// A pod wants to run.
    record PodArrived(PodManifest pod) implements NodeEvent {}

    /// A pod is gone; what it held is free.
    record PodGone(String podUid) implements NodeEvent {}

    /// All device plugins have reported their whole lists.
    record DevicesReported(List<Device> devices) implements NodeEvent {
        public DevicesReported {
            devices = List.copyOf(devices);
        }
    }

    /// The plugin of a resource is gone.
    record PluginGone(String resource) implements NodeEvent {}
}
