package io.alidade.kube.paste;

import io.alidade.engine.mask.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Collects a table of CPUs, a row each: `lscpu -e`, `lscpu -p`.
final class CpuTable {
    private final String origin;
    private final List<Fact> places = new ArrayList<>();
    private final CpuSet.Builder online = new CpuSet.Builder();
    private final CpuSet.Builder offline = new CpuSet.Builder();
    private int unreadable;

    CpuTable(String origin) {
        this.origin = origin;
    }

    /// Adds a row. A CPU without any place is offline.
    ///
    /// @param cells by the column's name in capitals
    void add(Map<String, String> cells) {
        OptionalInt cpu = cell(cells, "CPU");
        if (cpu.isEmpty()) {
            unreadable++;
            return;
        }
        OptionalInt core = cell(cells, "CORE");
        OptionalInt socket = cell(cells, "SOCKET");
        OptionalInt numaNode = cell(cells, "NODE");
        String state = cells.getOrDefault("ONLINE", "");
        boolean isOffline = state.isEmpty() ? core.isEmpty() && socket.isEmpty() && numaNode.isEmpty()
                : !state.equals("yes") && !state.equals("true") && !state.equals("Y") && !state.equals("1");
        if (isOffline) {
            offline.add(cpu.getAsInt());
            return;
        }
        online.add(cpu.getAsInt());
        places.add(new Fact.CpuPlace(cpu.getAsInt(), core, socket, numaNode, l3(cells)));
    }

    private static OptionalInt cell(Map<String, String> cells, String column) {
        return CpuLists.id(cells.getOrDefault(column, ""));
    }

    /// The cache column is `L1d:L1i:L2:L3` with values such as `0:0:0:0`, or a column of its own.
    private static OptionalInt l3(Map<String, String> cells) {
        OptionalInt own = cell(cells, "L3");
        if (own.isPresent()) {
            return own;
        }
        for (Map.Entry<String, String> entry : cells.entrySet()) {
            if (entry.getKey().startsWith("L1") && entry.getKey().endsWith(":L3")) {
                String[] names = entry.getKey().split(":", -1);
                String[] ids = entry.getValue().split(":", -1);
                return ids.length == names.length ? CpuLists.id(ids[ids.length - 1]) : OptionalInt.empty();
            }
        }
        return OptionalInt.empty();
    }

    Told told() {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact.OnlineCpus(online.build()));
        CpuSet absent = offline.build();
        if (!absent.isEmpty()) {
            facts.add(new Fact.OfflineCpus(absent));
        }
        facts.addAll(places);
        return new Told(origin, facts, unreadable == 0 ? List.of()
                : List.of("lines-unread: " + origin + ": " + unreadable + " rows have no CPU; left out."));
    }
}
