package io.alidade.kube.admission;

import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.Node;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.Policies;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.admission.AdmissionReport.Container;
import io.alidade.kube.admission.AdmissionReport.PinnedMemory;
import io.alidade.kube.admission.AdmissionReport.Pod;
import io.alidade.kube.admission.AdmissionReport.Refusal;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.pod.EffectiveRequests;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Pods admitted one after the other, each on what the earlier ones left; those that checkpoints know come first
/// ([KubeletNode#arrival]).
///
/// @param node after the last pod; absent if the kubelet does not start
public record AdmissionRun(AdmissionReport report, Optional<KubeletNode> node) {
    private static final int MAX_NAMED_HOLDERS = 3;
    private static final String HUGEPAGES = "hugepages-";

    /// Admits the pods and reports.
    ///
    /// @param warnings about the input, put first
    public static AdmissionRun of(KubeletStart start, KubeletVersion version, KubeletConfiguration configuration,
            List<PodManifest> pods, List<String> warnings) {
        Policies policies = configuration.policies();
        if (start instanceof KubeletStart.Started started) {
            return of(started, version, policies, pods, warnings);
        }
        return new AdmissionRun(new AdmissionReport(version, Optional.of(((KubeletStart.Refused) start).startError()),
                policies, warnings, List.of(), List.of(), Map.of()), Optional.empty());
    }

    private static AdmissionRun of(KubeletStart.Started started, KubeletVersion version, Policies policies,
            List<PodManifest> pods, List<String> warnings) {
        List<String> allWarnings = new ArrayList<>(warnings);
        allWarnings.addAll(started.warnings());
        KubeletNode.Arrival arrival = started.node().arrival(pods);
        allWarnings.addAll(arrival.warnings());
        KubeletNode node = arrival.node();
        List<Pod> decided = new ArrayList<>();
        EqualPods<List<Offer>> offers = new EqualPods<>();
        for (PodManifest pod : arrival.pods()) {
            PodDecision decision = node.admit(pod);
            decided.add(report(node, decision, offers));
            node = decision.node();
        }
        allWarnings.addAll(warnings(node));
        return new AdmissionRun(new AdmissionReport(version, Optional.empty(), policies, allWarnings, decided,
                numaNodes(node.node()), devicesWithoutNumaNode(node.node())), Optional.of(node));
    }

    /// What one should know of a kubelet before trusting its answers, and before restarting it, one sentence each.
    public static List<String> warnings(KubeletNode kubelet) {
        Node node = kubelet.node();
        List<String> warnings = new ArrayList<>();
        kubelet.restartError()
                .ifPresent(error -> warnings.add("the kubelet would not start again over the checkpoint files"
                        + " that it has then, until it is drained and they are removed: " + error));
        if (!node.holders().isEmpty()) {
            List<String> some = node.holders().stream().limit(MAX_NAMED_HOLDERS).toList();
            int others = node.holders().size() - some.size();
            warnings.add("pods known from checkpoints only: " + String.join(", ", some)
                    + (others == 0 ? "" : " and " + others + " more")
                    + ": what they request beyond what they hold is not counted");
        }
        for (int position = 0; position < node.topology().numaNodes().size(); position++) {
            int id = node.topology().numaNodes().get(position).id();
            for (String type : node.allocations().memory().types()) {
                if (node.allocations().memory().freeBytes(position, type).filter(free -> free < 0).isPresent()) {
                    warnings.add(
                            "NUMA node " + id + " has less " + type + " than is reserved on it: the kubelet's count"
                                    + " wraps, and it takes the NUMA node for nearly endless");
                }
            }
        }
        return warnings;
    }

    private static Pod report(KubeletNode before, PodDecision decision, EqualPods<List<Offer>> offers) {
        PodManifest manifest = decision.pod();
        var request = manifest.request();
        var qosClass = Qos.of(request, decision.node().node().settings().featureGates());
        Optional<Refusal> refusal = decision instanceof PodDecision.Refused refused
                ? Optional.of(new Refusal(refused.reason(), refused.message(),
                        offers.answer(before, decision.pod(), refused::offers)))
                : Optional.empty();
        List<Container> containers = decision instanceof PodDecision.Admitted admitted
                ? admitted.containers().stream().map(placement -> container(admitted.node().node(), placement)).toList()
                : List.of();
        return new Pod(request.name(), request.namespace(), request.uid(), qosClass, EffectiveRequests.text(manifest),
                refusal,
                decision.warnings(),
                defaulted(manifest), containers);
    }

