package io.alidade.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.hint.ResourceHints;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.sample.Listed;
import io.alidade.engine.sample.Pods;
import io.alidade.engine.sample.Topologies;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.StartRefusal;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.testkit.Property;
import io.alidade.testkit.RandomMachine;
import io.alidade.testkit.Randomness;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// CPU hints of random machines, up to 8 NUMA nodes and some of them without CPUs, while pods come and go, against brute
/// force.
class CpuHintProperties {
    @Test
    void hints_podsComeAndGo_equalBruteForce() {
        Property.check("hints", 600, random -> {
            CpuTopology machine = new CpuTopology(Topologies.of(RandomMachine.next(random)));
            boolean bySocket = machine.sockets().size() <= machine.numaNodes().size() && random.flip();
            CpuAllocations cpus = start(random, machine, bySocket);
            for (int pods = random.growing(1, 5); pods > 0; pods--) {
                PodRequest pod = random.note("pod " + pods, pod(random, "pod-" + pods, machine.cpus().size()));
                CpuAllocations after = admit(random, machine, bySocket, cpus, pod);
                cpus = random.chance(25) ? after.release(pod.uid()) : after;
            }
        });
    }

    private static CpuAllocations start(Randomness random, CpuTopology machine, boolean bySocket)
            throws StartRefusal {
        List<Integer> online = Arrays.stream(machine.cpus().toArray()).boxed().toList();
        CpuSet reserved = CpuSet.of(random.sample(random.between(1, Math.min(3, online.size())), online).stream()
                .mapToInt(Integer::intValue).toArray());
        NodeSettings settings = NodeSettings.builder().staticCpus(reserved.toListString())
                .alphaOptions().cpuOption("align-by-socket", bySocket)
                .cpuOption("strict-cpu-reservation", random.flip()).build();
        return CpuAllocations.empty(CpuPolicy.start(machine, random.note("settings", settings)));
    }

    private static PodRequest pod(Randomness random, String uid, int cpus) {
        PodRequest.Builder pod = PodRequest.builder(uid);
        for (int containers = random.between(1, 4); containers > 0; containers--) {
            ContainerKind kind = containers == 1 ? ContainerKind.APP
                    : random.pick(List.of(ContainerKind.INIT, ContainerKind.INIT, ContainerKind.SIDECAR));
            pod.container(kind.name().charAt(0) + "-" + containers, kind,
                    ResourceAmounts.both("cpu=" + random.between(1, 1 + cpus / 2), "memory=1Gi"));
        }
        return pod.build();
    }

    // cpu-manager 7.6 and 13.1: the offer is followed here by hand.
    private static CpuAllocations admit(Randomness random, CpuTopology machine, boolean bySocket,
            CpuAllocations before, PodRequest pod) {
        CpuAllocations cpus = before;
        CpuSet offer = CpuSet.empty();
        int podCount = podCount(pod);
        assertThat(Listed.of(cpus.podHints(pod))).as("pod hints").isEqualTo(
                new CpuHints(machine, cpus.availableCpus(), offer, bySocket).expected(podCount));
        for (ContainerRequest container : pod.containers()) {
            int count = count(container);
            assertThat(cpus.exclusiveCount(pod, container)).isEqualTo(count);
            assertThat(Listed.of(cpus.hints(pod, container))).as(container.name()).isEqualTo(
                    new CpuHints(machine, cpus.availableCpus(), offer, bySocket).expected(count));
            NumaMask affinity = new NumaMask(random.nonEmptyMask(machine.topology().numaNodes().size()));
            cpus = cpus.allocate(pod, container, random.flip() ? Optional.of(affinity) : Optional.empty()).state();
            Optional<CpuSet> own = cpus.assigned(pod.uid(), container.name());
            if (own.isEmpty()) {
                return cpus.release(pod.uid());
            }
            offer = container.kind() == ContainerKind.INIT ? offer.or(own.get()) : offer.andNot(own.get());
            assertThat(Listed.of(cpus.hints(pod, container))).as("again %s", container.name())
                    .isEqualTo(own.get().size() == count
                            ? new CpuHints(machine, own.get(), CpuSet.empty(), bySocket).expected(count)
                            : ProviderHints.of("cpu", ResourceHints.IMPOSSIBLE));
            if (hasWholeCores(machine)) {
                assertThat(own.get().size()).isEqualTo(count);
            }
        }
        return cpus;
    }

    // Else a core may be claimed with a CPU that the container has already, and counted twice (cpu-manager 7.4, 10.5a).
    private static boolean hasWholeCores(CpuTopology machine) {
        return machine.cores().stream().allMatch(core -> core.size() == machine.cpusPerCore());
    }

    @Test
    void hints_assignedAnotherNumber_areImpossible() throws Exception {
        CpuAllocations cpus = CpuAllocations
                .empty(CpuPolicy.start(Machines.T1, NodeSettings.builder().staticCpus("0").build()));
        PodRequest two = Pods.guaranteed("a", "2", "1Gi");
        PodRequest three = Pods.guaranteed("a", "3", "1Gi");
        CpuAllocations after = cpus.allocate(two, two.containers().getFirst(), Optional.empty()).state();
        ProviderHints impossible = ProviderHints.of("cpu", ResourceHints.IMPOSSIBLE);
        assertThat(after.hints(three, three.containers().getFirst())).isEqualTo(impossible);
        assertThat(after.podHints(three)).isEqualTo(impossible);
    }

    private static int count(ContainerRequest container) {
        return (int) container.resources().requests().getOrDefault("cpu", Quantity.ZERO).ceilUnits();
    }

    // cpu-manager 6.4, step by step.
    private static int podCount(PodRequest pod) {
        int initMax = 0;
        int sidecars = 0;
        int apps = 0;
        for (ContainerRequest container : pod.containers()) {
            switch (container.kind()) {
                case INIT -> initMax = Math.max(initMax, sidecars + count(container));
                case SIDECAR -> sidecars += count(container);
                case APP -> apps += count(container);
            }
        }
        return Math.max(initMax, apps + sidecars);
    }
}
