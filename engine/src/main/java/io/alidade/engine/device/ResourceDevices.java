package io.alidade.engine.device;

import io.alidade.engine.hint.HintList;
import io.alidade.engine.hint.ResourceHints;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.mask.NumaMasks;
import io.alidade.engine.topology.NodeTopology;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The devices of one resource as its plugin last reported them, and which of them are in use. A value.
///
/// Sets of devices are bits over the index in `devices`, which is in id order.
///
/// Invariant "in use": `allocated` may name ids that are no longer reported; they count for nothing but their holder.
final class ResourceDevices {
    private final String resource;
    private final boolean registered;
    private final List<Device> devices;
    private final long[] numaBits;
    private final BitSet healthy;
    private final SortedSet<String> allocated;

    private ResourceDevices(String resource, boolean registered, List<Device> devices, long[] numaBits, BitSet healthy,
            SortedSet<String> allocated) {
        this.resource = resource;
        this.registered = registered;
        this.devices = devices;
        this.numaBits = numaBits;
        this.healthy = healthy;
        this.allocated = allocated;
    }

    /// A resource that is known but of which nothing was reported: after a restart, before its plugin is back.
    static ResourceDevices known(String resource) {
        return new ResourceDevices(resource, true, List.of(), new long[0], new BitSet(), new TreeSet<>());
    }

    /// A resource that containers hold and no plugin has registered: the kubelet has forgotten the plugin (4.3), and
    /// restarted.
    static ResourceDevices unregistered(String resource) {
        return new ResourceDevices(resource, false, List.of(), new long[0], new BitSet(), new TreeSet<>());
    }

    /// The resource after its plugin reported a whole new list (device-manager 4.1).
    ResourceDevices reported(NodeTopology topology, Collection<Device> reported) {
        TreeMap<String, Device> ordered = new TreeMap<>();
        reported.forEach(device -> ordered.put(device.id(), device));
        List<Device> sorted = new ArrayList<>(ordered.values());
        long[] bits = new long[sorted.size()];
        BitSet ready = new BitSet();
        for (int i = 0; i < bits.length; i++) {
            bits[i] = numaBits(topology, sorted.get(i));
            ready.set(i, sorted.get(i).healthy());
        }
        return new ResourceDevices(resource, true, List.copyOf(sorted), bits, ready, allocated);
    }

    private static long numaBits(NodeTopology topology, Device device) {
        long bits = 0;
        for (int numaNode : device.numaNodes().orElse(List.of())) {
            int position = topology.position(numaNode);
            bits |= position < 0 ? 0 : 1L << position;
        }
        return bits;
    }

    /// The resource after its plugin has gone: nothing is healthy any more, the list stays (4.2).
    ResourceDevices unplugged() {
        return new ResourceDevices(resource, registered, devices, numaBits, new BitSet(), allocated);
    }

    ResourceDevices withAllocated(SortedSet<String> inUse) {
        return new ResourceDevices(resource, registered, devices, numaBits, healthy, inUse);
    }

    String resource() {
        return resource;
    }

    boolean isRegistered() {
        return registered;
    }

    SortedSet<String> allocated() {
        return allocated;
    }

    List<Device> devices() {
        return devices;
    }

    /// Ids of the healthy devices, in id order.
    SortedSet<String> healthyIds() {
        return ids(healthy);
    }

    boolean isHealthy(String id) {
        int index = index(id);
        return index >= 0 && healthy.get(index);
    }

    /// Healthy and in nobody's use.
    BitSet free() {
        BitSet free = (BitSet) healthy.clone();
        for (String id : allocated) {
            int index = index(id);
            if (index >= 0) {
                free.clear(index);
            }
        }
        return free;
    }

    List<Device> freeDevices() {
        return free().stream().mapToObj(devices::get).toList();
    }

    SortedSet<String> ids(BitSet set) {
        SortedSet<String> ids = new TreeSet<>();
        set.stream().forEach(index -> ids.add(devices.get(index).id()));
        return ids;
    }

    /// The reported ones among some ids.
    BitSet set(Collection<String> ids) {
        BitSet set = new BitSet();
        for (String id : ids) {
            int index = index(id);
            if (index >= 0) {
                set.set(index);
            }
        }
        return set;
    }

