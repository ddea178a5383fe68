package io.alidade.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// The hints of the Device Manager for one resource by looking at every mask (device-manager 7.3).
public final class DeviceHintOracle {
    private DeviceHintOracle() {}

    /// A device and its NUMA nodes: absent without topology, possibly an empty set with one.
    public record DeviceRow(String id, Optional<Set<Integer>> numaNodes) {
        public DeviceRow {
            numaNodes = numaNodes.map(Set::copyOf);
        }

        private boolean touches(List<Integer> ids) {
            return numaNodes.isPresent() && ids.stream().anyMatch(numaNodes.get()::contains);
        }
    }

    /// The hints for `request` devices, in the order of the masks; none means that the request is impossible.
    ///
    /// @param numaNodes the number of NUMA nodes of the machine
    /// @param devices all devices of the resource, healthy or not, allocated or not
    /// @param available the ids of the devices that may be allocated
    /// @param reusable the ids of the devices that the pod's earlier containers leave to this one
    public static List<MaskHint> hints(
            int numaNodes, List<DeviceRow> devices, Set<String> available, Set<String> reusable, int request) {
        List<Integer> deviceNodes = IntStream.range(0, numaNodes)
                .filter(node -> devices.stream().anyMatch(device -> device.touches(List.of(node))))
                .boxed()
                .toList();
        int minSize = numaNodes;
        List<Long> masks = new ArrayList<>();
        for (long mask : MaskHint.masksOver(deviceNodes)) {
            List<Integer> ids = MaskHint.bitsOf(mask);
            long inMask = devices.stream().filter(device -> device.touches(ids)).count();
            if (inMask >= request) {
                minSize = Math.min(minSize, ids.size());
            }
            boolean allReusableTouch = devices.stream()
                    .filter(device -> reusable.contains(device.id()) && device.numaNodes().isPresent())
                    .allMatch(device -> device.touches(ids));
            long reused = devices.stream()
                    .filter(device -> reusable.contains(device.id()) && device.touches(ids))
                    .count();
            long free = devices.stream()
                    .filter(device -> available.contains(device.id()) && device.touches(ids))
                    .count();
            if (allReusableTouch && reused + free >= request) {
                masks.add(mask);
            }
        }
        return MaskHint.preferringSize(masks, minSize);
    }
}
