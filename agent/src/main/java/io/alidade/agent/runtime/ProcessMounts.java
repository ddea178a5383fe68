package io.alidade.agent.runtime;

import io.alidade.linux.process.Mounts;
import io.alidade.linux.process.SystemCallFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What a process sees of volumes. It has the files of the host; where the agent is root, it gets mounts of its own, which
/// nobody else sees, on files and folders that are there.
///
/// @param isRoot whether the agent is
record ProcessMounts(boolean isRoot) {
    /// Looks at what a container asks for.
    ///
    /// @throws io.alidade.kube.document.BadInput with the first field that a process cannot have
    void check(RunSpec spec, ContainerSpec container) {
        for (MountSpec mount : container.mounts()) {
            VolumeSpec volume = spec.volumes().stream().filter(own -> own.name().equals(mount.volume())).findFirst()
                    .orElseThrow();
            boolean isThere = volume instanceof VolumeSpec.HostPath here && !mount.isReadOnly()
                    && mount.subPath().isEmpty() && here.hostPath().equals(Path.of(mount.mountPath()));
            if (isThere && mount.propagation() != BindMount.Propagation.BIDIRECTIONAL) {
                continue;
            }
            Path place = Path.of(mount.mountPath());
            if (!isRoot) {
                throw UnsupportedField.at(mount.path(), "needs a mount, which a process has only if the agent is root;"
                        + " else it sees the host's files at their own places.");
            }
            if (mount.propagation() != BindMount.Propagation.PRIVATE) {
                throw UnsupportedField.at(mount.path() + ".mountPropagation", "is not followed by a process.");
            }
            if (place.getNameCount() == 0) {
                throw UnsupportedField.at(mount.path() + ".mountPath", "is \"/\", which stays that of the host.");
            }
            if (Files.notExists(place)) {
                throw UnsupportedField.at(mount.path() + ".mountPath", "is \"" + mount.mountPath()
                        + "\", which is not there on this machine, and a process has its files: make it, an empty folder or"
                        + " file.");
            }
        }
        TerminationMessage message = container.terminationMessage();
        if (!message.path().equals(TerminationMessage.DEFAULT_PATH) && !isMessagePossible(message)) {
            throw UnsupportedField.at(container.path() + ".terminationMessagePath", "is \"" + message.path()
                    + "\": it is followed where the agent is root and a file is there.");
        }
    }

    private boolean isMessagePossible(TerminationMessage message) {
        return isRoot && Files.isRegularFile(Path.of(message.path()));
    }

    /// Gives them to the calling thread, and to what it starts.
    ///
    /// @throws StartFailed if one cannot be mounted
    void apply(ContainerStart start) throws StartFailed {
        List<BindMount> mounts = new ArrayList<>(start.mounts().stream().filter(ProcessMounts::isElsewhere).toList());
        start.devices().mounts().values().stream()
                .map(mount -> new BindMount(Path.of(mount.getHostPath()), mount.getContainerPath(), mount.getReadOnly(),
                        BindMount.Propagation.PRIVATE))
                .filter(ProcessMounts::isElsewhere).forEach(mounts::add);
        if (isMessagePossible(start.container().terminationMessage())) {
            mounts.add(start.message());
        }
        if (mounts.isEmpty()) {
            return;
        }
        if (!isRoot) {
            throw new StartFailed(mounts.getFirst().hostPath() + " is wanted at " + mounts.getFirst().containerPath()
                    + ", and a process has mounts only if the agent is root");
        }
        // What is mounted on a folder hides what is below it.
        mounts.sort(Comparator.comparingInt(mount -> Path.of(mount.containerPath()).getNameCount()));
        try {
            Mounts.separate();
        } catch (SystemCallFailed failure) {
            throw new StartFailed("it cannot have mounts of its own: " + failure.getMessage());
        }
        for (BindMount mount : mounts) {
            try {
                Mounts.bind(mount.hostPath(), Path.of(mount.containerPath()), mount.isReadOnly());
            } catch (SystemCallFailed failure) {
                throw new StartFailed(mount.hostPath() + " cannot be mounted at " + mount.containerPath() + ": "
                        + failure.reason());
            }
        }
    }

    private static boolean isElsewhere(BindMount mount) {
        return mount.isReadOnly() || !mount.hostPath().equals(Path.of(mount.containerPath()));
    }
}
