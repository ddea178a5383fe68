package io.alidade.engine.memory;

import io.alidade.engine.hint.HintList;
import io.alidade.engine.hint.ResourceHints;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.table.NamedTable;
import io.alidade.testkit.MaskHint;
import io.alidade.testkit.MemoryHintOracle;
import io.alidade.testkit.MemoryHintOracle.Amount;
import io.alidade.testkit.MemoryHintOracle.MemoryNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What brute force says of memory hints, in the engine's form.
final class MemoryHints {
    private MemoryHints() {}

    /// The hints for a request on what the tables say; nothing when no mask will do.
    static Optional<HintList> expected(MachineMemory memory, NamedTable<Long> request, ReusableMemory reusable) {
        Map<String, Long> wanted = new HashMap<>();
        request.forEach(wanted::put);
        Map<Long, Map<String, Long>> offered = new HashMap<>();
        reusable.bytes().forEach((place, bytes) -> offered
                .computeIfAbsent(place.affinity().bits(), absent -> new HashMap<>()).put(place.type(), bytes));
        Map<String, List<MaskHint>> hints = MemoryHintOracle.hints(rows(memory), wanted, offered);
        if (hints.isEmpty()) {
            return Optional.empty();
        }
        HintList.Builder builder = new HintList.Builder();
        hints.getOrDefault(request.names().getFirst(), List.of())
                .forEach(hint -> builder.add(hint.mask().orElseThrow(), hint.preferred()));
        return Optional.of((HintList) builder.buildOr(ResourceHints.IMPOSSIBLE));
    }

    /// The hints for a request; nothing when no mask will do.
    static Optional<HintList> actual(MachineMemory memory, NamedTable<Long> request, ReusableMemory reusable) {
        return memory.family(request, reusable).list() instanceof HintList list ? Optional.of(list) : Optional.empty();
    }

    private static List<MemoryNode> rows(MachineMemory memory) {
        MemoryTables tables = memory.tables();
        List<MemoryNode> rows = new ArrayList<>();
        for (int position = 0; position < tables.numaNodes(); position++) {
            Map<String, Amount> amounts = new HashMap<>();
            for (int type = 0; type < tables.types().size(); type++) {
                int index = tables.index(type, position);
                amounts.put(tables.types().get(type), new Amount(tables.allocatable(index), memory.free(index)));
            }
            Set<Integer> cells = new HashSet<>();
            for (int member : new NumaMask(memory.cells(position)).positions()) {
                cells.add(member);
            }
            rows.add(new MemoryNode(amounts, memory.assignments(position), cells));
        }
        return rows;
    }
}
