package io.alidade.agent.runtime;

import java.nio.file.Path;
import java.util.OptionalLong;

/// A volume of a pod.
public sealed interface VolumeSpec {
    /// Where it stands in the pod: `spec.volumes[0]`.
    String path();

    String name();

    /// A folder of the pod's own, empty when the pod begins and gone when it ends.
    ///
    /// @param sizeLimitBytes of one in memory; absent for as much as the pod may use
    record EmptyDir(String path, String name, Medium medium, OptionalLong sizeLimitBytes) implements VolumeSpec {}

    /// Something of this machine.
    record HostPath(String path, String name, Path hostPath, HostPathType type) implements VolumeSpec {}

    /// What an [EmptyDir] is on.
    sealed interface Medium {
        /// The disk of the agent's state folder.
        record Disk() implements Medium {}

        /// Memory (`tmpfs`).
        record Memory() implements Medium {}

        /// Pages of one size (`hugetlbfs`).
        record HugePages(long pageSizeBytes) implements Medium {}
    }

    /// What a [HostPath] has to be, or is made if it is not there.
    enum HostPathType {
        /// Nothing is looked at.
        ANYTHING(""), DIRECTORY_OR_CREATE("DirectoryOrCreate"), DIRECTORY("Directory"), FILE_OR_CREATE("FileOrCreate"),
        FILE("File"), SOCKET("Socket"), CHAR_DEVICE("CharDevice"), BLOCK_DEVICE("BlockDevice");

        private final String wireName;

        HostPathType(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
