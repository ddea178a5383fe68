package io.alidade.live.journal;

import io.alidade.engine.Node;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// What is free on a NUMA node.
///
/// @param numaNode    its id
/// @param cpus        that the next container could be given exclusively (cpu-manager 4.5)
/// @param memoryBytes of ordinary memory; absent where the Memory Manager gives none away
public record NumaFree(int numaNode, int cpus, OptionalLong memoryBytes) {
    private static final String MEMORY = "memory";

    /// CPUs that nobody can have with memory beside them.
    public int strandedCpus() {
        return memoryBytes.isPresent() && memoryBytes.getAsLong() == 0 ? cpus : 0;
    }

    /// Memory that nobody can have with CPUs beside it.
    public long strandedBytes() {
        return cpus == 0 ? memoryBytes.orElse(0) : 0;
    }

    /// Of each NUMA node, by id.
    public static List<NumaFree> of(Node node) {
        CpuSet available = node.allocations().cpus().availableCpus();
        Map<Integer, Integer> counts = new HashMap<>();
        for (Cpu cpu : node.topology().cpus()) {
            if (available.contains(cpu.cpu())) {
                counts.merge(cpu.numaNode(), 1, Integer::sum);
            }
        }
        List<NumaFree> free = new ArrayList<>();
        List<NumaNode> numaNodes = node.topology().numaNodes();
        for (int position = 0; position < numaNodes.size(); position++) {
            int id = numaNodes.get(position).id();
            OptionalLong memory = node.allocations().memory().freeBytes(position, MEMORY).map(OptionalLong::of)
                    .orElse(OptionalLong.empty());
            free.add(new NumaFree(id, counts.getOrDefault(id, 0), memory));
        }
        return free;
    }

    static NumaFree read(Fields fields) {
        return new NumaFree((int) fields.integer("numaNode", 0, Integer.MAX_VALUE).orElse(0),
                (int) fields.integer("cpus", 0, Integer.MAX_VALUE).orElse(0),
                fields.integer(MEMORY, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    /// As it stands in a record.
    public Value.Mapping toDocument() {
        Value.Builder document = Value.mapping().with("numaNode", numaNode).with("cpus", cpus);
        memoryBytes.ifPresent(bytes -> document.with(MEMORY, bytes));
        return document.build();
    }
}
