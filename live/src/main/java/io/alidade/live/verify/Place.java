package io.alidade.live.verify;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a row or a drift is about, as far as it is known; of a drift about the whole node nothing is.
///
/// @param container absent for the pod as a whole
/// @param cgroup    the path as below the root
public record Place(Optional<String> namespace, Optional<String> pod, Optional<String> podUid,
        Optional<String> container, Optional<String> cgroup) {
    /// The node.
    public static final Place NODE = new Place(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty());

    /// `namespace/pod`, else the pod's uid.
    public String podLabel() {
        return pod.isPresent() ? namespace.orElse("") + "/" + pod.get()
                : podUid.map(uid -> "pod " + uid).orElse("this node");
    }

    /// `namespace/pod/container`, with a uid where a name is not known.
    public String label() {
        return Stream.concat(Stream.of(podLabel()), container.stream()).collect(Collectors.joining("/"));
    }
}