    private int index(String id) {
        for (int i = 0; i < devices.size(); i++) {
            if (devices.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    /// The likeliest `count` of some ids when they are taken in an unknown order, as the kubelet does: from every group of
    /// devices with the same NUMA nodes in proportion to its size. Of equally likely outcomes the one with more from the
    /// lower NUMA nodes (devices without come last), and in a group the lowest ids.
    ///
    /// A group of n gives k devices with a likelihood of "n choose k", and the product over the groups is largest when each
    /// next device comes from the group with the largest (n - k) / (k + 1).
    List<String> likeliest(SortedSet<String> ids, int count) {
        SortedMap<Long, List<String>> groups = new TreeMap<>(ResourceDevices::compareNumaBits);
        for (String id : ids) {
            int index = index(id);
            groups.computeIfAbsent(index < 0 ? 0 : numaBits[index], absent -> new ArrayList<>()).add(id);
        }
        Map<Long, Integer> taken = new HashMap<>();
        List<String> chosen = new ArrayList<>();
        while (chosen.size() < count && chosen.size() < ids.size()) {
            long best = groups.firstKey();
            for (long group : groups.keySet()) {
                long gain = (long) left(groups, taken, group) * (taken.getOrDefault(best, 0) + 1);
                if (gain > (long) left(groups, taken, best) * (taken.getOrDefault(group, 0) + 1)) {
                    best = group;
                }
            }
            chosen.add(groups.getOrDefault(best, List.of()).get(taken.merge(best, 1, Integer::sum) - 1));
        }
        return chosen;
    }

    private static int left(SortedMap<Long, List<String>> groups, Map<Long, Integer> taken, long group) {
        return groups.getOrDefault(group, List.of()).size() - taken.getOrDefault(group, 0);
    }

    // Lowest NUMA node first, then as unsigned numbers; none last.
    private static int compareNumaBits(long a, long b) {
        int byLowest = Long.compareUnsigned(Long.lowestOneBit(a) - 1, Long.lowestOneBit(b) - 1);
        return byLowest != 0 ? byLowest : Long.compareUnsigned(a, b);
    }

    /// 6.3 rule 1: at least one device of the resource has a NUMA node.
    boolean hasTopology() {
        for (long bits : numaBits) {
            if (bits != 0) {
                return true;
            }
        }
        return false;
    }

    /// Splits free devices by the affinity (6.3): on its NUMA nodes, on others, without any.
    Split split(BitSet available, Optional<NumaMask> affinity) {
        Split split = new Split(new BitSet(), new BitSet(), new BitSet());
        boolean any = affinity.isEmpty() || !hasTopology();
        available.stream().forEach(index -> {
            long bits = numaBits[index];
            if (any || bits == 0) {
                split.noAffinity.set(index);
            } else if ((bits & affinity.get().bits()) != 0) {
                split.aligned.set(index);
            } else {
                split.unaligned.set(index);
            }
        });
        return split;
    }

    record Split(BitSet aligned, BitSet unaligned, BitSet noAffinity) {}

    /// Device ids by NUMA node id, as the kubelet's table groups them (6.1 step 8).
    SortedMap<Integer, List<String>> byNumaNode(SortedSet<String> ids) {
        SortedMap<Integer, List<String>> groups = new TreeMap<>();
        for (String id : ids) {
            int index = index(id);
            List<Integer> numaNodes = index < 0 ? List.of() : devices.get(index).numaNodes().orElse(List.of());
            for (int numaNode : numaNodes.isEmpty() ? List.of(HeldDevices.NO_NUMA_NODE) : numaNodes) {
                groups.computeIfAbsent(numaNode, absent -> new ArrayList<>()).add(id);
            }
        }
        return groups;
    }

    /// 7.3: masks over the NUMA nodes that have a device of this resource.
    ResourceHints hints(BitSet available, BitSet reusable, long count) {
        long numaNodes = 0;
        for (long bits : numaBits) {
            numaNodes |= bits;
        }
        int narrowest = Long.SIZE;
        HintList.Builder hints = new HintList.Builder();
        for (NumaMasks masks = new NumaMasks(new NumaMask(numaNodes)); masks.next();) {
            long bits = masks.bits();
            if (masks.size() < narrowest && reported(bits) >= count) {
                narrowest = masks.size();
            }
            long usable = usable(bits, available, reusable);
            if (usable >= 0 && usable >= count) {
                hints.add(bits, false);
            }
        }
        return hints.preferSize(narrowest).buildOr(ResourceHints.IMPOSSIBLE);
    }

    private int reported(long mask) {
        int count = 0;
        for (long bits : numaBits) {
            count += (bits & mask) != 0 ? 1 : 0;
        }
        return count;
    }

    /// Devices of the mask that could be given, or -1 when a reusable device is elsewhere. A reusable device without
    /// topology counts for nothing; one whose topology is empty is nowhere.
    private int usable(long mask, BitSet available, BitSet reusable) {
        int count = 0;
        for (int i = reusable.nextSetBit(0); i >= 0; i = reusable.nextSetBit(i + 1)) {
            if (devices.get(i).numaNodes().isEmpty()) {
                continue;
            }
            if ((numaBits[i] & mask) == 0) {
                return -1;
            }
            count++;
        }
        for (int i = available.nextSetBit(0); i >= 0; i = available.nextSetBit(i + 1)) {
            count += (numaBits[i] & mask) != 0 ? 1 : 0;
        }
        return count;
    }
}