    /// One line for each `requests` or `limits` and where its amounts are from.
    private static List<String> defaulted(PodManifest manifest) {
        Map<List<String>, List<String>> amounts = new LinkedHashMap<>();
        for (PodManifest.Defaulted amount : manifest.defaulted()) {
            String path = amount.container()
                    .flatMap(name -> manifest.request().containers().stream().filter(own -> own.name().equals(name))
                            .findFirst())
                    .map(own -> QosCause.path(own) + ".").orElse("") + "resources." + amount.field();
            amounts.computeIfAbsent(List.of(path, amount.origin()), absent -> new ArrayList<>())
                    .add(amount.resource() + " " + amount.amount().toText());
        }
        List<String> lines = new ArrayList<>();
        amounts.forEach((place, added) -> lines.add(place.getFirst() + ": " + String.join(", ", added) + " (from "
                + place.getLast() + ")"));
        return lines;
    }

    /// What a container was given, in plain values.
    public static Container container(Node node, ContainerPlacement placement) {
        var topology = node.topology();
        Map<String, List<String>> devices = new TreeMap<>();
        placement.devices().forEach((resource, held) -> devices.put(resource, List.copyOf(held.ids())));
        return new Container(placement.name(), placement.kind(), placement.exclusiveCpus(), placement.cpus(),
                placement.affinity().affinity().map(topology::numaNodeIds), placement.affinity().preferred(),
                placement.memory().stream()
                        .map(block -> new PinnedMemory(block.type(), topology.numaNodeIds(block.affinity()),
                                block.size()))
                        .toList(),
                topology.numaNodeIds(placement.mems()), devices);
    }

    private static List<AdmissionReport.NumaNode> numaNodes(Node node) {
        Map<Integer, CpuSet> cpus = new HashMap<>();
        new CpuTopology(node.topology()).numaNodes().forEach(group -> cpus.put(group.id(), group.cpus()));
        boolean pinsCpus = node.settings().policies().pinsCpus();
        CpuSet free = node.allocations().cpus().availableCpus();
        List<AdmissionReport.NumaNode> numaNodes = new ArrayList<>();
        for (int position = 0; position < node.topology().numaNodes().size(); position++) {
            NumaNode numaNode = node.topology().numaNodes().get(position);
            Optional<CpuSet> own = Optional.of(cpus.getOrDefault(numaNode.id(), CpuSet.EMPTY).and(free))
                    .filter(set -> pinsCpus);
            numaNodes.add(new AdmissionReport.NumaNode(numaNode.id(), own, free(node, position, "memory"),
                    freeHugepages(node, position), freeDevices(node, numaNode.id())));
        }
        return numaNodes;
    }

    private static OptionalLong free(Node node, int position, String type) {
        return node.allocations().memory().freeBytes(position, type).map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    private static Map<String, Long> freeHugepages(Node node, int position) {
        Map<String, Long> pages = new TreeMap<>();
        node.topology().numaNodes().get(position).hugepages().keySet().forEach(pageSizeBytes -> {
            String size = Quantity.ofBytes(pageSizeBytes).toText();
            free(node, position, HUGEPAGES + size)
                    .ifPresent(bytes -> pages.put(size, Long.divideUnsigned(bytes, pageSizeBytes)));
        });
        return pages;
    }

    private static Map<String, Integer> freeDevices(Node node, int numaNode) {
        Map<String, Integer> counts = new TreeMap<>();
        var devices = node.allocations().devices();
        for (String resource : devices.resources()) {
            devices.devices(resource).stream().filter(device -> device.numaNodes().orElse(List.of()).contains(numaNode))
                    .forEach(device -> counts.put(resource, 0));
            devices.freeDevices(resource).stream()
                    .filter(device -> device.numaNodes().orElse(List.of()).contains(numaNode))
                    .forEach(device -> counts.merge(resource, 1, Integer::sum));
        }
        return counts;
    }

    private static Map<String, Integer> devicesWithoutNumaNode(Node node) {
        Map<String, Integer> counts = new TreeMap<>();
        var devices = node.allocations().devices();
        for (String resource : devices.resources()) {
            devices.devices(resource).stream().filter(Offers::isAnywhere).forEach(device -> counts.put(resource, 0));
            devices.freeDevices(resource).stream().filter(Offers::isAnywhere)
                    .forEach(device -> counts.merge(resource, 1, Integer::sum));
        }
        return counts;
    }
}
