package io.alidade.engine.cpu;

import static io.alidade.engine.sample.Pods.guaranteed;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.hint.HintList;
import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.hint.ResourceHints;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.provider.AllocationError;
import io.alidade.engine.provider.AllocationOutcome;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.CpuTopology;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// cpu-manager 7, 8, 12, 13 and 14 on the machines of the worked examples.
class CpuAllocationsTest {
    private static final Optional<NumaMask> ANYWHERE = Optional.empty();

    private static CpuAllocations start(CpuTopology machine, NodeSettings.Builder settings) throws Exception {
        return CpuAllocations.empty(CpuPolicy.start(machine, settings.build()));
    }

    private static CpuAllocations allocated(AllocationOutcome<CpuAllocations> outcome) {
        return switch (outcome) {
            case AllocationOutcome.Allocated<CpuAllocations>(CpuAllocations state) -> state;
            case AllocationOutcome.Failed<CpuAllocations> failed -> throw new AssertionError(failed.error());
        };
    }

    private static AllocationError failure(AllocationOutcome<CpuAllocations> outcome) {
        return switch (outcome) {
            case AllocationOutcome.Allocated<CpuAllocations> _ -> throw new AssertionError("allocated");
            case AllocationOutcome.Failed<CpuAllocations> failed -> failed.error();
        };
    }

    private static CpuAllocations allocate(CpuAllocations cpus, PodRequest pod) {
        CpuAllocations next = cpus;
        for (ContainerRequest container : pod.containers()) {
            next = allocated(next.allocate(pod, container, ANYWHERE));
        }
        return next;
    }

    private static AllocationOutcome<CpuAllocations> allocateFirst(CpuAllocations cpus, PodRequest pod) {
        return cpus.allocate(pod, pod.containers().getFirst(), ANYWHERE);
    }

    private static String assigned(CpuAllocations cpus, String pod, String container) {
        return cpus.assigned(pod, container).map(CpuSet::toListString).orElse("shared");
    }

    // 8.1, 12.1
    @Test
    void allocate_exclusiveCpus_leaveAndReturnToTheSharedPool() throws Exception {
        CpuAllocations before = start(Machines.T1, NodeSettings.builder().staticCpus("0,4"));
        CpuAllocations after = allocate(before, guaranteed("a", "3", "1Gi"));
        assertThat(assigned(after, "a", "main")).isEqualTo("1-2,5");
        assertThat(after.sharedCpus()).hasToString("0,3-4,6-7");
        assertThat(after.availableCpus()).hasToString("3,6-7");
        assertThat(after.release("a").toState()).isEqualTo(before.toState());
        assertThat(before.sharedCpus()).hasToString("0-7");
        assertThat(after.release("b")).isSameAs(after);
    }

    // 8.1
    @Test
    void sharedCpus_strictReservation_neverHoldReservedCpus() throws Exception {
        NodeSettings.Builder strict = NodeSettings.builder().staticCpus("0,4").cpuOption("strict-cpu-reservation",
                true);
        CpuAllocations cpus = allocate(start(Machines.T1, strict), guaranteed("a", "6", "1Gi"));
        assertThat(cpus.sharedCpus().isEmpty()).isTrue();
        assertThat(cpus.release("a").sharedCpus()).hasToString("1-3,5-7");
    }

    @Test
    void allocate_noExclusiveCpus_changesNothing() throws Exception {
        CpuAllocations cpus = start(Machines.T1, NodeSettings.builder().staticCpus("0,4"));
        assertThat(allocate(cpus, guaranteed("a", "1500m", "1Gi"))).isSameAs(cpus);
        assertThat(allocate(cpus, PodRequest.builder("a").app("main").build())).isSameAs(cpus);
        CpuAllocations none = start(Machines.T1, NodeSettings.builder());
        assertThat(allocate(none, guaranteed("a", "2", "1Gi"))).isSameAs(none);
        assertThat(none.sharedCpus().isEmpty()).isTrue();
    }

