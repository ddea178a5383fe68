package io.alidade.plan.fleet.scheduler;

import io.alidade.engine.Node;
import io.alidade.engine.device.Device;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.CpuTopology;
import java.util.Arrays;
import java.util.List;

/// What is free on the NUMA nodes of a node, as its NodeResourceTopology tells the scheduler, and whether a pod fits there as
/// NodeResourceTopologyMatch sees it: each container (scope `container`), or the whole pod (scope `pod`), on one zone.
///
/// Only nodes with `single-numa-node` are looked at; on all others every pod passes, as with the plugin.
final class Zones {
    private static final long NOT_LISTED = -1;
    private static final long MOST_SCORE = 100;

    private final ResourceTable table;
    private final CpuTopology cpus;
    private final boolean isStrict;
    private final boolean hasPodScope;
    private final int count;

    /// @param empty a node of the pool
    Zones(ResourceTable table, Node empty) {
        this.table = table;
        this.cpus = new CpuTopology(empty.topology());
        this.isStrict = empty.settings().policies().wantsSingleNumaNode();
        this.hasPodScope = empty.settings().policies().hasPodScope();
        this.count = isStrict ? empty.topology().numaNodes().size() : 0;
    }

    /// Whether the scheduler looks at the zones of this pool.
    boolean count() {
        return isStrict;
    }

    /// What is free now, zone by zone, in each the resources by number.
    long[] free(Node node) {
        int size = table.size();
        long[] free = new long[count * size];
        Arrays.fill(free, NOT_LISTED);
        if (count == 0) {
            return free;
        }
        CpuSet available = node.allocations().cpus().availableCpus();
        if (node.settings().policies().pinsCpus()) {
            for (CpuTopology.Group group : cpus.numaNodes()) {
                int zone = node.topology().position(group.id());
                free[zone * size + ResourceTable.CPU] = 1000L * available.andSize(group.cpus());
            }
        }
        for (String type : node.allocations().memory().types()) {
            int index = table.indexOf(type);
            for (int zone = 0; index >= 0 && zone < count; zone++) {
                free[zone * size + index] = node.allocations().memory().freeBytes(zone, type).orElse(NOT_LISTED);
            }
        }
        for (String resource : node.allocations().devices().resources()) {
            int index = table.indexOf(resource);
            if (index >= 0) {
                devices(node, resource, index, free);
            }
        }
        return free;
    }

    private void devices(Node node, String resource, int index, long... free) {
        List<Device> all = node.allocations().devices().devices(resource);
        if (all.stream().allMatch(device -> device.numaNodes().orElse(List.of()).isEmpty())) {
            return;
        }
        for (int zone = 0; zone < count; zone++) {
            free[zone * table.size() + index] = 0;
        }
        for (Device device : node.allocations().devices().freeDevices(resource)) {
            device.numaNodes().orElse(List.of())
                    .forEach(id -> free[node.topology().position(id) * table.size() + index]++);
        }
    }

    /// Whether a pod fits, given what is free from `offset` of a load on.
    boolean fits(Demand demand, long[] load, int offset) {
        if (!isStrict) {
            return true;
        }
        if (hasPodScope || demand.containers().size() == 1) {
            return zoneFor(demand, demand.amounts(), load, offset) >= 0;
        }
        long[] left = load.clone();
        for (long[] container : demand.containers()) {
            int zone = zoneFor(demand, container, left, offset);
            if (zone < 0) {
                return false;
            }
            for (int resource = 0; resource < table.size(); resource++) {
                left[offset + zone * table.size() + resource] -= container[resource];
            }
        }
        return true;
    }

    private int zoneFor(Demand demand, long[] wanted, long[] load, int offset) {
        for (int zone = 0; zone < count; zone++) {
            if (fits(demand, wanted, load, offset, zone)) {
                return zone;
            }
        }
        return -1;
    }

    private boolean fits(Demand demand, long[] wanted, long[] load, int offset, int zone) {
        for (int resource = 0; resource < table.size(); resource++) {
            long free = load[offset + zone * table.size() + resource];
            boolean counts = wanted[resource] > 0 && free != NOT_LISTED && resource != ResourceTable.PODS
                    && (demand.isGuaranteed() || isDevice(resource));
            if (counts && free < wanted[resource]) {
                return false;
            }
        }
        return true;
    }

    private boolean isDevice(int resource) {
        return table.names().get(resource).contains("/");
    }

    /// The plugin's score: the least of the zones on which the pod fits, each the mean over its resources of what would be
    /// left there, in hundredths of what is free.
    long score(Demand demand, long[] load, int offset) {
        long least = MOST_SCORE;
        for (int zone = 0; zone < count; zone++) {
            if (fits(demand, demand.amounts(), load, offset, zone)) {
                long own = 0;
                long counted = 0;
                for (int resource = 0; resource < ResourceTable.PODS; resource++) {
                    long free = load[offset + zone * table.size() + resource];
                    if (free > 0) {
                        own += (free - Math.min(free, demand.amounts()[resource])) * MOST_SCORE / free;
                        counted++;
                    }
                }
                least = Math.min(least, counted == 0 ? 0 : own / counted);
            }
        }
        return least;
    }
}
