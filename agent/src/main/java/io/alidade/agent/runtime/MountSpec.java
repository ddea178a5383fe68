package io.alidade.agent.runtime;

import java.util.Optional;

/// Where a container sees a volume.
///
/// @param path      where it stands in the pod: `spec.containers[0].volumeMounts[0]`
/// @param volume    the name of the volume
/// @param mountPath absolute
/// @param subPath   the part of the volume that is seen; relative, and without `..`
public record MountSpec(String path, String volume, String mountPath, boolean isReadOnly, Optional<String> subPath,
        BindMount.Propagation propagation) {}