    // 9, 9.8 of topology-manager
    @Test
    void allocate_moreThanThereIs_fails() throws Exception {
        CpuAllocations cpus = start(Machines.T1, NodeSettings.builder().staticCpus("0,4"));
        assertThat(failure(allocateFirst(cpus, guaranteed("a", "7", "1Gi")))).isEqualTo(new AllocationError(
                "UnexpectedAdmissionError", "Allocate failed due to not enough cpus available to satisfy request:"
                        + " requested=7, available=6, which is unexpected"));
    }

    // 7.6, the example
    @Test
    void allocate_afterAnInitContainer_takesItsCpusOver() throws Exception {
        CpuAllocations before = start(Machines.T1, NodeSettings.builder().staticCpus("0,4"));
        PodRequest pod = PodRequest.builder("a").init("setup", "cpu=2", "memory=1Gi").app("main", "cpu=2", "memory=1Gi")
                .build();
        CpuAllocations cpus = allocate(before, pod);
        assertThat(assigned(cpus, "a", "setup")).isEqualTo("1,5");
        assertThat(assigned(cpus, "a", "main")).isEqualTo("1,5");
        assertThat(cpus.sharedCpus()).hasToString("0,2-4,6-7");
        assertThat(cpus.release("a").toState()).isEqualTo(before.toState());
    }

    // 7.6: without the offer six CPUs would not do for 4 + 4; what a sidecar or an app container has is never offered
    @Test
    void allocate_afterASidecar_findsItsCpusTaken() throws Exception {
        CpuAllocations before = start(Machines.T1, NodeSettings.builder().staticCpus("0,4"));
        PodRequest reusing = PodRequest.builder("a").init("i", "cpu=4", "memory=1Gi")
                .sidecar("s", "cpu=2", "memory=1Gi")
                .app("main", "cpu=4", "memory=1Gi").build();
        CpuAllocations cpus = allocate(before, reusing);
        assertThat(cpus.assigned("a", "s").orElseThrow().intersects(cpus.assigned("a", "main").orElseThrow()))
                .isFalse();
        PodRequest tooMuch = PodRequest.builder("a").init("i", "cpu=4", "memory=1Gi")
                .sidecar("s", "cpu=4", "memory=1Gi")
                .app("main", "cpu=4", "memory=1Gi").build();
        CpuAllocations twoDone = allocated(
                allocateFirst(before, tooMuch).state().allocate(tooMuch, tooMuch.containers().get(1), ANYWHERE));
        assertThat(failure(twoDone.allocate(tooMuch, tooMuch.containers().get(2), ANYWHERE)).message())
                .contains("requested=4, available=2");
    }

    // 7.6: the offer is for the same pod only
    @Test
    void allocate_otherPod_isNotOfferedInitCpus() throws Exception {
        CpuAllocations cpus = start(Machines.T1, NodeSettings.builder().staticCpus("0,4"));
        PodRequest first = PodRequest.builder("a").init("i", "cpu=4", "memory=1Gi")
                .app("main", "cpu=500m", "memory=1Gi").build();
        assertThat(failure(allocateFirst(allocate(cpus, first), guaranteed("b", "3", "1Gi"))).message())
                .contains("requested=3, available=2");
    }

    // 7.4: what the affinity cannot hold comes from elsewhere
    @Test
    void allocate_affinityTooSmall_spillsOver() throws Exception {
        CpuAllocations cpus = start(Machines.T2, NodeSettings.builder().staticCpus("0"));
        PodRequest pod = guaranteed("a", "7", "1Gi");
        CpuAllocations after = allocated(
                cpus.allocate(pod, pod.containers().getFirst(), Optional.of(NumaMask.of(1))));
        assertThat(assigned(after, "a", "main")).isEqualTo("1,3,5-7,9,11");
    }

