package io.alidade.agent.nri;

import io.alidade.agent.kubelet.ResourceLister;
import io.alidade.agent.log.AgentLog;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.engine.device.HeldDevices;
import io.alidade.kube.document.Value;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/// The devices that a kubelet gives to pods. Its Device Manager gives them at admission, long before the runtime hears of a
/// container; they are asked for when the runtime does.
///
/// For any thread.
final class KubeletDevices implements AutoCloseable {
    /// A kubelet answers a hundred calls a second, and here each request is two.
    private static final Duration PAUSE = Duration.ofMillis(30);

    private final ResourceLister lister;
    private final AgentLog log;
    private final JointQuestions<ToldDevices> questions = new JointQuestions<>("kubelet-devices", PAUSE, this::list);

    KubeletDevices(ResourceLister lister, AgentLog log) {
        this.lister = lister;
        this.log = log;
    }

    void start() {
        questions.start();
    }

    /// A pod that will be asked for soon.
    ///
    /// @param name NAMESPACE/NAME
    void expect(String name) {
        questions.expect(name);
    }

    /// The devices of one pod; done with nothing if the kubelet cannot be asked, which is logged.
    CompletableFuture<Optional<ToldDevices>> take(String name) {
        return questions.take(name);
    }

    /// Nobody asks for this pod any more.
    void forget(String name) {
        questions.forget(name);
    }

    /// The devices of these pods, by NAMESPACE/NAME; none if the kubelet cannot be asked, which is logged. Waits for it.
    Map<String, ToldDevices> list(Set<String> names) {
        try {
            List<PodDevices> held = lister.held(Optional::of);
            List<Device> all = all(lister.allocatable(), held);
            Map<String, List<PodDevices>> byPod = new HashMap<>();
            held.forEach(devices -> byPod.computeIfAbsent(devices.podUid(), _ -> new ArrayList<>()).add(devices));
            Map<String, ToldDevices> told = new HashMap<>();
            names.forEach(name -> told.put(name, new ToldDevices(all, byPod.getOrDefault(name, List.of()))));
            return told;
        } catch (StatusRuntimeException failure) {
            log.warn("devices-not-known", Value.mapping().with("problem", String.valueOf(failure.getMessage())));
            return Map.of();
        }
    }

    /// Those that may be given, and those that were: one that is not healthy any more is told of only by those who have it.
    private static List<Device> all(List<Device> allocatable, List<PodDevices> held) {
        List<Device> all = new ArrayList<>(allocatable);
        Set<String> known = new HashSet<>();
        allocatable.forEach(device -> known.add(device.resource() + " " + device.id()));
        Map<String, Device> others = new TreeMap<>();
        for (PodDevices devices : held) {
            for (String id : devices.ids()) {
                String name = devices.resource() + " " + id;
                if (!known.contains(name)) {
                    Set<Integer> near = new TreeSet<>();
                    devices.deviceIds().forEach((numaNode, ids) -> {
                        if (numaNode != HeldDevices.NO_NUMA_NODE && ids.contains(id)) {
                            near.add(numaNode);
                        }
                    });
                    others.put(name, new Device(devices.resource(), id,
                            near.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(near)), true));
                }
            }
        }
        all.addAll(others.values());
        return all;
    }

    @Override
    public void close() {
        questions.close();
        lister.close();
    }
}
