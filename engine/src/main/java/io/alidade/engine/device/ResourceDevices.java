package io.alidade.engine.device;

import io.alidade.engine.hint.HintFamily;
import io.alidade.engine.hint.Requirement;
import io.alidade.engine.hint.ResourceHints;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.topology.NodeTopology;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
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
    /// The number of NUMA nodes of the machine; 0 before anything was reported.
    private final int numaNodes;
    private final boolean registered;
    private final List<Device> devices;
    private final long[] numaBits;
    private final BitSet healthy;
    private final List<String> healthyIds;
    private final SortedSet<String> allocated;

    private ResourceDevices(String resource, int numaNodes, boolean registered, List<Device> devices, long[] numaBits,
            BitSet healthy, SortedSet<String> allocated) {
        this(resource, numaNodes, registered, devices, numaBits, healthy,
                healthy.stream().mapToObj(index -> devices.get(index).id()).toList(), allocated);
    }

    private ResourceDevices(String resource, int numaNodes, boolean registered, List<Device> devices, long[] numaBits,
            BitSet healthy, List<String> healthyIds, SortedSet<String> allocated) {
        this.resource = resource;
        this.numaNodes = numaNodes;
        this.registered = registered;
        this.devices = devices;
        this.numaBits = numaBits;
        this.healthy = healthy;
        this.healthyIds = healthyIds;
        this.allocated = allocated;
    }

    /// A resource that is known but of which nothing was reported: after a restart, before its plugin is back.
    static ResourceDevices known(String resource) {
        return new ResourceDevices(resource, 0, true, List.of(), new long[0], new BitSet(), new TreeSet<>());
    }

    /// A resource that containers hold and no plugin has registered: the kubelet has forgotten the plugin
    /// (device-manager 4.3), and restarted.
    static ResourceDevices unregistered(String resource) {
        return new ResourceDevices(resource, 0, false, List.of(), new long[0], new BitSet(), new TreeSet<>());
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
        return new ResourceDevices(resource, topology.numaNodes().size(), true, List.copyOf(sorted), bits, ready,
                allocated);
    }

    private static long numaBits(NodeTopology topology, Device device) {
        long bits = 0;
        for (int numaNode : device.numaNodes().orElse(List.of())) {
            int position = topology.position(numaNode);
            bits |= position < 0 ? 0 : 1L << position;
        }
        return bits;
    }

    /// The resource after its plugin has gone: nothing is healthy any more, the list stays (device-manager 4.2).
    ResourceDevices unplugged() {
        return new ResourceDevices(resource, numaNodes, registered, devices, numaBits, new BitSet(), allocated);
    }

    /// The resource after the kubelet has forgotten its plugin: it is registered no more, the list stays
    /// (device-manager 4.3).
    ResourceDevices forgotten() {
        return new ResourceDevices(resource, numaNodes, false, devices, numaBits, new BitSet(), allocated);
    }

    ResourceDevices withAllocated(SortedSet<String> inUse) {
        return new ResourceDevices(resource, numaNodes, registered, devices, numaBits, healthy, healthyIds, inUse);
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
    List<String> healthyIds() {
        return healthyIds;
    }

    boolean hasHealthy() {
        return !healthy.isEmpty();
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
        for (int i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
            ids.add(devices.get(i).id());
        }
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

    // The list is in id order.
    private int index(String id) {
        int low = 0;
        int high = devices.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = devices.get(middle).id().compareTo(id);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
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
        long[] groups = new long[ids.size()];
        int[] left = new int[ids.size()];
        int size = 0;
        for (String id : ids) {
            long bits = numaBitsOf(id);
            int at = 0;
            while (at < size && compareNumaBits(groups[at], bits) < 0) {
                at++;
            }
            if (at == size || groups[at] != bits) {
                System.arraycopy(groups, at, groups, at + 1, size - at);
                System.arraycopy(left, at, left, at + 1, size - at);
                groups[at] = bits;
                left[at] = 0;
                size++;
            }
            left[at]++;
        }
        int[] taken = new int[size];
        for (int chosen = Math.min(count, ids.size()); chosen > 0; chosen--) {
            int best = 0;
            for (int group = 1; group < size; group++) {
                if ((long) left[group] * (taken[best] + 1) > (long) left[best] * (taken[group] + 1)) {
                    best = group;
                }
            }
            left[best]--;
            taken[best]++;
        }
        return lowest(ids, groups, taken);
    }

    // So many of each group.
    private List<String> lowest(SortedSet<String> ids, long[] groups, int[] counts) {
        List<String> chosen = new ArrayList<>();
        for (String id : ids) {
            long bits = numaBitsOf(id);
            int group = 0;
            while (groups[group] != bits) {
                group++;
            }
            if (counts[group]-- > 0) {
                chosen.add(id);
            }
        }
        return chosen;
    }

    private long numaBitsOf(String id) {
        int index = index(id);
        return index < 0 ? 0 : numaBits[index];
    }

    // Lowest NUMA node first, then as unsigned numbers; none last.
    private static int compareNumaBits(long a, long b) {
        int byLowest = Long.compareUnsigned(Long.lowestOneBit(a) - 1, Long.lowestOneBit(b) - 1);
        return byLowest != 0 ? byLowest : Long.compareUnsigned(a, b);
    }

    /// True if at least one device of the resource has a NUMA node (device-manager 6.3).
    boolean hasTopology() {
        for (long bits : numaBits) {
            if (bits != 0) {
                return true;
            }
        }
        return false;
    }

    /// Splits free devices by the affinity (device-manager 6.3): on its NUMA nodes, on others, without any.
    Split split(BitSet available, Optional<NumaMask> affinity) {
        Split split = new Split(new BitSet(), new BitSet(), new BitSet());
        boolean any = affinity.isEmpty() || !hasTopology();
        for (int index = available.nextSetBit(0); index >= 0; index = available.nextSetBit(index + 1)) {
            long bits = numaBits[index];
            if (any || bits == 0) {
                split.noAffinity.set(index);
            } else if ((bits & affinity.get().bits()) != 0) {
                split.aligned.set(index);
            } else {
                split.unaligned.set(index);
            }
        }
        return split;
    }

    record Split(BitSet aligned, BitSet unaligned, BitSet noAffinity) {}

    /// Device ids by NUMA node id, as the kubelet's table groups them (device-manager 6.1 step 8).
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

    /// Masks over the NUMA nodes that have a device of this resource (device-manager 7.3). A reusable device without
    /// topology counts for nothing; one whose topology is empty is nowhere.
    ///
    /// @param onlyOwnNumaNodes false for masks over all NUMA nodes, whether they have such a device or not
    ResourceHints hints(BitSet available, BitSet reusable, long count, boolean onlyOwnNumaNodes) {
        long support = 0;
        for (long bits : numaBits) {
            support |= bits;
        }
        if (!onlyOwnNumaNodes) {
            support = numaNodes == 0 ? 0 : -1L >>> (Long.SIZE - numaNodes);
        }
        long reused = 0;
        long required = 0;
        for (int i = reusable.nextSetBit(0); i >= 0; i = reusable.nextSetBit(i + 1)) {
            if (devices.get(i).numaNodes().isEmpty()) {
                continue;
            }
            if (numaBits[i] == 0) {
                return ResourceHints.IMPOSSIBLE;
            }
            required |= Long.bitCount(numaBits[i]) == 1 ? numaBits[i] : 0;
            reused++;
        }
        Requirement.Builder enough = counting(support, required, available, count - reused);
        for (int i = reusable.nextSetBit(0); i >= 0; i = reusable.nextSetBit(i + 1)) {
            if (Long.bitCount(numaBits[i]) > 1) {
                enough.touching(numaBits[i]);
            }
        }
        BitSet all = new BitSet(numaBits.length);
        all.set(0, numaBits.length);
        int narrowest = counting(support, 0, all, count).build().narrowest(Long.SIZE);
        return HintFamily.of(numaNodes, enough.build(), narrowest).answer();
    }

    // The masks that touch so many of some devices.
    private Requirement.Builder counting(long support, long required, BitSet set, long needed) {
        long[] single = new long[numaNodes];
        Requirement.Builder devices = new Requirement.Builder(support, required).amount(single, Math.max(0, needed));
        for (int i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
            if (Long.bitCount(numaBits[i]) == 1) {
                single[Long.numberOfTrailingZeros(numaBits[i])]++;
            } else if (numaBits[i] != 0) {
                devices.shared(numaBits[i], 1);
            }
        }
        return devices;
    }
}
