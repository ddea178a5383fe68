package io.alidade.engine.pod;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One pod as the resource managers see it. Requests are already defaulted from limits, as the API server does.
///
/// @param qosClass     the class recorded in the pod's status, if any; otherwise it is computed (node-config 6)
/// @param podResources `spec.resources`, present also when it is there but empty
/// @param containers   init containers (both kinds) as listed, then app containers as listed
public record PodRequest(String uid, String namespace, String name, Optional<QosClass> qosClass,
        Optional<ResourceAmounts> podResources, List<ContainerRequest> containers) {
    public PodRequest {
        containers = List.copyOf(containers);
        if (uid.isEmpty()) {
            throw new IllegalArgumentException("pod " + namespace + "/" + name + " has an empty uid.");
        }
        Set<String> names = new HashSet<>();
        boolean apps = false;
        for (ContainerRequest container : containers) {
            if (!names.add(container.name())) {
                throw new IllegalArgumentException("pod " + namespace + "/" + name + " has two containers named "
                        + container.name() + ". Rename one.");
            }
            if (apps && container.kind() != ContainerKind.APP) {
                throw new IllegalArgumentException("pod " + namespace + "/" + name + " lists init container "
                        + container.name() + " after an app container. Put init containers first.");
            }
            apps |= container.kind() == ContainerKind.APP;
        }
    }
}
