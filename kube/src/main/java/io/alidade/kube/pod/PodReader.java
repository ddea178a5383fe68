package io.alidade.kube.pod;

import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Position;
import io.alidade.kube.pod.PodManifest.Defaulted;
import io.alidade.kube.pod.PodManifest.HostPort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Reads one pod: metadata, `spec`, and `status` where it is one that runs already.
final class PodReader {
    private static final int MAX_CONTAINERS = 1_000;
    private static final int MAX_PORT = 65_535;
    private static final String CONFIG_SOURCE = "kubernetes.io/config.source";
    private static final String CONFIG_MIRROR = "kubernetes.io/config.mirror";

    private final Fields pod;
    private final Fields spec;
    private final List<ContainerRequest> containers = new ArrayList<>();
    private final List<HostPort> hostPorts = new ArrayList<>();
    private final List<Defaulted> defaulted = new ArrayList<>();

    private PodReader(Fields pod, Fields spec) {
        this.pod = pod;
        this.spec = spec;
    }

    /// @param pod      a Pod, or the pod template of a workload
    /// @param identity what the pod is called
    static PodManifest read(Fields pod, Identity identity, Position position) {
        Optional<Fields> spec = pod.object("spec");
        if (spec.isEmpty()) {
            pod.report("spec", "is missing.", "Give the pod a spec with containers.");
        }
        return new PodReader(pod, spec.orElse(pod)).read(identity, position);
    }

    /// Name, namespace and uid of a pod.
    record Identity(String name, String namespace, String uid) {}

    private PodManifest read(Identity identity, Position position) {
        Optional<Fields> metadata = pod.object("metadata");
        Map<String, String> annotations = metadata.map(fields -> fields.strings("annotations")).orElse(Map.of());
        boolean hostNetwork = spec.bool("hostNetwork").orElse(false);
        readContainers("initContainers", true, hostNetwork);
        readContainers("containers", false, hostNetwork);
        boolean isStatic = annotations.containsKey(CONFIG_MIRROR)
                || !annotations.getOrDefault(CONFIG_SOURCE, "api").equals("api");
        Optional<ResourceAmounts> podResources = PodResourcesReader.read(spec, containers, defaulted)
                .map(amounts -> isStatic ? amounts : asApiServerWrites(amounts));
        if (!isStatic) {
            containers.replaceAll(container -> new ContainerRequest(container.name(), container.kind(),
                    asApiServerWrites(container.resources())));
        }
        Optional<Fields> status = pod.object("status");
        PodRequest request = new PodRequest(identity.uid(), identity.namespace(), identity.name(),
                status.flatMap(PodReader::qosClass), podResources, containers);
        return new PodManifest(request, metadata.map(fields -> fields.strings("labels")).orElse(Map.of()),
                spec.strings("nodeSelector"), NodeAffinityReader.read(spec), text(spec, "nodeName"), tolerations(),
                hostPorts,
                spec.object("os").flatMap(os -> text(os, "name")), overhead(), spec.int32("priority"),
                text(spec, "priorityClassName"), isStatic, status.flatMap(fields -> text(fields, "phase")), defaulted,
                UnmodelledFields.of(spec, annotations, status), ofAgents(annotations), position);
    }

    private static Map<String, String> ofAgents(Map<String, String> annotations) {
        Map<String, String> own = new TreeMap<>(annotations);
        own.keySet().removeIf(key -> !PodManifest.isForAgents(key));
        return own;
    }

    // The kubelet sees what the API server wrote: `1.5Gi`, which the Memory Manager cannot use, arrives as `1536Mi`. A
    // static pod keeps what its file says (node-config 7.4).
    private static ResourceAmounts asApiServerWrites(ResourceAmounts amounts) {
        return new ResourceAmounts(asApiServerWrites(amounts.requests()), asApiServerWrites(amounts.limits()));
    }

    private static Map<String, Quantity> asApiServerWrites(Map<String, Quantity> amounts) {
        Map<String, Quantity> written = new HashMap<>();
        amounts.forEach((resource, amount) -> written.put(resource, amount.reread()));
        return written;
    }

    private static Optional<String> text(Fields fields, String key) {
        return fields.string(key).filter(text -> !text.isEmpty());
    }

    private void readContainers(String key, boolean init, boolean hostNetwork) {
        List<Fields> found = spec.objects(key);
        if (found.isEmpty() && !init) {
            spec.report(key, "holds no container.", "Give the pod at least one container.");
        }
        if (found.size() > MAX_CONTAINERS) {
            spec.report(key, "holds " + found.size() + " containers; the limit is " + MAX_CONTAINERS + ".",
                    "Check that this is a pod.");
        }
        Set<String> names = new HashSet<>();
        containers.forEach(container -> names.add(container.name()));
        for (Fields container : found) {
            String name = container.string("name").orElse("");
            if (name.isEmpty()) {
                container.report("name", "is " + (container.has("name") ? "empty." : "missing."),
                        "Name the container.");
            }
            if (!names.add(name)) {
                container.report("name",
                        "is " + container.describe("name") + ", which another container of the pod has.",
                        "Give each container its own name.");
            }
            ContainerKind kind = init ? initKind(container) : ContainerKind.APP;
            containers.add(new ContainerRequest(name, kind, ResourcesReader.container(container, name, defaulted)));
            if (kind != ContainerKind.INIT) {
                readPorts(container, hostNetwork);
            }
        }
    }

    private static ContainerKind initKind(Fields container) {
        return switch (container.string("restartPolicy").orElse("")) {
            case "Always" -> ContainerKind.SIDECAR;
            case "", "Never", "OnFailure" -> ContainerKind.INIT;
            default -> {
                container.report("restartPolicy",
                        "is " + container.describe("restartPolicy") + ", not a restart policy.",
                        "Write Always for a sidecar, or leave it out.");
                yield ContainerKind.INIT;
            }
        };
    }

    private void readPorts(Fields container, boolean hostNetwork) {
        for (Fields port : container.objects("ports")) {
            long containerPort = port.integer("containerPort", 0, MAX_PORT).orElse(0);
            long given = port.integer("hostPort", 0, MAX_PORT).orElse(0);
            long hostPort = given == 0 && hostNetwork ? containerPort : given;
            if (hostPort > 0) {
                hostPorts.add(new HostPort(text(port, "hostIP").orElse("0.0.0.0"), (int) hostPort,
                        text(port, "protocol").orElse("TCP")));
            }
        }
    }

    private List<Toleration> tolerations() {
        List<Toleration> tolerations = new ArrayList<>();
        for (Fields toleration : spec.objects("tolerations")) {
            tolerations.add(new Toleration(toleration.string("key").orElse(""),
                    text(toleration, "operator").orElse("Equal"), toleration.string("value").orElse(""),
                    toleration.string("effect").orElse("")));
        }
        return tolerations;
    }

    private Map<String, Quantity> overhead() {
        return ResourcesReader.amounts(spec, "overhead", false);
    }

    private static Optional<QosClass> qosClass(Fields status) {
        Optional<String> name = text(status, "qosClass");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        for (QosClass known : QosClass.values()) {
            if (known.wireName().equals(name.get())) {
                return Optional.of(known);
            }
        }
        status.report("qosClass", "is " + status.describe("qosClass") + ", not a QoS class.",
                "Write Guaranteed, Burstable or BestEffort, or leave it out.");
        return Optional.empty();
    }
}
