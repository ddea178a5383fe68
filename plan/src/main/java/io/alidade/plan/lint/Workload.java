package io.alidade.plan.lint;

import io.alidade.engine.pod.ContainerRequest;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.Trees;
import io.alidade.kube.pod.PodManifest;
import java.util.List;
import java.util.Optional;

/// A pod or the pod template of a workload.
///
/// @param object     kind and name, `Deployment shop/web`
/// @param kind       `Pod`, `Deployment`, ...
/// @param spec       of the pod
/// @param containers init containers, then app containers
/// @param pod        one pod of it; absent if the API server would refuse it
/// @param problem    why it would
record Workload(String object, String kind, Mapping document, Mapping spec, List<Container> containers,
        Optional<PodManifest> pod, Optional<BadInput> problem) {
    Workload {
        containers = List.copyOf(containers);
    }

    /// Whether something makes another pod when one is refused.
    boolean isRecreated() {
        return !kind.equals("Pod");
    }

    /// Where the object says what it is.
    Position place() {
        return Trees.place(document, "kind");
    }

    Optional<ContainerRequest> request(Container container) {
        return pod.flatMap(manifest -> manifest.request().containers().stream()
                .filter(request -> request.name().equals(container.name())).findFirst());
    }

    Optional<Container> container(String name) {
        return containers.stream().filter(container -> container.name().equals(name)).findFirst();
    }

    /// A container as it is written.
    record Container(String name, Mapping node, boolean isInit) {
        /// `containers[web]`.
        String path() {
            return (isInit ? "initContainers[" : "containers[") + name + "]";
        }

        Optional<Mapping> amounts(String field) {
            return Trees.mapping(node, "resources", field);
        }

        Optional<DocumentNode> amount(String field, String resource) {
            return Trees.at(node, "resources", field, resource);
        }

        Optional<Scalar> scalar(String field, String resource) {
            return Trees.scalar(node, "resources", field, resource);
        }

        /// Where a resource is asked for: its limit, else its request, else the container.
        Position place(String resource) {
            return amount("limits", resource).or(() -> amount("requests", resource)).map(DocumentNode::position)
                    .orElseGet(() -> Trees.place(node, "resources"));
        }
    }
}