    // 7.5: with align-by-socket the whole socket of the NUMA node is near
    @Test
    void allocate_alignBySocket_takesFromTheWholeSocket() throws Exception {
        PodRequest pod = guaranteed("a", "2", "1Gi");
        for (boolean bySocket : new boolean[] {false, true}) {
            CpuAllocations cpus = start(Machines.T3,
                    NodeSettings.builder().staticCpus("0").alphaOptions().cpuOption("align-by-socket", bySocket));
            CpuAllocations after = allocated(
                    cpus.allocate(pod, pod.containers().getFirst(), Optional.of(NumaMask.of(1))));
            assertThat(assigned(after, "a", "main")).isEqualTo(bySocket ? "1,41" : "10,50");
        }
    }

    // 7.3
    @Test
    void allocate_fullPcpusOnly_refusesPartialAndMissingCores() throws Exception {
        CpuAllocations cpus = start(Machines.T1,
                NodeSettings.builder().staticCpus("0").cpuOption("full-pcpus-only", true));
        assertThat(failure(allocateFirst(cpus, guaranteed("a", "3", "1Gi")))).isEqualTo(new AllocationError(
                "SMTAlignmentError",
                "SMT Alignment Error: requested 3 cpus not multiple cpus per core = 2"));
        // CPU 4 shares its core with the reserved CPU 0.
        assertThat(failure(allocateFirst(cpus, guaranteed("a", "8", "1Gi")))).isEqualTo(new AllocationError(
                "SMTAlignmentError", "SMT Alignment Error: not enough free physical CPUs: available physical CPUs = 6,"
                        + " requested CPUs = 8, CPUs per core = 2"));
        assertThat(assigned(allocate(cpus, guaranteed("a", "6", "1Gi")), "a", "main")).isEqualTo("1-3,5-7");
    }

    // 7.3 (b): CPUs that could be taken over do not count
    @Test
    void allocate_fullPcpusOnly_ignoresReusableCpus() throws Exception {
        CpuAllocations cpus = start(Machines.T1,
                NodeSettings.builder().staticCpus("0").cpuOption("full-pcpus-only", true));
        PodRequest pod = PodRequest.builder("a").init("i", "cpu=4", "memory=1Gi").app("main", "cpu=4", "memory=1Gi")
                .build();
        CpuAllocations after = allocated(allocateFirst(cpus, pod));
        assertThat(failure(after.allocate(pod, pod.containers().getLast(), ANYWHERE)).message())
                .contains("available physical CPUs = 2, requested CPUs = 4");
    }

    // 7.3 (a): a container that has its CPUs already is refused by v1.36 and not by v1.37
    @ParameterizedTest
    @EnumSource
    void allocate_againWithFullPcpusOnly_dependsOnTheVersion(KubeletVersion version) throws Exception {
        CpuAllocations cpus = start(Machines.T1,
                NodeSettings.builder().kubeletVersion(version).staticCpus("0").cpuOption("full-pcpus-only", true));
        PodRequest pod = guaranteed("a", "4", "1Gi");
        CpuAllocations after = allocate(cpus, pod);
        AllocationOutcome<CpuAllocations> again = allocateFirst(after, pod);
        assertThat(again.state().toState()).isEqualTo(after.toState());
        if (version.compareTo(KubeletVersion.V1_37) >= 0) {
            assertThat(again).isInstanceOf(AllocationOutcome.Allocated.class);
        } else {
            assertThat(failure(again).reason()).isEqualTo("SMTAlignmentError");
        }
    }

    // 13.5
    @Test
    void hints_machineT2_areThoseOfTheExample() throws Exception {
        CpuAllocations cpus = start(Machines.T2, NodeSettings.builder().staticCpus("0"));
        PodRequest six = guaranteed("a", "6", "1Gi");
        PodRequest seven = guaranteed("a", "7", "1Gi");
        assertThat(cpus.hints(six, six.containers().getFirst()))
                .isEqualTo(cpu(new HintList.Builder().add(0b10, true).add(0b11, false)));
        assertThat(cpus.podHints(seven)).isEqualTo(cpu(new HintList.Builder().add(0b11, true)));
        PodRequest twelve = guaranteed("a", "12", "1Gi");
        assertThat(cpus.podHints(twelve)).isEqualTo(ProviderHints.of("cpu", ResourceHints.IMPOSSIBLE));
    }

