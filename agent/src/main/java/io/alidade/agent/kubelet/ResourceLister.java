package io.alidade.agent.kubelet;

import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.engine.device.HeldDevices;
import io.alidade.wire.podresources.AllocatableResourcesRequest;
import io.alidade.wire.podresources.ContainerDevices;
import io.alidade.wire.podresources.ContainerResources;
import io.alidade.wire.podresources.ListPodResourcesRequest;
import io.alidade.wire.podresources.NUMANode;
import io.alidade.wire.podresources.PodResources;
import io.alidade.wire.podresources.PodResourcesListerGrpc;
import io.alidade.wire.socket.GrpcSockets;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The kubelet's podresources interface, asked (device-manager 12).
public final class ResourceLister implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 5;

    private final ManagedChannel channel;

    /// @param socket where it serves that
    public ResourceLister(GrpcSockets sockets, Path socket) {
        this.channel = sockets.channel(socket);
    }

    private PodResourcesListerGrpc.PodResourcesListerBlockingStub kubelet() {
        return PodResourcesListerGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /// The devices of all pods.
    ///
    /// @param uids for NAMESPACE/NAME; pods without one are left out
    /// @throws StatusRuntimeException if the kubelet does not answer
    public List<PodDevices> held(Function<String, Optional<String>> uids) {
        List<PodDevices> held = new ArrayList<>();
        for (PodResources pod : kubelet().list(ListPodResourcesRequest.getDefaultInstance()).getPodResourcesList()) {
            Optional<String> uid = uids.apply(pod.getNamespace() + "/" + pod.getName());
            uid.ifPresent(known -> pod.getContainersList().forEach(container -> held.addAll(held(known, container))));
        }
        return held;
    }

    private static List<PodDevices> held(String uid, ContainerResources container) {
        Map<String, Map<Integer, List<String>>> byResource = new LinkedHashMap<>();
        for (ContainerDevices devices : container.getDevicesList()) {
            Map<Integer, List<String>> byNumaNode = byResource.computeIfAbsent(devices.getResourceName(),
                    _ -> new TreeMap<>());
            List<Integer> near = numaNodes(devices);
            for (int numaNode : near.isEmpty() ? List.of(HeldDevices.NO_NUMA_NODE) : near) {
                byNumaNode.computeIfAbsent(numaNode, _ -> new ArrayList<>()).addAll(devices.getDeviceIdsList());
            }
        }
        return byResource.entrySet().stream()
                .map(entry -> new PodDevices(uid, container.getName(), entry.getKey(), entry.getValue(), ""))
                .toList();
    }

    private static List<Integer> numaNodes(ContainerDevices devices) {
        return devices.getTopology().getNodesList().stream().map(NUMANode::getID)
                .map(id -> id < 0 || id > Integer.MAX_VALUE ? HeldDevices.NO_NUMA_NODE : id.intValue()).toList();
    }

    /// The healthy devices of all plugins, whoever has them.
    ///
    /// @throws StatusRuntimeException if the kubelet does not answer
    public List<Device> allocatable() {
        Map<String, Map<String, Optional<SortedSet<Integer>>>> byResource = new TreeMap<>();
        for (ContainerDevices devices : kubelet()
                .getAllocatableResources(AllocatableResourcesRequest.getDefaultInstance()).getDevicesList()) {
            Map<String, Optional<SortedSet<Integer>>> byId = byResource.computeIfAbsent(devices.getResourceName(),
                    _ -> new TreeMap<>());
            for (String id : devices.getDeviceIdsList()) {
                // A device near several NUMA nodes may be told once for each.
                byId.merge(id, devices.hasTopology() ? Optional.of(new TreeSet<>(numaNodes(devices)))
                        : Optional.empty(), ResourceLister::both);
            }
        }
        List<Device> all = new ArrayList<>();
        byResource.forEach((resource, byId) -> byId.forEach((id, near) -> all
                .add(new Device(resource, id, near.map(List::copyOf), true))));
        return all;
    }

    private static Optional<SortedSet<Integer>> both(Optional<SortedSet<Integer>> one,
            Optional<SortedSet<Integer>> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        SortedSet<Integer> all = new TreeSet<>(one.get());
        all.addAll(other.get());
        return Optional.of(all);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
