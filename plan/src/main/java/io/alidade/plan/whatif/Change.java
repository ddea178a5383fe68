package io.alidade.plan.whatif;

import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One thing that would be different.
public sealed interface Change {
    /// What sort of change it is, for programs: `request`, `requests`, `scope`, `policy`, `cpu-manager-option`, `reserved`,
    /// `remove-pods` or `together`.
    String kind();

    /// What is changed: a resource, or the field of the kubelet's configuration; empty for pods.
    Optional<String> resource();

    /// The value as it is; for pods, their names.
    String from();

    /// The value as it would be; empty for pods that go.
    Optional<String> to();

    /// Another amount of one resource, of one container or, without one, in the pod's own `spec.resources`. Where a limit
    /// equals its request, both change.
    record Request(Optional<String> container, String resourceName, Quantity current, Quantity wanted)
            implements
            Change {
        @Override
        public String kind() {
            return "request";
        }

        @Override
        public Optional<String> resource() {
            return Optional.of(resourceName);
        }

        @Override
        public String from() {
            return current.toText();
        }

        @Override
        public Optional<String> to() {
            return Optional.of(wanted.toText());
        }

        private PodManifest changed(PodManifest pod) {
            PodRequest request = pod.request();
            List<ContainerRequest> containers = new ArrayList<>();
            for (ContainerRequest own : request.containers()) {
                containers.add(container.filter(own.name()::equals).isPresent()
                        ? new ContainerRequest(own.name(), own.kind(), changed(own.resources()))
                        : own);
            }
            Optional<ResourceAmounts> podResources = container.isPresent() ? request.podResources()
                    : request.podResources().map(this::changed);
            return pod.with(new PodRequest(request.uid(), request.namespace(), request.name(),
                    request.qosClass(), podResources, containers, request.placement()));
        }

        private ResourceAmounts changed(ResourceAmounts amounts) {
            Map<String, Quantity> requests = new TreeMap<>(amounts.requests());
            Map<String, Quantity> limits = new TreeMap<>(amounts.limits());
            Quantity request = requests.get(resourceName);
            Quantity limit = limits.get(resourceName);
            if (request == null || limit == null || request.compareTo(limit) == 0 || wanted.compareTo(limit) > 0) {
                limits.computeIfPresent(resourceName, (_, _) -> wanted);
            }
            requests.computeIfPresent(resourceName, (_, _) -> wanted);
            return new ResourceAmounts(requests, limits);
        }
    }

    /// Several changes at once: amounts, settings, pods that go.
    record Together(List<Change> changes) implements Change {
        public Together {
            changes = List.copyOf(changes);
            if (changes.size() < 2) {
                throw new IllegalArgumentException("One change is not together with anything.");
            }
        }

        @Override
        public String kind() {
            return changes.stream().allMatch(Request.class::isInstance) ? "requests" : "together";
        }

        @Override
        public Optional<String> resource() {
            return Optional.of(joined(change -> change.resource().orElse("pods")));
        }

        @Override
        public String from() {
            return joined(Change::from);
        }

        @Override
        public Optional<String> to() {
            return Optional.of(joined(change -> change.to().orElse("none")));
        }

        private String joined(Function<Change, String> toText) {
            return changes.stream().map(toText).collect(Collectors.joining(", "));
        }
    }

    /// The pod with all amounts that this changes.
    default PodManifest applyTo(PodManifest pod) {
        return switch (this) {
            case Request request -> request.changed(pod);
            case Together together -> {
                PodManifest changed = pod;
                for (Change change : together.changes()) {
                    changed = change.applyTo(changed);
                }
                yield changed;
            }
            case Setting _, Removal _ -> pod;
        };
    }

    /// Another value of one setting of the kubelet; `field` is its name in the configuration, with the key in a map after a
    /// dot.
    ///
    /// @param beside what has to change with it, for people; empty if nothing has
    record Setting(String kind, String field, String from, String wanted, String beside,
            KubeletConfiguration configuration)
            implements
            Change {
        @Override
        public Optional<String> resource() {
            return Optional.of(field);
        }

        @Override
        public Optional<String> to() {
            return Optional.of(wanted);
        }
    }

    /// Pods that would not run, by uid.
    record Removal(List<String> uids, List<String> names) implements Change {
        public Removal {
            uids = List.copyOf(uids);
            names = List.copyOf(names);
        }

        @Override
        public String kind() {
            return "remove-pods";
        }

        @Override
        public Optional<String> resource() {
            return Optional.empty();
        }

        @Override
        public String from() {
            return String.join(", ", names);
        }

        @Override
        public Optional<String> to() {
            return Optional.empty();
        }
    }
}
