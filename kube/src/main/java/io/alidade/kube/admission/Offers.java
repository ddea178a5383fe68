package io.alidade.kube.admission;

import io.alidade.engine.Admission;
import io.alidade.engine.Node;
import io.alidade.engine.allocation.Allocations;
import io.alidade.engine.allocation.HintObserver;
import io.alidade.engine.cpu.CpuAllocations;
import io.alidade.engine.device.Device;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.admission.Offer.NumaNodeOffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// Finds out what a refused pod asked for and what there was at that moment: for the container at which the walk ended,
/// with what the containers before it had taken, or for the pod where it was looked at as a whole.
///
/// What finished init containers of the pod hold counts as free, since later containers may take it over (cpu-manager 9,
/// memory-manager 6, device-manager 6).
public final class Offers {
    /// What is asked for, by resource, and what is allocated at that moment.
    ///
    /// @param earlier containers of the pod that hold something already
    private record Question(Optional<String> container, Map<String, Long> asked, Allocations allocations,
            List<ContainerRequest> earlier) {}

    /// Where a walk through the managers ended.
    private static final class LastStop implements HintObserver {
        private Optional<String> container = Optional.empty();
        private Optional<Allocations> allocations = Optional.empty();

        @Override
        public void reached(Optional<String> stop, Allocations then) {
            container = stop;
            allocations = Optional.of(then);
        }
    }

    private final PodRequest pod;
    private final Question question;
    private final NodeTopology topology;

    private Offers(NodeTopology topology, PodRequest pod, Question question) {
        this.topology = topology;
        this.pod = pod;
        this.question = question;
    }

    /// What a refused pod asked for and what there was. The managers decide on the pod once more to find out.
    ///
    /// @param before the node that refused the pod
    static List<Offer> of(Node before, PodRequest pod) {
        Node node = before.remove(pod.uid());
        LastStop stop = new LastStop();
        boolean isRefused = node.admit(pod, stop) instanceof Admission.Rejected;
        return stop.allocations.filter(then -> isRefused).map(then -> at(node, pod, stop.container, then))
                .orElseGet(() -> at(node, pod, Optional.empty(), node.allocations()));
    }

    /// What a pod asks for at one stop of the walk, and what there is.
    ///
    /// @param node        before the pod came
    /// @param container   absent for the pod as a whole
    /// @param allocations at that stop ([HintObserver#reached])
    public static List<Offer> at(Node node, PodRequest pod, Optional<String> container, Allocations allocations) {
        Question question = container.map(name -> ofContainer(node, pod, name, allocations))
                .orElseGet(() -> new Question(Optional.empty(), podAsks(node, pod), allocations, List.of()));
        Offers offers = new Offers(node.topology(), pod, question);
        List<Offer> found = new ArrayList<>();
        question.asked().forEach((resource, amount) -> found.add(offers.offer(resource, amount)));
        return found;
    }

    private static Question ofContainer(Node node, PodRequest pod, String name, Allocations allocations) {
        List<ContainerRequest> earlier = pod.containers().stream().takeWhile(own -> !own.name().equals(name)).toList();
        return new Question(Optional.of(name), asks(node, pod, pod.containers().get(earlier.size())),
                allocations.withMemory(allocations.memory().started(pod, name)), earlier);
    }

    private static Map<String, Long> podAsks(Node node, PodRequest pod) {
        if (managesPodLevel(node, pod)) {
            ResourceAmounts own = pod.podResources().orElse(ResourceAmounts.NONE);
            ContainerRequest whole = new ContainerRequest("", ContainerKind.APP, own);
            return asks(node, new PodRequest(pod.uid(), pod.namespace(), pod.name(),
                    Optional.of(Qos.of(pod, node.settings().featureGates())), Optional.empty(), List.of(whole),
                    pod.placement()), whole);
        }
        Map<String, Map<String, Long>> byContainer = new HashMap<>();
        Set<String> resources = new TreeSet<>();
        for (ContainerRequest container : pod.containers()) {
            Map<String, Long> asks = asks(node, pod, container);
            byContainer.put(container.name(), asks);
            resources.addAll(asks.keySet());
        }
        Map<String, Long> sums = new TreeMap<>();
        for (String resource : resources) {
            sums.put(resource, Qos.effective(pod,
                    container -> byContainer.getOrDefault(container.name(), Map.of()).getOrDefault(resource, 0L)));
        }
        return sums;
    }

