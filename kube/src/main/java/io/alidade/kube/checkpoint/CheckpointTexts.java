package io.alidade.kube.checkpoint;

import io.alidade.engine.Node;
import io.alidade.engine.cpu.CpuAllocations;
import io.alidade.engine.device.HeldDevices;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.memory.MemoryAllocations;
import io.alidade.engine.memory.MemoryBlock;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.table.NamedTable;
import io.alidade.engine.topology.NodeTopology;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes the texts of the three checkpoint files of one node again and again, as [CpuCheckpoint], [MemoryCheckpoint] and
/// [DeviceCheckpoint] make those of a state once. Of a pod that holds what it held at the last text nothing is made again: the
/// cost of a text is then little more than that of its length.
///
/// For one thread.
public final class CheckpointTexts {
    private final WrittenPods<NamedTable<CpuSet>> cpus = new WrittenPods<>(CpuCheckpoint::entry);
    private final WrittenPods<NamedTable<NamedTable<HeldDevices>>> devices = new WrittenPods<>(
            DeviceCheckpoint::entries);
    private final WrittenPods<List<String>> registered = new WrittenPods<>(DeviceCheckpoint::entry);
    private NodeTopology topology;
    private WrittenPods<NamedTable<List<MemoryBlock>>> memory;

    /// @param topology of the nodes of which texts will be made
    public CheckpointTexts(NodeTopology topology) {
        this.topology = topology;
        this.memory = memoryOn(topology);
    }

    private static WrittenPods<NamedTable<List<MemoryBlock>>> memoryOn(NodeTopology topology) {
        return new WrittenPods<>((pod, blocks) -> MemoryCheckpointParts.entry(topology, pod, blocks));
    }

    /// The texts that a kubelet of this node's version writes, without line ends.
    ///
    /// @param unanswered uids of pods whose devices are left out: their plugins have not answered yet (device-manager 6.1 step 8)
    public Map<CheckpointFile, String> of(Node node, Set<String> unanswered) {
        node.allocations().devices().forEachPod((pod, held) -> addDevices(pod, held, unanswered));
        return texts(node);
    }

    /// Likewise as a kubelet leaves them: it does not write that of devices when some come back ([Node#lastWritten]).
    public Map<CheckpointFile, String> lastWritten(Node node, Set<String> unanswered) {
        node.allocations().devices().forEachPodLastWritten((pod, held) -> addDevices(pod, held, unanswered));
        return texts(node);
    }

    private void addDevices(String pod, NamedTable<NamedTable<HeldDevices>> held, Set<String> unanswered) {
        if (!unanswered.contains(pod)) {
            devices.add(pod, held);
        }
    }

    private Map<CheckpointFile, String> texts(Node node) {
        if (!node.topology().equals(topology)) {
            // What a pod holds is the same, but the NUMA nodes may have other ids.
            topology = node.topology();
            memory = memoryOn(topology);
        }
        node.allocations().devices().registered().forEach(registered::add);
        Map<CheckpointFile, String> texts = new EnumMap<>(CheckpointFile.class);
        texts.put(CheckpointFile.CPU, cpuText(node.allocations().cpus(), node.settings()));
        texts.put(CheckpointFile.MEMORY, memoryText(node.allocations().memory(), node.settings()));
        texts.put(CheckpointFile.DEVICES, DeviceCheckpoint.toText(devices.items(), registered.table()));
        return texts;
    }

    private String cpuText(CpuAllocations held, NodeSettings settings) {
        held.forEachPod(cpus::add);
        return CpuCheckpoint.toText(held.policyName(), held.sharedCpus(), cpus.table(),
                storesPodEntries(settings) ? held.toState().podEntries() : Map.of(), settings.kubeletVersion(),
                settings.featureGates());
    }

    private String memoryText(MemoryAllocations held, NodeSettings settings) {
        held.forEachPod(memory::add);
        return MemoryCheckpoint.toText(held.policyName(), held.machineState(), memory.table(),
                storesPodEntries(settings) ? held.toState().podEntries() : Map.of(), settings.kubeletVersion(),
                settings.featureGates());
    }

    private static boolean storesPodEntries(NodeSettings settings) {
        return CheckpointText.storesPodEntries(settings.kubeletVersion(), settings.featureGates());
    }
}
