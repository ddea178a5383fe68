package io.alidade.plan.whatif;

import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.alignment.FewestNumaNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Looks for larger amounts with which the pod reaches the target, and for fractions of a CPU, which are not pinned.
///
/// More helps where the amount has the wrong shape: half a core with `full-pcpus-only`; an init container that takes less
/// than the container after it, so that what it leaves keeps that one on its NUMA node (cpu-manager 9, device-manager 6); an
/// amount for which fewer NUMA nodes are preferred than for the others. So of each container are tried, from the smallest:
/// whole cores, what other containers of the pod ask for, and what is just too much for one NUMA node, for two and so on.
final class RaiseSearch {
    private static final int MAX_CONTAINERS = 16;
    private static final int MAX_EACH = 8;
    private static final Quantity TENTH = Quantity.ofMillis(100);

    private final KubeletNode node;
    private final PodManifest pod;
    private final Target target;
    private final Trials trials;
    private final CpuTopology cpus;
    private final FewestNumaNodes fewest;

    RaiseSearch(KubeletNode node, PodManifest pod, Target target, Trials trials) {
        this.node = node;
        this.pod = pod;
        this.target = target;
        this.trials = trials;
        this.cpus = new CpuTopology(node.node().topology());
        this.fewest = new FewestNumaNodes(node.node(), cpus);
    }

    /// The smallest larger amount of each resource of each container that does it, and fractions in init containers.
    List<WhatIf> find() {
        List<WhatIf> found = new ArrayList<>();
        for (ContainerRequest container : containers()) {
            for (String resource : container.resources().limits().keySet()) {
                first(raises(container, resource)).ifPresent(found::add);
            }
            if (container.kind() != ContainerKind.APP) {
                first(fraction(container).stream().toList()).ifPresent(found::add);
            }
        }
        return found;
    }

    /// Every container that asks for a part of a core with the whole core.
    Optional<WhatIf> wholeCores() {
        List<Change.Request> changes = new ArrayList<>();
        for (ContainerRequest container : containers()) {
            if (exclusiveCpus(container) % cpus.cpusPerCore() != 0) {
                raises(container, "cpu").stream().findFirst().ifPresent(changes::add);
            }
        }
        return changes.size() < 2 ? Optional.empty() : tried(changes);
    }

    /// A fraction in one app container: it loses its CPUs.
    List<WhatIf> fractions() {
        return containers().stream().filter(container -> container.kind() == ContainerKind.APP)
                .flatMap(container -> first(fraction(container).stream().toList()).stream()).toList();
    }

    /// What is tried alone, apart from CPUs that an app container would lose.
    List<Change.Request> candidates() {
        return containers().stream().flatMap(container -> Stream.concat(
                container.resources().limits().keySet().stream()
                        .flatMap(resource -> raises(container, resource).stream()),
                container.kind() == ContainerKind.APP ? Stream.empty() : fraction(container).stream())).toList();
    }

    /// Two of these changes in two containers.
    List<WhatIf> pairs(int maxAnswers) {
        List<Change.Request> changes = candidates();
        List<WhatIf> found = new ArrayList<>();
        for (int second = 1; second < changes.size() && found.size() < maxAnswers; second++) {
            for (int first = 0; first < second && found.size() < maxAnswers; first++) {
                if (!changes.get(first).container().equals(changes.get(second).container())) {
                    tried(List.of(changes.get(first), changes.get(second))).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    /// Those of a pod with amounts of its own are bound by them and left alone.
    private List<ContainerRequest> containers() {
        return pod.request().podResources().isPresent() ? List.of()
                : pod.request().containers().stream().limit(MAX_CONTAINERS).toList();
    }

    private int exclusiveCpus(ContainerRequest container) {
        return node.node().allocations().cpus().exclusiveCount(pod.request(), container);
    }

    private List<Change.Request> raises(ContainerRequest container, String resource) {
        Quantity current = Pods.amount(container.resources(), resource);
        if (current.signum() <= 0) {
            return List.of();
        }
        Scale scale = Scale.of(resource, current);
        Set<Quantity> wanted = new TreeSet<>();
        int threads = resource.equals("cpu") ? cpus.cpusPerCore() : 1;
        if (resource.equals("cpu") && exclusiveCpus(container) > 0) {
            wanted.add(Quantity.of((long) Math.ceilDiv(exclusiveCpus(container), threads) * threads));
        }
        pod.request().containers().stream().map(other -> Pods.amount(other.resources(), resource))
                .forEach(wanted::add);
        fewest.limits(resource).stream().map(limit -> resource.equals("cpu") ? Quantity.of(limit + threads)
                : scale.amount(scale.steps(Quantity.ofBytes(limit)) + 1)).forEach(wanted::add);
        return wanted.stream().filter(amount -> amount.compareTo(current) > 0).limit(MAX_EACH)
                .map(amount -> new Change.Request(Optional.of(container.name()), resource, current, amount)).toList();
    }

    /// Just less than whole.
    private Optional<Change.Request> fraction(ContainerRequest container) {
        Quantity current = Pods.amount(container.resources(), "cpu");
        return target == Target.TOGETHER || exclusiveCpus(container) == 0 ? Optional.empty()
                : Optional.of(new Change.Request(Optional.of(container.name()), "cpu", current,
                        Quantity.parse(current.subtract(TENTH).toText())));
    }

    private Optional<WhatIf> first(List<Change.Request> changes) {
        return changes.stream().flatMap(change -> tried(List.of(change)).stream()).findFirst();
    }

    private Optional<WhatIf> tried(List<Change.Request> changes) {
        if (!trials.admission()) {
            return Optional.empty();
        }
        Change change = changes.size() == 1 ? changes.getFirst() : new Change.Together(List.copyOf(changes));
        boolean loses = changes.stream().anyMatch(RaiseSearch::isFraction);
        String text = changes.size() == 1 ? RequestText.of(pod, changes.getFirst())
                : RequestText.together(pod, changes);
        return target.reachedBy(node, change.applyTo(pod))
                .map(admitted -> WhatIf.of(change, admitted, text + (loses ? " (a fraction: it shares CPUs)" : "")));
    }

    private static boolean isFraction(Change.Request change) {
        return change.resourceName().equals("cpu") && change.wanted().compareTo(change.current()) < 0;
    }
}