    // 13.4, the example
    @Test
    void hints_alignBySocket_preferMasksOfOneSocket() throws Exception {
        CpuAllocations cpus = start(Machines.T3,
                NodeSettings.builder().staticCpus("0").alphaOptions().cpuOption("align-by-socket", true));
        HintList.Builder expected = new HintList.Builder();
        for (long mask : new long[] {1, 2, 4, 8}) {
            expected.add(mask, true);
        }
        expected.add(0b0011, true).add(0b0101, false).add(0b1001, false).add(0b0110, false).add(0b1010, false)
                .add(0b1100, true).add(0b0111, false).add(0b1011, false).add(0b1101, false).add(0b1110, false)
                .add(0b1111, false);
        assertThat(cpus.podHints(guaranteed("a", "10", "1Gi"))).isEqualTo(cpu(expected));
    }

    private static ProviderHints cpu(HintList.Builder hints) {
        return ProviderHints.of("cpu", hints.buildOr(ResourceHints.IMPOSSIBLE));
    }

    @Test
    void hints_noExclusiveCpus_areNoAnswer() throws Exception {
        CpuAllocations cpus = start(Machines.T1, NodeSettings.builder().staticCpus("0"));
        PodRequest half = guaranteed("a", "500m", "1Gi");
        assertThat(cpus.hints(half, half.containers().getFirst())).isEqualTo(ProviderHints.NO_ANSWER);
        assertThat(cpus.podHints(half)).isEqualTo(ProviderHints.NO_ANSWER);
        CpuAllocations none = start(Machines.T1, NodeSettings.builder());
        PodRequest two = guaranteed("a", "2", "1Gi");
        assertThat(none.hints(two, two.containers().getFirst())).isEqualTo(ProviderHints.NO_ANSWER);
        assertThat(none.podHints(two)).isEqualTo(ProviderHints.NO_ANSWER);
        assertThat(allocated(none.allocatePod(two, ANYWHERE))).isSameAs(none);
    }

    private static PodRequest.Builder podLevel() {
        return PodRequest.builder("a").podResources("cpu=6", "memory=4Gi");
    }

    // 14.2
    @Test
    void allocatePod_containersOfAllKinds_shareThePodsCpus() throws Exception {
        CpuAllocations before = start(Machines.T1, NodeSettings.builder().podLevelResources().staticCpus("0,4"));
        PodRequest pod = podLevel().init("early").sidecar("s", "cpu=1", "memory=1Gi")
                .init("late", "cpu=4", "memory=1Gi").sidecar("shared-s")
                .app("main", "cpu=2", "memory=1Gi").app("shared").build();
        CpuAllocations cpus = allocated(before.allocatePod(pod, ANYWHERE));
        assertThat(cpus.sharedCpus()).hasToString("0,4");
        assertThat(assigned(cpus, "a", "early")).isEqualTo("1-3,5-7");
        assertThat(assigned(cpus, "a", "s")).isEqualTo("1");
        assertThat(assigned(cpus, "a", "late")).isEqualTo("2-3,6-7");
        assertThat(assigned(cpus, "a", "main")).isEqualTo("2,6");
        assertThat(assigned(cpus, "a", "shared")).isEqualTo("3,5,7");
        assertThat(assigned(cpus, "a", "shared-s")).isEqualTo("3,5,7");
        assertThat(cpus.toState().podEntries()).containsEntry("a", CpuSet.parseList("1-3,5-7"));
        assertThat(cpus.release("a").toState()).isEqualTo(before.toState());
    }

