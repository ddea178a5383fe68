package io.alidade.engine.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.hint.ResourceHints;
import io.alidade.engine.hint.TopologyHint;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.provider.AllocationOutcome;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.sample.Listed;
import io.alidade.engine.sample.Topologies;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.testkit.Property;
import io.alidade.testkit.RandomMachine;
import io.alidade.testkit.Randomness;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Hints for devices of random machines, on one, several or no NUMA nodes, some of them unhealthy, while pods come and go,
/// against brute force.
class DeviceHintProperties {
    private static final String RESOURCE = "vendor/gpu";

    @Test
    void hints_podsComeAndGo_equalBruteForce() {
        Property.check("hints", 1_000, random -> {
            NodeTopology machine = Topologies.of(RandomMachine.next(random));
            List<Device> devices = random.note("devices", devices(random, machine.numaNodes().size()));
            Checked checked = new Checked(machine.numaNodes().size(), devices);
            DeviceAllocations state = DeviceAllocations
                    .start(machine, PreferredAllocation.NONE, KubeletVersion.DEFAULT)
                    .reported(devices);
            for (int pods = random.growing(1, 5); pods > 0; pods--) {
                PodRequest pod = random.note("pod " + pods, pod(random, "pod-" + pods));
                DeviceAllocations after = checked.admit(random, state, pod);
                state = random.chance(25) ? after.release(pod.uid()) : after;
                assertInUse(state, devices);
            }
        });
    }

    private static List<Device> devices(Randomness random, int numaNodes) {
        List<Device> devices = new ArrayList<>();
        boolean topology = random.chance(90);
        for (int index = random.growing(1, 10); index > 0; index--) {
            List<Integer> on = new ArrayList<>();
            if (!random.chance(5)) {
                on.add(random.between(0, numaNodes - 1));
            }
            if (random.chance(20)) {
                on.add(random.between(0, numaNodes - 1));
            }
            Optional<List<Integer>> numa = topology && random.chance(90)
                    ? Optional.of(on.stream().distinct().sorted().toList())
                    : Optional.empty();
            devices.add(new Device(RESOURCE, "d" + index, numa, random.chance(85)));
        }
        devices.sort(Comparator.comparing(Device::id));
        return devices;
    }

    private static PodRequest pod(Randomness random, String uid) {
        PodRequest.Builder pod = PodRequest.builder(uid);
        for (int containers = random.between(1, 4); containers > 0; containers--) {
            ContainerKind kind = containers == 1 ? ContainerKind.APP
                    : random.pick(List.of(ContainerKind.INIT, ContainerKind.SIDECAR));
            pod.container(kind.name().charAt(0) + "-" + containers, kind,
                    ResourceAmounts.both(RESOURCE + "=" + random.between(0, 4)));
        }
        return pod.build();
    }

    // The invariant "in use" of DeviceAllocations.
    private static void assertInUse(DeviceAllocations state, List<Device> devices) {
        Set<String> held = state.heldIds().getOrDefault(RESOURCE, Set.of());
        assertThat(ids(state.freeDevices(RESOURCE))).isEqualTo(ids(
                devices.stream().filter(device -> device.healthy() && !held.contains(device.id())).toList()));
    }

    private static Set<String> ids(List<Device> devices) {
        return devices.stream().map(Device::id).collect(Collectors.toSet());
    }

    /// Follows the offer of init containers by hand (device-manager 6).
    private record Checked(int numaNodes, List<Device> devices) {
        DeviceAllocations admit(Randomness random, DeviceAllocations before, PodRequest pod) {
            DeviceAllocations state = before;
            Set<String> offered = new HashSet<>();
            int total = (int) DeviceDemand.podCount(pod, RESOURCE);
            assertThat(Listed.of(state.podHints(pod)))
                    .isEqualTo(expected(ids(state.freeDevices(RESOURCE)), Set.of(), total));
            for (ContainerRequest container : pod.containers()) {
                int count = (int) container.resources().limits().getOrDefault(RESOURCE, Quantity.ZERO).ceilUnits();
                assertThat(Listed.of(state.hints(pod, container))).as(container.name())
                        .isEqualTo(expected(ids(state.freeDevices(RESOURCE)), offered, count));
                NumaMask affinity = new NumaMask(random.nonEmptyMask(numaNodes));
                AllocationOutcome<DeviceAllocations> outcome = state.allocate(pod, container,
                        new TopologyHint(random.flip() ? Optional.of(affinity) : Optional.empty(), true), false);
                state = outcome.state();
                if (outcome instanceof AllocationOutcome.Failed) {
                    return state.release(pod.uid());
                }
                Set<String> own = state.held(pod.uid(), container.name()).find(RESOURCE).map(HeldDevices::ids)
                        .<Set<String>>map(HashSet::new).orElse(Set.of());
                assertThat(own).hasSize(count);
                if (container.kind() == ContainerKind.INIT) {
                    offered.addAll(own);
                } else {
                    offered.removeAll(own);
                }
                if (count > 0) {
                    assertThat(Listed.of(state.hints(pod, container))).as("again %s", container.name())
                            .isEqualTo(expected(own, Set.of(), count));
                }
            }
            return state;
        }

        // 7.1
        private ProviderHints expected(Set<String> available, Set<String> reusable, int count) {
            if (devices.stream().noneMatch(device -> device.numaNodes().filter(on -> !on.isEmpty()).isPresent())) {
                return ProviderHints.of(RESOURCE, ResourceHints.NO_PREFERENCE);
            }
            Set<String> both = new HashSet<>(available);
            both.addAll(reusable);
            return ProviderHints.of(RESOURCE, both.size() < count
                    ? ResourceHints.IMPOSSIBLE
                    : DeviceHints.expected(numaNodes, devices, available, reusable, count));
        }
    }
}
