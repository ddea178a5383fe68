package io.alidade.engine.device;

import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.table.NamedTable;
import java.util.SortedSet;
import java.util.TreeSet;

/// Devices of ordinary init containers that later containers of the same pod may take over (device-manager 6). Holds one pod
/// at most and is in no checkpoint.
///
/// @param ids by resource
record ReusableDevices(String podUid, NamedTable<SortedSet<String>> ids) {
    static final ReusableDevices NONE = new ReusableDevices("", NamedTable.empty());

    ReusableDevices of(String pod) {
        return podUid.equals(pod) ? this : new ReusableDevices(pod, NamedTable.empty());
    }

    SortedSet<String> ids(String resource) {
        return ids.orElse(resource, new TreeSet<>());
    }

    /// What is on offer after the container has its devices.
    ReusableDevices after(ContainerRequest container, NamedTable<HeldDevices> held) {
        if (container.kind() != ContainerKind.INIT && ids.isEmpty()) {
            return this;
        }
        NamedTable<SortedSet<String>> next = ids;
        for (String resource : held.names()) {
            SortedSet<String> offered = new TreeSet<>(ids(resource));
            SortedSet<String> own = held.find(resource).orElseThrow().ids();
            if (container.kind() == ContainerKind.INIT) {
                offered.addAll(own);
            } else {
                offered.removeAll(own);
            }
            next = next.with(resource, offered);
        }
        return new ReusableDevices(podUid, next);
    }
}
