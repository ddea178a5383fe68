package io.alidade.agent.podresources;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.pod.PodRecord;
import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.Node;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.HeldDevices;
import io.alidade.engine.memory.MemoryBlock;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.wire.podresources.AllocatableResourcesResponse;
import io.alidade.wire.podresources.ContainerDevices;
import io.alidade.wire.podresources.ContainerMemory;
import io.alidade.wire.podresources.ContainerResources;
import io.alidade.wire.podresources.NUMANode;
import io.alidade.wire.podresources.PodResources;
import io.alidade.wire.podresources.TopologyInfo;
import java.util.ArrayList;
import java.util.List;

/// Messages made of a snapshot (device-manager 12.3). Lists are in order: NUMA nodes, resources, ids.
final class ResourceMessages {
    private ResourceMessages() {}

    /// A pod: its sidecars, then its app containers; ordinary init containers are not shown.
    static PodResources pod(PodRecord record, AgentSnapshot snapshot) {
        PodResources.Builder pod = PodResources.newBuilder().setName(record.pod().manifest().request().name())
                .setNamespace(record.pod().manifest().request().namespace());
        snapshot.placements(record).stream().filter(placement -> placement.kind() != ContainerKind.INIT)
                .forEach(placement -> pod.addContainers(container(snapshot.node().node(), placement)));
        return pod.build();
    }

    private static ContainerResources container(Node node, ContainerPlacement placement) {
        ContainerResources.Builder container = ContainerResources.newBuilder().setName(placement.name());
        placement.exclusiveCpus().ifPresent(cpus -> cpus.forEach(cpu -> container.addCpuIds(cpu)));
        for (MemoryBlock block : placement.memory()) {
            container.addMemory(ContainerMemory.newBuilder().setMemoryType(block.type()).setSize(block.size())
                    .setTopology(topology(node.topology().numaNodeIds(block.affinity()))));
        }
        placement.devices().forEach((resource, held) -> held.byNumaNode()
                .forEach((numaNode, ids) -> ids.forEach(id -> container.addDevices(device(resource, id,
                        numaNode == HeldDevices.NO_NUMA_NODE ? List.of() : List.of(numaNode))))));
        return container.build();
    }

    /// Everything that could be given, whether it is or not.
    static AllocatableResourcesResponse allocatable(Node node) {
        AllocatableResourcesResponse.Builder all = AllocatableResourcesResponse.newBuilder();
        for (String resource : node.allocations().devices().resources()) {
            node.allocations().devices().devices(resource).stream().filter(Device::healthy)
                    .forEach(device -> all.addAllDevices(devices(resource, device)));
        }
        node.allocations().cpus().allocatableCpus().forEach(cpu -> all.addCpuIds(cpu));
        for (int position = 0; position < node.topology().numaNodes().size(); position++) {
            int id = node.topology().numaNodes().get(position).id();
            for (String type : node.allocations().memory().types()) {
                node.allocations().memory().allocatableBytes(position, type)
                        .ifPresent(bytes -> all.addMemory(ContainerMemory.newBuilder().setMemoryType(type)
                                .setSize(bytes).setTopology(topology(List.of(id)))));
            }
        }
        return all.build();
    }

    /// One message for each NUMA node of a device; one without topology has one, one whose topology is empty none.
    private static List<ContainerDevices> devices(String resource, Device device) {
        if (device.numaNodes().isEmpty()) {
            return List.of(device(resource, device.id(), List.of()));
        }
        List<ContainerDevices> devices = new ArrayList<>();
        for (int numaNode : device.numaNodes().get()) {
            devices.add(device(resource, device.id(), List.of(numaNode)));
        }
        return devices;
    }

    private static ContainerDevices device(String resource, String id, List<Integer> numaNodes) {
        ContainerDevices.Builder device = ContainerDevices.newBuilder().setResourceName(resource).addDeviceIds(id);
        if (!numaNodes.isEmpty()) {
            device.setTopology(topology(numaNodes));
        }
        return device.build();
    }

    private static TopologyInfo topology(List<Integer> numaNodes) {
        TopologyInfo.Builder topology = TopologyInfo.newBuilder();
        numaNodes.forEach(numaNode -> topology.addNodes(NUMANode.newBuilder().setID(numaNode)));
        return topology.build();
    }
}
