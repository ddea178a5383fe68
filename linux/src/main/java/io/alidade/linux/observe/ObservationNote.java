package io.alidade.linux.observe;

/// Something that could not be seen, or was left out, and so limits what the observation says.
///
/// @param message what is the case, and what can be done about it
public record ObservationNote(Kind kind, String message) {
    /// The name of a note. `wireName` is stable and meant for filters.
    public enum Kind {
        PERMISSION_DENIED("permission-denied"),
        UNREADABLE_FILE("unreadable-file"),
        /// A file holds something else than the kernel writes there; it counts as missing.
        MALFORMED_FILE("malformed-file"),
        /// A bound of the observation was reached; what is beyond it was not looked at.
        LIMIT_REACHED("limit-reached"),
        /// A symbolic link where none belongs, or one that leads out of the root.
        LINK_LEFT_OUT("link-left-out"),
        /// No folder with container log links: containers have no names.
        LOG_LINKS_MISSING("log-links-missing"),
        /// A name in the folder of log links is not one that the kubelet makes.
        LOG_LINK_NOT_UNDERSTOOD("log-link-not-understood"),
        /// A log link and a cgroup tell different pods for one container id.
        LOG_LINK_OF_OTHER_POD("log-link-of-other-pod"),
        /// cgroups hold processes of another PID namespace: processes of the host cannot be told from those of containers.
        OTHER_PID_NAMESPACE("other-pid-namespace"),
        /// Processes that cgroups list are not in `/proc`.
        PROCESSES_NOT_VISIBLE("processes-not-visible"),
        /// No NUMA nodes below `sys/devices/system/node`.
        NUMA_NODES_UNKNOWN("numa-nodes-unknown"),
        /// Several `kubepods` cgroups, of which one has pods.
        EMPTY_KUBEPODS("empty-kubepods"),
        /// Nothing tells which container a cgroup is; the rest of its pod is judged as a whole.
        JUDGED_AS_A_WHOLE("judged-as-a-whole"),
        /// Kernel threads that belong to no single CPU may run on exclusive CPUs.
        KERNEL_THREADS_ON_EXCLUSIVE_CPUS("kernel-threads-on-exclusive-cpus"),
        /// A manager's policy pins nothing, so that there is nothing to compare with.
        NOTHING_PINNED("nothing-pinned");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
