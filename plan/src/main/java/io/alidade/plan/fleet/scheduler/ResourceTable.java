package io.alidade.plan.fleet.scheduler;

import io.alidade.engine.quantity.Quantity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The resources that count, each with a number: CPU in thousandths, memory in bytes, pods, then everything else that a node
/// offers.
public final class ResourceTable {
    static final int CPU = 0;
    static final int MEMORY = 1;
    static final int PODS = 2;
    private static final List<String> FIRST = List.of("cpu", "memory", "pods");

    private final List<String> names;
    private final Map<String, Integer> indexes = new HashMap<>();

    private ResourceTable(List<String> names) {
        this.names = List.copyOf(names);
        names.forEach(name -> indexes.put(name, indexes.size()));
    }

    /// Of everything that some node offers.
    public static ResourceTable of(Collection<Map<String, Quantity>> offers) {
        TreeSet<String> others = new TreeSet<>();
        offers.forEach(offer -> others.addAll(offer.keySet()));
        FIRST.forEach(others::remove);
        List<String> names = new ArrayList<>(FIRST);
        names.addAll(others);
        return new ResourceTable(names);
    }

    /// In the order of their numbers.
    public List<String> names() {
        return names;
    }

    int size() {
        return names.size();
    }

    int indexOf(String name) {
        return indexes.getOrDefault(name, -1);
    }

    /// Amounts by number. What is not offered is 0, but storage whose size is not known is plenty.
    public long[] offer(Map<String, Quantity> amounts) {
        long[] units = new long[names.size()];
        amounts.forEach((name, amount) -> units[indexes.getOrDefault(name, 0)] = units(name, amount));
        int storage = indexOf("ephemeral-storage");
        if (storage >= 0 && !amounts.containsKey("ephemeral-storage")) {
            units[storage] = Long.MAX_VALUE / 4;
        }
        return units;
    }

    static long units(String name, Quantity amount) {
        return name.equals("cpu") ? amount.ceilMillis() : amount.ceilUnits();
    }
}
