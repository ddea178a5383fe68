package io.alidade.live.scenario;

import io.alidade.engine.Checkpoints;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.engine.memory.MemoryState;
import io.alidade.kube.document.Value.Mapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// What the names of a scenario become: namespaces, pods, uids, containers and device ids; resources keep theirs.
///
/// Invariant "in order": what stands before another name in order does so afterwards, for names in order decide among equals.
public final class ScenarioNames {
    /// Every name stays.
    public static final ScenarioNames KEPT = new ScenarioNames(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), false);

    private final Map<String, String> namespaces;
    private final Map<String, String> pods;
    private final Map<String, String> uids;
    private final Map<String, Map<String, String>> containers;
    private final Map<String, Map<String, String>> devices;
    private final boolean replaced;

    private ScenarioNames(Map<String, String> namespaces, Map<String, String> pods, Map<String, String> uids,
            Map<String, Map<String, String>> containers, Map<String, Map<String, String>> devices, boolean replaced) {
        this.namespaces = namespaces;
        this.pods = pods;
        this.uids = uids;
        this.containers = containers;
        this.devices = devices;
        this.replaced = replaced;
    }

    /// Replaces all names of a scenario.
    public static ScenarioNames replacing(ScenarioStart start, List<ScenarioStep> steps) {
        List<Mapping> objects = new ArrayList<>(start.pods());
        List<Device> known = new ArrayList<>(start.machine().devices());
        for (ScenarioStep step : steps) {
            switch (step) {
                case ScenarioStep.Admit(Mapping pod, _, _) -> objects.add(pod);
                case ScenarioStep.Devices(List<Device> reported, _) -> known.addAll(reported);
                case ScenarioStep.Remove _ -> {
                    // Its pod is among the others.
                }
            }
        }
        Map<String, Set<String>> containers = new TreeMap<>();
        objects.forEach(pod -> containers.computeIfAbsent(PodOutline.uid(pod), _ -> new TreeSet<>())
                .addAll(PodOutline.containers(pod)));
        Map<String, Set<String>> devices = new TreeMap<>();
        known.forEach(device -> devices.computeIfAbsent(device.resource(), _ -> new TreeSet<>()).add(device.id()));
        addHeld(start.checkpoints(), containers, devices);
        Map<String, String> uids = numbered("uid-", containers.keySet());
        Map<String, String> pods = new HashMap<>();
        uids.forEach((uid, other) -> pods.put(uid, other.replace("uid-", "pod-")));
        return new ScenarioNames(
                numbered("namespace-", objects.stream().map(PodOutline::namespace).collect(Collectors.toSet())), pods,
                uids, numberedEach("container-", containers), numberedEach("device-", devices), true);
    }

    /// Names that are the same wherever they stand: a container is called the same in each pod.
    ///
    /// @param uids       of pods, and what they become
    /// @param containers likewise
    /// @param devices    by resource, ids and what they become
    static ScenarioNames everywhere(Map<String, String> uids, Map<String, String> containers,
            Map<String, Map<String, String>> devices) {
        Map<String, Map<String, String>> each = new HashMap<>();
        uids.keySet().forEach(uid -> each.put(uid, containers));
        return new ScenarioNames(Map.of(), Map.of(), uids, each, devices, true);
    }

    /// Also pods that only checkpoints know.
    static void addHeld(Checkpoints checkpoints, Map<String, Set<String>> containers,
            Map<String, Set<String>> devices) {
        checkpoints.cpu().ifPresent(state -> {
            state.entries().forEach((uid, own) -> containers.computeIfAbsent(uid, _ -> new TreeSet<>())
                    .addAll(own.keySet()));
            state.podEntries().keySet().forEach(uid -> containers.computeIfAbsent(uid, _ -> new TreeSet<>()));
        });
        checkpoints.memory().ifPresent(state -> {
            state.entries().forEach((uid, own) -> containers.computeIfAbsent(uid, _ -> new TreeSet<>())
                    .addAll(own.keySet()));
            state.podEntries().keySet().forEach(uid -> containers.computeIfAbsent(uid, _ -> new TreeSet<>()));
        });
        checkpoints.devices().ifPresent(state -> {
            state.podEntries().forEach(entry -> {
                containers.computeIfAbsent(entry.podUid(), _ -> new TreeSet<>()).add(entry.containerName());
                entry.deviceIds().values().forEach(ids -> devices
                        .computeIfAbsent(entry.resource(), _ -> new TreeSet<>()).addAll(ids));
            });
            state.registeredDevices().forEach((resource, ids) -> devices
                    .computeIfAbsent(resource, _ -> new TreeSet<>()).addAll(ids));
        });
    }

    /// Names in order, and what they become: the prefix and a number.
    static Map<String, String> numbered(String prefix, Set<String> names) {
        int digits = Integer.toString(names.size()).length();
        Map<String, String> numbered = new HashMap<>();
        for (String name : new TreeSet<>(names)) {
            String number = Integer.toString(numbered.size() + 1);
            numbered.put(name, prefix + "0".repeat(digits - number.length()) + number);
        }
        return numbered;
    }

    private static Map<String, Map<String, String>> numberedEach(String prefix, Map<String, Set<String>> names) {
        Map<String, Map<String, String>> numbered = new HashMap<>();
        names.forEach((key, own) -> numbered.put(key, numbered(prefix, own)));
        return numbered;
    }

    boolean areReplaced() {
        return replaced;
    }

    String namespace(String namespace) {
        return namespaces.getOrDefault(namespace, namespace);
    }

    String pod(String uid, String name) {
        return pods.getOrDefault(uid, name);
    }

    String uid(String uid) {
        return uids.getOrDefault(uid, uid);
    }

    String container(String uid, String container) {
        return containers.getOrDefault(uid, Map.of()).getOrDefault(container, container);
    }

    String device(String resource, String id) {
        return devices.getOrDefault(resource, Map.of()).getOrDefault(id, id);
    }

    Device device(Device device) {
        return new Device(device.resource(), device(device.resource(), device.id()), device.numaNodes(),
                device.healthy());
    }

    /// The same checkpoints under other names. What plugins answered is left out where names are replaced.
    Checkpoints checkpoints(Checkpoints checkpoints) {
        return new Checkpoints(
                checkpoints.cpu().map(state -> new CpuState(state.policyName(), state.defaultCpuSet(),
                        entries(state.entries()), renamed(state.podEntries(), this::uid))),
                checkpoints.memory().map(state -> new MemoryState(state.policyName(), state.machineState(),
                        entries(state.entries()), renamed(state.podEntries(), this::uid))),
                checkpoints.devices().map(this::devices));
    }

    private <T> Map<String, Map<String, T>> entries(Map<String, Map<String, T>> entries) {
        Map<String, Map<String, T>> named = new LinkedHashMap<>();
        entries.forEach((uid, own) -> named.put(uid(uid), renamed(own, name -> container(uid, name))));
        return named;
    }

    private static <T> Map<String, T> renamed(Map<String, T> entries, UnaryOperator<String> names) {
        Map<String, T> named = new LinkedHashMap<>();
        entries.forEach((name, value) -> named.put(names.apply(name), value));
        return named;
    }

    private DeviceState devices(DeviceState state) {
        List<PodDevices> entries = state.podEntries().stream().map(entry -> {
            Map<Integer, List<String>> ids = new TreeMap<>();
            entry.deviceIds().forEach((numaNode, own) -> ids.put(numaNode, ids(entry.resource(), own)));
            return new PodDevices(uid(entry.podUid()), container(entry.podUid(), entry.containerName()),
                    entry.resource(), ids, replaced ? "" : entry.allocationResponse());
        }).toList();
        Map<String, List<String>> registered = new TreeMap<>();
        state.registeredDevices().forEach((resource, ids) -> registered.put(resource, ids(resource, ids)));
        return new DeviceState(entries, registered);
    }

    private List<String> ids(String resource, List<String> ids) {
        return ids.stream().map(id -> device(resource, id)).toList();
    }
}
