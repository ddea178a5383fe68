package io.alidade.agent.nri;

import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodRecord;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.Value;
import io.alidade.linux.process.CgroupFigures;
import io.alidade.wire.nri.LinuxResources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Other resources for a container that runs, as a kubelet gives them to its runtime when a pod is resized in place.
///
/// Only those of guaranteed containers are of interest: others are in the shared pool whatever they ask for. What the container
/// started with is noted as an annotation of the agent's copy of the pod, `started-cpus.alidade.io/CONTAINER`.
///
/// @param pod         with those resources
/// @param startedWith CPUs with which the container started
/// @param changesMemory whether its memory is another
record ContainerResize(AgentPod pod, String container, CpuSet startedWith, boolean changesMemory) {
    private static final String STARTED = "started-cpus.alidade.io/";
    private static final List<String> KINDS = List.of("containers", "initContainers");

    /// What a request changes; nothing if it changes neither CPUs nor memory of a guaranteed container.
    ///
    /// @param asked zero where it says nothing
    static Optional<ContainerResize> of(PodRecord record, String container, LinuxResources asked) {
        Optional<ContainerRequest> now = record.pod().manifest().request().containers().stream()
                .filter(each -> each.name().equals(container)).findFirst();
        if (now.isEmpty() || !Qos.isGuaranteed(now.get())) {
            return Optional.empty();
        }
        Map<String, Quantity> requests = now.get().resources().requests();
        long millis = requests.containsKey("cpu") ? requests.get("cpu").ceilMillis() : 0;
        long bytes = requests.containsKey("memory") ? requests.get("memory").ceilUnits() : 0;
        long shares = asked.getCpu().getShares().getValue();
        long limit = asked.getMemory().getLimit().getValue();
        boolean changesCpus = shares > 0 && shares != CgroupFigures.shares(millis);
        boolean changesMemory = limit > 0 && limit != bytes;
        if (!changesCpus && !changesMemory) {
            return Optional.empty();
        }
        Value.Builder amounts = Value.mapping();
        if (changesCpus) {
            amounts.with("cpu", CgroupRequest.requestedMilliCpus(shares) + "m");
        }
        if (changesMemory) {
            amounts.with("memory", Long.toString(limit));
        }
        CpuSet started = started(record, container);
        return Optional.of(new ContainerResize(PodRequests.of(changed(record.pod().object(), container,
                amounts.build().fields(), started)), container, started, changesMemory));
    }

    private static CpuSet started(PodRecord record, String container) {
        return map(map(record.pod().object(), "metadata"), "annotations")
                .get(STARTED + container) instanceof Value.Text(String list) ? CpuSet.parseList(list)
                        : record.holdings().cpus().getOrDefault(container, CpuSet.EMPTY);
    }

    private static Value.Mapping changed(Value.Mapping pod, String container, Map<String, Value> amounts,
            CpuSet started) {
        Map<String, Value> metadata = new LinkedHashMap<>(map(pod, "metadata"));
        Map<String, Value> annotations = new LinkedHashMap<>(map(metadata, "annotations"));
        annotations.put(STARTED + container, Value.of(started.toListString()));
        metadata.put("annotations", new Value.Mapping(annotations));
        Map<String, Value> spec = new LinkedHashMap<>(map(pod, "spec"));
        for (String kind : KINDS) {
            if (spec.get(kind) instanceof Value.Sequence(List<Value> containers)) {
                List<Value> all = new ArrayList<>();
                containers.forEach(each -> all.add(each instanceof Value.Mapping one
                        && Value.of(container).equals(one.fields().get("name")) ? resized(one, amounts) : each));
                spec.put(kind, Value.sequence(all));
            }
        }
        Map<String, Value> changed = new LinkedHashMap<>(pod.fields());
        changed.put("metadata", new Value.Mapping(metadata));
        changed.put("spec", new Value.Mapping(spec));
        return new Value.Mapping(changed);
    }

    private static Value resized(Value.Mapping container, Map<String, Value> amounts) {
        Map<String, Value> resources = new LinkedHashMap<>(map(container, "resources"));
        for (String kind : List.of("requests", "limits")) {
            if (kind.equals("limits") || resources.containsKey(kind)) {
                Map<String, Value> all = new LinkedHashMap<>(map(resources, kind));
                all.putAll(amounts);
                resources.put(kind, new Value.Mapping(all));
            }
        }
        Map<String, Value> changed = new LinkedHashMap<>(container.fields());
        changed.put("resources", new Value.Mapping(resources));
        return new Value.Mapping(changed);
    }

    private static Map<String, Value> map(Value.Mapping object, String key) {
        return map(object.fields(), key);
    }

    private static Map<String, Value> map(Map<String, Value> fields, String key) {
        return fields.get(key) instanceof Value.Mapping inner ? inner.fields() : Map.of();
    }
}
