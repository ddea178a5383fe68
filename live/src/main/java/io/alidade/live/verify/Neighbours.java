package io.alidade.live.verify;

import io.alidade.engine.mask.CpuSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Who has which CPUs for itself alone.
final class Neighbours {
    private static final int MAX_NAMED = 3;

    private record Owner(String podUid, String label) {}

    private final Map<Owner, CpuSet> owners = new LinkedHashMap<>();

    void add(String podUid, String label, CpuSet cpus) {
        owners.merge(new Owner(podUid, label), cpus, CpuSet::or);
    }

    CpuSet all() {
        return owners.values().stream().reduce(CpuSet.EMPTY, CpuSet::or);
    }

    /// A sentence on the CPUs among these that are exclusive to containers of other pods, with a blank before it; empty if
    /// there are none.
    String among(CpuSet cpus, String podUid) {
        List<String> named = new ArrayList<>();
        owners.forEach((owner, own) -> {
            if (!owner.podUid.equals(podUid) && own.intersects(cpus)) {
                named.add(own.and(cpus).toListString() + " of " + owner.label);
            }
        });
        if (named.isEmpty()) {
            return "";
        }
        int more = named.size() - MAX_NAMED;
        return " Exclusive among them: " + String.join("; ", named.subList(0, Math.min(MAX_NAMED, named.size())))
                + (more > 0 ? "; and " + more + " more." : ".");
    }
}