    // 14.1, 13.2
    @Test
    void allocatePod_containersThatDoNotFit_isRefusedAndImpossible() throws Exception {
        CpuAllocations cpus = start(Machines.T1, NodeSettings.builder().podLevelResources().staticCpus("0,4"));
        PodRequest pod = podLevel().app("main", "cpu=6", "memory=1Gi").app("shared").build();
        assertThat(failure(cpus.allocatePod(pod, ANYWHERE)).reason()).isEqualTo("EmptyPodSharedPoolError");
        assertThat(cpus.podHints(pod)).isEqualTo(ProviderHints.of("cpu", ResourceHints.IMPOSSIBLE));
    }

    // 14.2: an error in the middle leaves the pod's CPUs outside the shared pool
    @Test
    void allocatePod_containersLargerThanThePod_failsWithItsCpusTaken() throws Exception {
        CpuAllocations cpus = start(Machines.T1, NodeSettings.builder().podLevelResources().staticCpus("0,4"));
        PodRequest pod = PodRequest.builder("a").podResources("cpu=3", "memory=4Gi").app("main", "cpu=2", "memory=1Gi")
                .app("more", "cpu=2", "memory=1Gi").build();
        AllocationOutcome<CpuAllocations> outcome = cpus.allocatePod(pod, ANYWHERE);
        assertThat(failure(outcome).message()).contains("requested=2, available=1");
        assertThat(outcome.state().sharedCpus()).hasToString("0,3-4,6-7");
        assertThat(outcome.state().toState().podEntries()).containsKey("a");
        assertThat(outcome.state().pods()).isEmpty();
    }

    // 14.2: since 1.38 they come back
    @Test
    void allocatePod_containersLargerThanThePodSince138_givesItsCpusBack() throws Exception {
        CpuAllocations cpus = start(Machines.T1,
                NodeSettings.builder().kubeletVersion(KubeletVersion.V1_38).podLevelResources().staticCpus("0,4"));
        PodRequest pod = PodRequest.builder("a").podResources("cpu=3", "memory=4Gi").app("main", "cpu=2", "memory=1Gi")
                .app("more", "cpu=2", "memory=1Gi").build();
        AllocationOutcome<CpuAllocations> outcome = cpus.allocatePod(pod, ANYWHERE);
        assertThat(failure(outcome).message()).contains("requested=2, available=1");
        assertThat(outcome.state().toState()).isEqualTo(cpus.toState());
    }

    private static CpuAllocations holding(KubeletVersion version, String shared, String podSet,
            Map<String, String> containers) throws Exception {
        Map<String, CpuSet> sets = new HashMap<>();
        containers.forEach((container, cpus) -> sets.put(container, CpuSet.parseList(cpus)));
        return CpuAllocations.restore(
                CpuPolicy.start(Machines.T1,
                        NodeSettings.builder().kubeletVersion(version).podLevelResources().staticCpus("0,4").build()),
                new CpuState("static", CpuSet.parseList(shared), sets.isEmpty() ? Map.of() : Map.of("a", sets),
                        Map.of("a", CpuSet.parseList(podSet))));
    }

    private static final PodRequest HELD = PodRequest.builder("a").podResources("cpu=4", "memory=4Gi")
            .sidecar("s", "cpu=1", "memory=1Gi").app("main", "cpu=2", "memory=1Gi").app("shared").build();

    // 14.2: up to 1.37 a second set is taken and the first lost; since 1.38 the pod keeps what it has
    @Test
    void allocatePod_againWithAllShares_keepsThemSince138() throws Exception {
        Map<String, String> shares = Map.of("s", "2", "main", "3,7", "shared", "6");
        CpuAllocations held = holding(KubeletVersion.V1_38, "0-1,4-5", "2-3,6-7", shares);
        assertThat(held.podHints(HELD)).isEqualTo(cpu(new HintList.Builder().add(1, true)));
        assertThat(allocated(held.allocatePod(HELD, ANYWHERE)).toState()).isEqualTo(held.toState());
        AllocationOutcome<CpuAllocations> older = holding(KubeletVersion.V1_37, "0-1,4-5", "2-3,6-7", shares)
                .allocatePod(HELD, ANYWHERE);
        assertThat(failure(older).message()).contains("not enough cpus available");
    }

