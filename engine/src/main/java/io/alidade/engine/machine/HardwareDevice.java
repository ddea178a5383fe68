package io.alidade.engine.machine;

import io.alidade.engine.mask.CpuSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// One function of a PCI device, as far as it matters where it sits.
///
/// @param address          `0000:3b:00.0`
/// @param path             the bridges on the way to it, from the root complex down, by address; empty when unknown
/// @param classCode        the PCI class, 24 bits (`0x030200`)
/// @param names            what the system calls it: `eth0`, `mlx5_0`, `nvme0`, `card1`; ascending
/// @param numaNode         absent when the kernel does not know one
/// @param localCpus        the usable CPUs that the kernel takes for near; empty when unknown
/// @param physicalFunction of an SR-IOV virtual function, the address of its physical function
/// @param virtualFunctions how many virtual functions are enabled on a physical function; absent when it has none to offer
/// @param driver           the kernel's driver that it is bound to, `mlx5_core`; absent when it is bound to none, or unknown
public record HardwareDevice(Kind kind, String address, List<String> path, int classCode, OptionalInt vendorId,
        OptionalInt deviceId, List<String> names, OptionalInt numaNode, CpuSet localCpus,
        Optional<String> physicalFunction, OptionalInt virtualFunctions, Optional<String> driver) {
    public HardwareDevice {
        path = List.copyOf(path);
        names = List.copyOf(names);
    }

    /// What a device is for.
    public enum Kind {
        GPU("gpu"), ACCELERATOR("accelerator"), NIC("nic"),
        /// A card with InfiniBand or RoCE, whatever else it does.
        RDMA("rdma"), NVME("nvme"), STORAGE("storage"), OTHER("other");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /// `nic 0000:3b:00.0 (eth0, mlx5_0) on NUMA node 0`.
    @Override
    public String toString() {
        return kind.wireName() + " " + address + (names.isEmpty() ? "" : " (" + String.join(", ", names) + ")")
                + (numaNode.isPresent() ? " on NUMA node " + numaNode.getAsInt() : "");
    }
}
