package io.alidade.engine.pod;

import io.alidade.engine.settings.PodPlacement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One pod as the resource managers see it. Requests are already defaulted from limits, as the API server does.
///
/// @param qosClass     the class recorded in the pod's status, if any; otherwise it is computed (node-config 6)
/// @param podResources `spec.resources`, present also when it is there but empty
/// @param containers   init containers (both kinds) as listed, then app containers as listed
/// @param placement    what holds for it instead of the node's settings; a kubelet knows nothing of that kind
public record PodRequest(String uid, String namespace, String name, Optional<QosClass> qosClass,
        Optional<ResourceAmounts> podResources, List<ContainerRequest> containers, PodPlacement placement) {
    /// A pod as a kubelet knows it.
    public PodRequest(String uid, String namespace, String name, Optional<QosClass> qosClass,
            Optional<ResourceAmounts> podResources, List<ContainerRequest> containers) {
        this(uid, namespace, name, qosClass, podResources, containers, PodPlacement.NONE);
    }

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

    /// The same pod, for which these rules hold instead of the node's settings.
    public PodRequest with(PodPlacement other) {
        return new PodRequest(uid, namespace, name, qosClass, podResources, containers, other);
    }

    /// Makes a pod container by container: `builder("7a1c").app("main", "cpu=2", "memory=1Gi").build()`. It is called like its
    /// uid, in the namespace `default`, until it is told otherwise.
    public static Builder builder(String uid) {
        return new Builder(uid);
    }

    /// `default/web: main: cpu=2, memory=1Gi`.
    @Override
    public String toString() {
        return namespace + "/" + name + ": "
                + Stream.concat(podResources.map(whole -> "as a whole: " + whole).stream(),
                        containers.stream().map(ContainerRequest::toString)).collect(Collectors.joining(" | "));
    }

    /// Collects a pod. Amounts are written `cpu=2`; with [#app], [#init] and [#sidecar] they are requests and limits at once.
    /// Containers are in the order in which they are added.
    public static final class Builder {
        private final String uid;
        private final List<ContainerRequest> containers = new ArrayList<>();
        private String namespace = "default";
        private String name;
        private Optional<QosClass> qosClass = Optional.empty();
        private Optional<ResourceAmounts> podResources = Optional.empty();
        private PodPlacement placement = PodPlacement.NONE;

        private Builder(String uid) {
            this.uid = uid;
            this.name = uid;
        }

        public Builder namespace(String other) {
            namespace = other;
            return this;
        }

        public Builder name(String other) {
            name = other;
            return this;
        }

        /// The class that the pod's status records.
        public Builder qosClass(QosClass recorded) {
            qosClass = Optional.of(recorded);
            return this;
        }

        /// `spec.resources`, requests and limits at once.
        public Builder podResources(String... amounts) {
            return podResources(ResourceAmounts.both(amounts));
        }

        /// `spec.resources`.
        public Builder podResources(ResourceAmounts resources) {
            podResources = Optional.of(resources);
            return this;
        }

        /// What holds for it instead of the node's settings.
        public Builder placement(PodPlacement rules) {
            placement = rules;
            return this;
        }

        /// A container that runs to its end before the next one starts.
        public Builder init(String container, String... amounts) {
            return container(container, ContainerKind.INIT, ResourceAmounts.both(amounts));
        }

        /// An init container that runs as long as the pod.
        public Builder sidecar(String container, String... amounts) {
            return container(container, ContainerKind.SIDECAR, ResourceAmounts.both(amounts));
        }

        /// One of `spec.containers`.
        public Builder app(String container, String... amounts) {
            return container(container, ContainerKind.APP, ResourceAmounts.both(amounts));
        }

        public Builder container(String container, ContainerKind kind, ResourceAmounts resources) {
            containers.add(new ContainerRequest(container, kind, resources));
            return this;
        }

        /// The pod.
        ///
        /// @throws IllegalArgumentException if no pod can be so: an empty uid, two containers of one name, an init container
        ///         after an app container
        public PodRequest build() {
            return new PodRequest(uid, namespace, name, qosClass, podResources, containers, placement);
        }
    }
}