    // 14.2: shares that were not stored any more are made from the pod's set
    @Test
    void allocatePod_againWithTheFirstShares_makesTheOthers() throws Exception {
        CpuAllocations held = holding(KubeletVersion.V1_38, "0-1,4-5", "2-3,6-7", Map.of("s", "6"));
        CpuAllocations after = allocated(held.allocatePod(HELD, ANYWHERE));
        assertThat(assigned(after, "a", "s")).isEqualTo("6");
        assertThat(assigned(after, "a", "main")).isEqualTo("3,7");
        assertThat(assigned(after, "a", "shared")).isEqualTo("2");
        assertThat(after.sharedCpus()).hasToString("0-1,4-5");
    }

    // 13.2: a set of another size than asked for is a preference that cannot be met
    @Test
    void podHints_setOfAnotherSize_areImpossible() throws Exception {
        CpuAllocations held = holding(KubeletVersion.V1_38, "0-1,4-5", "2-3,6-7", Map.of("s", "6"));
        PodRequest larger = PodRequest.builder("a").podResources("cpu=5", "memory=4Gi")
                .sidecar("s", "cpu=1", "memory=1Gi").build();
        assertThat(held.podHints(larger)).isEqualTo(ProviderHints.of("cpu", ResourceHints.IMPOSSIBLE));
    }

    // 14.2: remains of another pod of the same uid are given back first, and counted as free in the hints
    @ParameterizedTest
    @CsvSource({"main", "unknown"})
    void allocatePod_sharesThatAreNotTheFirst_startsAfresh(String container) throws Exception {
        CpuAllocations held = holding(KubeletVersion.V1_38, "0,4,6", "1-3,5,7", Map.of(container, "7"));
        assertThat(held.podHints(HELD)).isEqualTo(cpu(new HintList.Builder().add(1, true)));
        CpuAllocations after = allocated(held.allocatePod(HELD, ANYWHERE));
        assertThat(after.toState().podEntries()).containsEntry("a", CpuSet.parseList("1-2,5-6"));
        assertThat(after.toState().entries().get("a")).containsOnlyKeys("s", "main", "shared");
        assertThat(after.sharedCpus()).hasToString("0,3-4,7");
    }

    // 14.2: a release that was broken off is completed
    @Test
    void allocatePod_setInTheSharedPool_dropsItsEntry() throws Exception {
        CpuAllocations held = holding(KubeletVersion.V1_38, "0-7", "2-3,6-7", Map.of());
        assertThat(held.podHints(HELD)).isEqualTo(cpu(new HintList.Builder().add(1, true)));
        CpuAllocations after = allocated(held.allocatePod(HELD, ANYWHERE));
        assertThat(after.toState().podEntries()).containsEntry("a", CpuSet.parseList("1-2,5-6"));
        assertThat(after.sharedCpus()).hasToString("0,3-4,7");
    }

    // 7.3 with the pod's count
    @Test
    void allocatePod_fullPcpusOnly_checksThePodsCount() throws Exception {
        CpuAllocations cpus = start(Machines.T1,
                NodeSettings.builder().podLevelResources().staticCpus("0").cpuOption("full-pcpus-only", true));
        PodRequest pod = PodRequest.builder("a").podResources("cpu=3", "memory=4Gi").app("main").build();
        assertThat(failure(cpus.allocatePod(pod, ANYWHERE)).reason()).isEqualTo("SMTAlignmentError");
        PodRequest fraction = PodRequest.builder("a").podResources("cpu=2500m", "memory=4Gi").app("main").build();
        assertThat(allocated(cpus.allocatePod(fraction, ANYWHERE))).isSameAs(cpus);
    }
}
