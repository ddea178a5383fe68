package io.alidade.agent.pod;

import io.alidade.engine.allocation.PodHoldings;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.memory.MemoryState;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a pod holds, in its file: CPUs as lists, memory and devices as the checkpoints have them.
final class HoldingsDocument {
    private static final int MAX_NUMA_NODE = 1_023;

    private HoldingsDocument() {}

    static Value of(PodHoldings holdings) {
        Value.Builder cpus = Value.mapping();
        holdings.cpus().forEach((container, own) -> cpus.with(container, own.toListString()));
        Value.Builder memory = Value.mapping();
        holdings.memory().forEach((container, blocks) -> memory.with(container, blocks(blocks)));
        return Value.mapping().with("cpus", cpus).with("podCpus", holdings.podCpus().toListString())
                .with("memory", memory).with("podMemory", blocks(holdings.podMemory()))
                .with("devices", Value.sequence(holdings.devices().stream().map(HoldingsDocument::devices).toList()))
                .build();
    }

    private static Value blocks(List<MemoryState.Block> blocks) {
        return Value.sequence(blocks.stream().map(block -> Value.mapping().with("type", block.type())
                .with("numaNodes",
                        Value.sequence(block.numaAffinity().stream().map(id -> Value.of((long) id)).toList()))
                .with("bytes", block.size()).build()).toList());
    }

    private static Value devices(PodDevices held) {
        Value.Builder ids = Value.mapping();
        held.deviceIds().forEach((numaNode, list) -> ids.with(Integer.toString(numaNode), Value.texts(list)));
        return Value.mapping().with("container", held.containerName()).with("resource", held.resource())
                .with("ids", ids).with("response", held.allocationResponse()).build();
    }

    /// @throws io.alidade.kube.document.BadInput if it says something else
    static PodHoldings read(Fields fields, String podUid) {
        Map<String, CpuSet> cpus = new TreeMap<>();
        fields.object("cpus").ifPresent(own -> own.keys().forEach(container -> cpus.put(container,
                cpus(own, container))));
        Map<String, List<MemoryState.Block>> memory = new LinkedHashMap<>();
        fields.object("memory").ifPresent(own -> own.keys().forEach(container -> memory.put(container,
                blocks(own, container))));
        List<PodDevices> devices = fields.objects("devices").stream().map(held -> devices(held, podUid)).toList();
        return new PodHoldings(cpus, cpus(fields, "podCpus"), memory, blocks(fields, "podMemory"), devices);
    }

    private static CpuSet cpus(Fields fields, String key) {
        String text = fields.string(key).orElse("");
        try {
            return text.isEmpty() ? CpuSet.EMPTY : CpuSet.parseList(text);
        } catch (IllegalArgumentException _) {
            fields.report(key, "is " + fields.describe(key) + ", which is no list of CPUs.",
                    "Leave these files alone.");
            return CpuSet.EMPTY;
        }
    }

    private static List<MemoryState.Block> blocks(Fields fields, String key) {
        List<MemoryState.Block> blocks = new ArrayList<>();
        for (Fields block : fields.objects(key)) {
            blocks.add(new MemoryState.Block(block.integers("numaNodes", 0, MAX_NUMA_NODE),
                    block.string("type").orElse(""), block.integer("bytes", 0, Long.MAX_VALUE).orElse(0)));
        }
        return blocks;
    }

    private static PodDevices devices(Fields held, String podUid) {
        Map<Integer, List<String>> ids = new TreeMap<>();
        held.stringLists("ids").forEach((numaNode, list) -> {
            try {
                ids.put(Integer.parseInt(numaNode), list);
            } catch (NumberFormatException _) {
                held.report("ids", "names the NUMA node " + numaNode + ".", "Leave these files alone.");
            }
        });
        return new PodDevices(podUid, held.string("container").orElse(""), held.string("resource").orElse(""), ids,
                held.string("response").orElse(""));
    }
}