    private static boolean managesPodLevel(Node node, PodRequest pod) {
        return node.settings().featureGates().managesPodLevelResources() && Qos.hasPodLevelResources(pod);
    }

    /// The managed part of what a container asks for, zeros left out.
    private static Map<String, Long> asks(Node node, PodRequest pod, ContainerRequest container) {
        Map<String, Long> asks = new TreeMap<>();
        int cpus = node.allocations().cpus().exclusiveCount(pod, container);
        if (cpus > 0) {
            asks.put("cpu", (long) cpus);
        }
        boolean pinned = node.settings().policies().pinsMemory()
                && Qos.of(pod, node.settings().featureGates()) == QosClass.GUARANTEED
                && (!Qos.hasPodLevelResources(pod) || (managesPodLevel(node, pod) && Qos.isGuaranteed(container)));
        if (pinned) {
            put(asks, container.resources().requests(), name -> Qos.isMemoryType(name));
        }
        Set<String> deviceResources = Set.copyOf(node.allocations().devices().resources());
        put(asks, container.resources().limits(), deviceResources::contains);
        return asks;
    }

    private static void put(Map<String, Long> asks, Map<String, Quantity> amounts, Function<String, Boolean> isAsked) {
        amounts.forEach((resource, amount) -> {
            if (isAsked.apply(resource) && amount.signum() > 0) {
                asks.put(resource, amount.ceilUnits());
            }
        });
    }

    private Offer offer(String resource, long asked) {
        if (resource.equals("cpu")) {
            CpuSet free = freeCpus();
            CpuTopology cpus = new CpuTopology(topology);
            Map<Integer, CpuSet> byId = new HashMap<>();
            cpus.numaNodes().forEach(group -> byId.put(group.id(), group.cpus()));
            return offer(resource, asked, position -> (long) byId
                    .getOrDefault(topology.numaNodes().get(position).id(), CpuSet.EMPTY).andSize(free),
                    OptionalLong.empty());
        }
        if (Qos.isMemoryType(resource)) {
            return offer(resource, asked,
                    position -> question.allocations().memory().freeBytes(position, resource).orElse(0L),
                    OptionalLong.empty());
        }
        List<Device> free = freeDevices(resource);
        boolean anyWithout = question.allocations().devices().devices(resource).stream()
                .anyMatch(Offers::isAnywhere);
        return offer(resource, asked, position -> {
            int id = topology.numaNodes().get(position).id();
            return free.stream().filter(device -> device.numaNodes().orElse(List.of()).contains(id)).count();
        }, anyWithout ? OptionalLong.of(free.stream().filter(Offers::isAnywhere).count()) : OptionalLong.empty());
    }

    private Offer offer(String resource, long asked, Function<Integer, Long> freeAt, OptionalLong withoutNumaNode) {
        List<NumaNodeOffer> offers = new ArrayList<>();
        for (int position = 0; position < topology.numaNodes().size(); position++) {
            offers.add(new NumaNodeOffer(topology.numaNodes().get(position).id(), freeAt.apply(position)));
        }
        return new Offer(question.container(), resource, asked, offers, withoutNumaNode);
    }

    static boolean isAnywhere(Device device) {
        return device.numaNodes().orElse(List.of()).isEmpty();
    }

    private CpuSet freeCpus() {
        CpuAllocations cpus = question.allocations().cpus();
        CpuSet reusable = CpuSet.EMPTY;
        CpuSet kept = CpuSet.EMPTY;
        for (ContainerRequest container : question.earlier()) {
            CpuSet own = cpus.assigned(pod.uid(), container.name()).orElse(CpuSet.EMPTY);
            if (container.kind() == ContainerKind.INIT) {
                reusable = reusable.or(own);
            } else {
                kept = kept.or(own);
            }
        }
        return cpus.availableCpus().or(reusable.andNot(kept));
    }

    private List<Device> freeDevices(String resource) {
        Set<String> reusable = new TreeSet<>();
        Set<String> kept = new TreeSet<>();
        for (ContainerRequest container : question.earlier()) {
            question.allocations().devices().held(pod.uid(), container.name()).find(resource)
                    .ifPresent(held -> (container.kind() == ContainerKind.INIT ? reusable : kept).addAll(held.ids()));
        }
        reusable.removeAll(kept);
        List<Device> free = new ArrayList<>(question.allocations().devices().freeDevices(resource));
        question.allocations().devices().devices(resource).stream()
                .filter(device -> reusable.contains(device.id())).forEach(free::add);
        return free;
    }
}
