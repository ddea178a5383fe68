package io.alidade.kube.admission;

import io.alidade.engine.Admission;
import io.alidade.engine.Node;
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
    /// What is asked for, by resource, and the node that it is asked of.
    ///
    /// @param earlier containers of the pod that hold something already
    private record Question(Optional<String> container, Map<String, Long> asked, Node node,
            List<ContainerRequest> earlier) {}

    private final PodRequest pod;
    private final Question question;
    private final NodeTopology topology;

    private Offers(PodRequest pod, Question question) {
        this.pod = pod;
        this.question = question;
        this.topology = question.node().topology();
    }

    /// @param before the node that refused the pod
    static List<Offer> of(Node before, PodRequest pod) {
        Node node = before.remove(pod.uid());
        int failing = looksAtWhole(node) ? pod.containers().size() : firstRefused(node, pod);
        return offers(pod, failing == pod.containers().size() ? wholeQuestion(node, pod)
                : question(node, pod, failing));
    }

    /// What a pod as a whole asks a node for, and what there is.
    public static List<Offer> ofWhole(Node before, PodRequest pod) {
        Node node = before.remove(pod.uid());
        return offers(pod, wholeQuestion(node, pod));
    }

    /// What one container of a pod asks a node for, and what there is when the containers before it have been given
    /// theirs.
    ///
    /// @param index of a container that the walk comes to: those before it are not refused
    public static List<Offer> ofContainer(Node before, PodRequest pod, int index) {
        return offers(pod, question(before.remove(pod.uid()), pod, index));
    }

    /// True if pods are looked at as a whole there, and not container by container.
    public static boolean looksAtWhole(Node node) {
        return node.settings().policies().hasPodScope();
    }

    private static List<Offer> offers(PodRequest pod, Question question) {
        Offers offers = new Offers(pod, question);
        List<Offer> found = new ArrayList<>();
        question.asked().forEach((resource, amount) -> found.add(offers.offer(resource, amount)));
        return found;
    }

    private static Question wholeQuestion(Node node, PodRequest pod) {
        return new Question(Optional.empty(), podAsks(node, pod), node, List.of());
    }

    private static Question question(Node node, PodRequest pod, int failing) {
        ContainerRequest container = pod.containers().get(failing);
        PodRequest prefix = prefix(node, pod, failing);
        Node then = failing == 0 ? node : node.admit(prefix).node().started(pod.uid(), container.name());
        return new Question(Optional.of(container.name()), asks(node, pod, container), then, prefix.containers());
    }

    /// The index of the first container that is refused, their number if none is. Containers are decided one after the
    /// other, so a prefix of them is refused if and only if it reaches that far.
    public static int firstRefused(Node node, PodRequest pod) {
        int low = 0;
        int high = pod.containers().size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (node.admit(prefix(node, pod, middle + 1)) instanceof Admission.Rejected) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /// The first containers alone, in the class of the whole pod.
    private static PodRequest prefix(Node node, PodRequest pod, int length) {
        return new PodRequest(pod.uid(), pod.namespace(), pod.name(),
                Optional.of(Qos.of(pod, node.settings().featureGates())), pod.podResources(),
                pod.containers().subList(0, length));
    }

    private static Map<String, Long> podAsks(Node node, PodRequest pod) {
        if (managesPodLevel(node, pod)) {
            ResourceAmounts own = pod.podResources().orElse(ResourceAmounts.NONE);
            ContainerRequest whole = new ContainerRequest("", ContainerKind.APP, own);
            return asks(node, new PodRequest(pod.uid(), pod.namespace(), pod.name(),
                    Optional.of(Qos.of(pod, node.settings().featureGates())), Optional.empty(), List.of(whole)), whole);
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
                    position -> question.node().allocations().memory().freeBytes(position, resource).orElse(0L),
                    OptionalLong.empty());
        }
        List<Device> free = freeDevices(resource);
        boolean anyWithout = question.node().allocations().devices().devices(resource).stream()
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
        CpuAllocations cpus = question.node().allocations().cpus();
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
            question.node().allocations().devices().held(pod.uid(), container.name()).find(resource)
                    .ifPresent(held -> (container.kind() == ContainerKind.INIT ? reusable : kept).addAll(held.ids()));
        }
        reusable.removeAll(kept);
        List<Device> free = new ArrayList<>(question.node().allocations().devices().freeDevices(resource));
        question.node().allocations().devices().devices(resource).stream()
                .filter(device -> reusable.contains(device.id())).forEach(free::add);
        return free;
    }
}
