package io.alidade.linux.machine;

/// Something about a machine that its reader should know before trusting the result. One warning sums up all places of its
/// kind where that reads better.
///
/// @param message what is the case, and what was done about it
public record DiscoveryWarning(Kind kind, String message) {
    /// The name of a warning. `wireName` is stable and meant for filters.
    public enum Kind {
        LINK_OUT_OF_ROOT("link-out-of-root"),
        WRONG_FILE_TYPE("wrong-file-type"),
        UNREADABLE_FILE("unreadable-file"),
        FILE_TOO_LARGE("file-too-large"),
        DIRECTORY_TOO_LARGE("directory-too-large"),
        /// An entry of an archive has an absolute name, `..` in it, or is a device, a FIFO or a hard link to nothing.
        ARCHIVE_ENTRY_REFUSED("archive-entry-refused"),
        /// A file holds something else than the kernel writes there; it counts as missing.
        MALFORMED_FILE("malformed-file"),
        /// A CPU is listed as online but has no folder.
        CPU_VANISHED("cpu-vanished"),
        /// A CPU's socket or core is not in sysfs, but in `/proc/cpuinfo`.
        PLACE_FROM_CPUINFO("place-from-cpuinfo"),
        /// No package id; the CPU counts to socket 0.
        SOCKET_UNKNOWN("socket-unknown"),
        /// No core id; siblings make a core where they are listed, else the CPU is a core of its own.
        CORE_UNKNOWN("core-unknown"),
        /// Several cores of one NUMA node and socket have the same core id: the kubelet takes them for one.
        CORE_ID_AMBIGUOUS("core-id-ambiguous"),
        /// A CPU that no NUMA node lists: the kubelet does not see it.
        CPU_OUTSIDE_NUMA_NODES("cpu-outside-numa-nodes"),
        CPU_IN_SEVERAL_NUMA_NODES("cpu-in-several-numa-nodes"),
        /// A kernel without NUMA: one NUMA node 0 stands for the machine.
        NO_NUMA_NODES("no-numa-nodes"),
        MEMORY_UNKNOWN("memory-unknown"),
        DISTANCES_UNKNOWN("distances-unknown"),
        /// No hugepages folder; pages of the default size come from `meminfo`.
        HUGEPAGES_FROM_MEMINFO("hugepages-from-meminfo"),
        /// A cache does not list the CPU that it belongs to; it counts as its core's own.
        CACHE_SHARING_UNKNOWN("cache-sharing-unknown"),
        /// No cache ids: the kubelet takes the socket for the uncore cache then.
        CACHE_ID_UNKNOWN("cache-id-unknown"),
        /// Several caches of one level have the same id: the kubelet takes them for one.
        CACHE_ID_AMBIGUOUS("cache-id-ambiguous"),
        /// An hwloc XML leaves out CPUs that are offline, or that its writer was not allowed to use.
        CPU_HIDDEN("cpu-hidden"),
        /// An hwloc XML names a NUMA node and does not describe it.
        NUMA_NODE_HIDDEN("numa-node-hidden"),
        /// hwloc leaves out NUMA nodes that are the memory of GPUs.
        GPU_MEMORY_HIDDEN("gpu-memory-hidden"),
        /// The source has no counts of pages.
        HUGEPAGES_UNKNOWN("hugepages-unknown"),
        /// CPUs that the writer of an hwloc XML was not allowed to use; a kubelet counts them.
        CPU_NOT_ALLOWED("cpu-not-allowed"),
        /// Something that the source never tells, whatever the machine.
        NOT_IN_SOURCE("not-in-source"),
        CACHE_TYPE_UNKNOWN("cache-type-unknown"),
        /// The kernel tells no kinds of cores apart, the firmware does.
        CORE_KINDS_FROM_FIRMWARE("core-kinds-from-firmware"),
        /// A device has no NUMA node; its near CPUs say which.
        DEVICE_NUMA_NODE_FROM_CPUS("device-numa-node-from-cpus"),
        /// A device is said to be on a NUMA node that the machine does not have.
        DEVICE_NUMA_NODE_UNKNOWN("device-numa-node-unknown");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
