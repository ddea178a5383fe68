package io.alidade.kube.fit;

import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.kube.config.NodeAllocatable;
import io.alidade.kube.fit.FitOutcome.Rejection;
import io.alidade.kube.fit.FitOutcome.Unchecked;
import io.alidade.kube.machine.ExtendedResourceName;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.NodeTaint;
import io.alidade.kube.pod.EffectiveRequests;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifest.HostPort;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;

/// A node as the predicates see it.
///
/// Where labels are empty the node's labels are unknown, and what asks for them is reported as unchecked; where there are
/// some, `numa.node.count` and `kubernetes.io/os` are added to them. Taints are known if labels or taints are.
///
/// @param allocatable with the devices of the node ([NodeAllocatable#withDevices])
/// @param nodeName    the name of the node object, if known
public record NodeFit(NodeAllocatable allocatable, FeatureGates gates, Optional<String> nodeName,
        Map<String, String> labels, List<NodeTaint> taints) {
    private static final String OS_LABEL = "kubernetes.io/os";
    private static final String OS = "linux";
    private static final String NUMA_LABEL = "numa.node.count";
    private static final List<String> FIRST_RESOURCES = List.of("cpu", "memory", "ephemeral-storage");

    public NodeFit {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        taints = List.copyOf(taints);
    }

    /// The node on a machine.
    public static NodeFit of(MachineDescription machine, NodeAllocatable allocatable, FeatureGates gates) {
        Map<String, String> labels = new TreeMap<>(machine.labels());
        if (!labels.isEmpty()) {
            labels.putIfAbsent(NUMA_LABEL, Integer.toString(machine.topology().numaNodes().size()));
            labels.put(OS_LABEL, OS);
        }
        return new NodeFit(allocatable, gates, machine.name(), labels, machine.taints());
    }

    /// The same node under its name.
    public NodeFit named(String name) {
        return new NodeFit(allocatable, gates, Optional.of(name), labels, taints);
    }

    /// What keeps a pod off this node whatever it asks for and whoever else is there, a sentence each: labels, taints, the
    /// node's name.
    public List<String> obstacles(PodManifest pod) {
        return Obstacles.of(this, pod);
    }

    /// The same node after a device plugin has reported.
    public NodeFit withDevices(String resource, long capacity, long healthy) {
        return new NodeFit(allocatable.withDevices(resource, capacity, healthy), gates, nodeName, labels, taints);
    }

    /// Judges a pod that the resource managers have admitted. Of a critical pod that lacks nothing but resources, the kubelet
    /// asks whom it may evict for it ([Preemption]).
    ///
    /// @param others           the other active pods, as far as they are known; asked only if it must be
    /// @param usage            of all other active pods
    /// @param allocatedDevices by resource, the devices that all pods hold, this one included; empty if this pod was given
    ///                         none. The node offers at least as many, even if they have become unhealthy
    ///                         (device-manager 4.4)
    public FitOutcome check(PodManifest pod, Supplier<List<PodManifest>> others, NodeUsage usage,
            Map<String, Long> allocatedDevices) {
        List<Unchecked> unchecked = new ArrayList<>();
        Map<String, Quantity> requests = EffectiveRequests.of(pod, gates);
        if (requests.containsKey("ephemeral-storage") && !allocatable.allocatable().containsKey("ephemeral-storage")) {
            unchecked.add(new Unchecked("ephemeral-storage", "the machine's ephemeral storage is not known"));
        }
        Optional<Rejection> placement = placement(pod, usage, unchecked);
        Optional<Rejection> otherSystem = operatingSystem(pod);
        if (otherSystem.isPresent()) {
            return new FitOutcome(otherSystem, List.of(), unchecked);
        }
        List<Shortage> shortages = shortages(ResourceUnits.of(requests), usage, allocatedDevices);
        if (shortages.isEmpty() || !Preemption.isCritical(pod)) {
            return new FitOutcome(shortages.stream().map(Shortage::rejection).findFirst().or(() -> placement),
                    List.of(), unchecked);
        }
        if (placement.isPresent()) {
            return new FitOutcome(placement, List.of(), unchecked);
        }
        List<PodManifest> known = others.get();
        if (usage.pods() > known.size()) {
            unchecked.add(new Unchecked("Preemption",
                    "the pod is critical, so the kubelet may evict pods for it that only checkpoints know here"));
        }
        return switch (Preemption.of(pod, shortages, known, gates)) {
            case Preemption.Evicts(List<PodManifest> pods) -> new FitOutcome(Optional.empty(), pods, unchecked);
            case Preemption.Impossible(Rejection rejection) -> new FitOutcome(Optional.of(rejection), List.of(),
                    unchecked);
        };
    }

    private static Optional<Rejection> operatingSystem(PodManifest pod) {
        if (!pod.labels().getOrDefault(OS_LABEL, OS).equals(OS)) {
            return Optional.of(new Rejection("PodOSSelectorNodeLabelDoesNotMatch",
                    "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label"));
        }
        if (!pod.osName().orElse(OS).equals(OS)) {
            return Optional.of(
                    new Rejection("PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS"));
        }
        return Optional.empty();
    }

    private List<Shortage> shortages(Map<String, Long> requests, NodeUsage usage,
            Map<String, Long> allocatedDevices) {
        List<Shortage> shortages = new ArrayList<>();
        var podLimit = allocatable.allocatable().get("pods");
        if (podLimit != null && usage.pods() + 1 > podLimit.ceilUnits()) {
            shortages.add(new Shortage("pods", 1, usage.pods(), podLimit.ceilUnits()));
        }
        List<String> order = new ArrayList<>(FIRST_RESOURCES);
        requests.keySet().stream().filter(ResourceUnits::isScalar).forEach(order::add);
        for (String resource : order) {
            long requested = requests.getOrDefault(resource, 0L);
            if (requested <= 0) {
                continue;
            }
            long used = usage.requested().getOrDefault(resource, 0L);
            OptionalLong offered = offered(resource, allocatedDevices);
            long capacity = offered.orElse(0);
            if (requested > capacity - used && (offered.isPresent() || isJudged(resource))) {
                shortages.add(new Shortage(resource, requested, used, capacity));
            }
        }
        return shortages;
    }

    private OptionalLong offered(String resource, Map<String, Long> allocatedDevices) {
        var amount = allocatable.allocatable().get(resource);
        Long allocated = allocatedDevices.get(resource);
        if (amount == null && allocated == null) {
            return OptionalLong.empty();
        }
        long units = amount == null ? Long.MIN_VALUE : ResourceUnits.of(resource, amount);
        return OptionalLong.of(allocated == null ? units : Math.max(units, allocated));
    }

    /// Devices that the node does not know are nobody's business here, nor is storage of unknown size.
    private static boolean isJudged(String resource) {
        return !(ExtendedResourceName.isValid(resource) || resource.equals("ephemeral-storage"));
    }

    /// Everything but resources; all of it is looked at, so that nothing unchecked is missed.
    private Optional<Rejection> placement(PodManifest pod, NodeUsage usage, List<Unchecked> unchecked) {
        List<Rejection> rejections = new ArrayList<>();
        nodeAffinity(pod, unchecked).ifPresent(rejections::add);
        if (pod.nodeName().isPresent() && nodeName.isEmpty()) {
            unchecked.add(new Unchecked("NodeName", "the node's name is not known"));
        } else if (pod.nodeName().isPresent() && !pod.nodeName().equals(nodeName)) {
            rejections.add(failed("NodeName", "node(s) didn't match the requested node name"));
        }
        if (pod.hostPorts().stream()
                .anyMatch(port -> usage.hostPorts().stream().anyMatch(taken -> conflict(port, taken)))) {
            rejections.add(failed("NodePorts", "node(s) didn't have free ports for the requested pod ports"));
        }
        taints(pod, unchecked).ifPresent(rejections::add);
        return rejections.stream().findFirst();
    }

    private Optional<Rejection> nodeAffinity(PodManifest pod, List<Unchecked> unchecked) {
        if (pod.nodeSelector().isEmpty() && pod.requiredNodeAffinity().isEmpty()) {
            return Optional.empty();
        }
        boolean asksForName = pod.requiredNodeAffinity()
                .filter(affinity -> affinity.terms().stream().anyMatch(term -> !term.fields().isEmpty())).isPresent();
        if (labels.isEmpty() || (asksForName && nodeName.isEmpty())) {
            unchecked.add(new Unchecked("NodeAffinity",
                    labels.isEmpty() ? "the node's labels are not known" : "the node's name is not known"));
            return Optional.empty();
        }
        boolean matches = labels.entrySet().containsAll(pod.nodeSelector().entrySet()) && pod.requiredNodeAffinity()
                .map(affinity -> affinity.matches(nodeName.orElse(""), labels)).orElse(true);
        return matches ? Optional.empty()
                : Optional.of(failed("NodeAffinity", "node(s) didn't match Pod's node affinity/selector"));
    }

    /// Only `NoExecute` matters to the kubelet, and not to static pods.
    private Optional<Rejection> taints(PodManifest pod, List<Unchecked> unchecked) {
        if (pod.isStatic()) {
            return Optional.empty();
        }
        if (labels.isEmpty() && taints.isEmpty()) {
            unchecked.add(new Unchecked("TaintToleration", "the node's taints are not known"));
            return Optional.empty();
        }
        boolean untolerated = taints.stream().filter(taint -> taint.effect().equals("NoExecute")).anyMatch(taint -> pod
                .tolerations().stream().noneMatch(own -> own.tolerates(taint.key(), taint.value(), taint.effect())));
        return untolerated ? Optional.of(failed("TaintToleration", "node(s) had taints that the pod didn't tolerate"))
                : Optional.empty();
    }

    private static boolean conflict(HostPort own, HostPort taken) {
        boolean sameAddress = own.hostIp().equals("0.0.0.0") || taken.hostIp().equals("0.0.0.0")
                || own.hostIp().equals(taken.hostIp());
        return own.port() == taken.port() && own.protocol().equals(taken.protocol()) && sameAddress;
    }

    private static Rejection failed(String predicate, String description) {
        return new Rejection(predicate, "Predicate " + predicate + " failed: " + description);
    }
}
