package io.alidade.engine.memory;

import static io.alidade.engine.sample.Pods.guaranteed;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.hint.HintList;
import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.hint.ResourceHints;
import io.alidade.engine.hint.TopologyHint;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.provider.AllocationError;
import io.alidade.engine.provider.AllocationOutcome;
import io.alidade.engine.sample.Topologies;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// memory-manager 5 to 8 on two NUMA nodes with 15 GiB allocatable each, as in the worked examples.
class MemoryAllocationsTest {
    private static final long GIB = Topologies.GIB;
    private static final TopologyHint ANY = TopologyHint.ANY_NOT_PREFERRED;
    private static final TopologyHint ON_0 = TopologyHint.of(NumaMask.of(0), true);
    private static final TopologyHint ON_1 = TopologyHint.of(NumaMask.of(1), true);
    private static final TopologyHint ON_BOTH = TopologyHint.of(NumaMask.of(0, 1), true);

    private static MemoryAllocations empty() throws Exception {
        return empty(KubeletVersion.DEFAULT);
    }

    private static MemoryAllocations empty(KubeletVersion version) throws Exception {
        return MemoryAllocations.empty(MemoryPolicy.start(Topologies.sockets(2, 8, 16),
                NodeSettings.builder().kubeletVersion(version).podLevelResources().staticMemory("1Gi", "1Gi").build()));
    }

    private static MemoryAllocations allocate(MemoryAllocations memory, PodRequest pod, int container,
            TopologyHint hint) {
        return switch (memory.allocate(pod, pod.containers().get(container), hint)) {
            case AllocationOutcome.Allocated<MemoryAllocations>(MemoryAllocations state) -> state;
            case AllocationOutcome.Failed<MemoryAllocations> failed -> throw new AssertionError(failed.error());
        };
    }

    private static MemoryAllocations allocate(MemoryAllocations memory, int gib, TopologyHint hint) {
        return allocate(memory, guaranteed("pod-" + gib, "1", gib + "Gi"), 0, hint);
    }

    private static void assertFails(MemoryAllocations memory, PodRequest pod, TopologyHint hint, String error) {
        AllocationOutcome<MemoryAllocations> outcome = memory.allocate(pod, pod.containers().getFirst(), hint);
        assertThat(outcome).isEqualTo(new AllocationOutcome.Failed<>(memory, AllocationError.untyped(error)));
    }

    private static String free(MemoryAllocations memory) {
        return memory.freeBytes(0, "memory").orElseThrow() / GIB + " "
                + memory.freeBytes(1, "memory").orElseThrow() / GIB;
    }

    private static String blocks(MemoryAllocations memory, String pod, String container) {
        return memory.blocks(pod, container).map(own -> {
            List<String> texts = new ArrayList<>();
            own.forEach(block -> texts.add(block.type() + " " + block.size() / GIB + " on " + block.affinity()));
            return String.join(", ", texts);
        }).orElse("none");
    }

    private static int assignments(MemoryAllocations memory, int numaNode) {
        return Optional.ofNullable(memory.toState().machineState().get(numaNode))
                .map(MemoryState.NumaNodeState::numberOfAssignments).orElseThrow();
    }

    private static ProviderHints hints(MemoryAllocations memory, int gib) {
        PodRequest pod = guaranteed("new", "1", gib + "Gi");
        assertThat(memory.podHints(pod)).isEqualTo(memory.hints(pod, pod.containers().getFirst()));
        return memory.podHints(pod);
    }

    private static ProviderHints memoryHints(HintList.Builder hints) {
        return ProviderHints.of("memory", hints.buildOr(ResourceHints.IMPOSSIBLE));
    }

    // 8.5, row by row
    @Test
    void hints_twoNumaNodes_areThoseOfTheTable() throws Exception {
        MemoryAllocations memory = empty();
        assertThat(hints(memory, 4))
                .isEqualTo(memoryHints(new HintList.Builder().add(1, true).add(2, true).add(3, false)));
        assertThat(hints(memory, 20)).isEqualTo(memoryHints(new HintList.Builder().add(3, true)));
        MemoryAllocations wide = allocate(memory, 20, ON_BOTH);
        assertThat(free(wide)).isEqualTo("0 10");
        assertThat(wide.group(0)).isEqualTo(NumaMask.of(0, 1)).isEqualTo(wide.group(1));
        assertThat(hints(wide, 4)).isEqualTo(memoryHints(new HintList.Builder().add(3, false)));
        assertThat(hints(wide, 10)).isEqualTo(memoryHints(new HintList.Builder().add(3, false)));
        MemoryAllocations narrow = allocate(memory, 4, ON_0);
        assertThat(free(narrow)).isEqualTo("11 15");
        assertThat(hints(narrow, 12)).isEqualTo(memoryHints(new HintList.Builder().add(2, true)));
        assertThat(hints(narrow, 20)).isEqualTo(new ProviderHints.Answers(List.of()));
    }

    // 8.5, huge pages: both types get the same list
    @Test
    void hints_hugepages_mustBeOnTheSameNumaNodes() throws Exception {
        NodeTopology machine = new NodeTopology(
                List.of(new NumaNode(0, 15 * GIB, Map.of(GIB, 4L), List.of()),
                        new NumaNode(1, 15 * GIB, Map.of(GIB, 0L), List.of())),
                List.of(new Cpu(0, 0, 0, 0, 0)));
        MemoryAllocations memory = MemoryAllocations
                .empty(MemoryPolicy.start(machine, NodeSettings.builder().staticMemory("1Gi", "1Gi").build()));
        PodRequest small = PodRequest.builder("a").app("main", "cpu=1", "memory=2Gi", "hugepages-1Gi=2Gi").build();
        assertThat(memory.podHints(small)).isEqualTo(both(new HintList.Builder().add(1, true).add(3, false)));
        PodRequest large = PodRequest.builder("a").app("main", "cpu=1", "memory=12Gi", "hugepages-1Gi=2Gi").build();
        assertThat(memory.podHints(large)).isEqualTo(both(new HintList.Builder().add(3, true)));
        MemoryAllocations after = allocate(memory, large, 0, ON_BOTH);
        assertThat(free(after)).isEqualTo("0 12");
        assertThat(after.freeBytes(0, "hugepages-1Gi")).contains(2 * GIB);
        assertThat(after.freeBytes(1, "hugepages-1Gi")).contains(0L);
        assertThat(after.toState().machineState().values())
                .allMatch(numaNode -> numaNode.numberOfAssignments() == 2 && numaNode.cells().equals(List.of(0, 1)));
        assertThat(blocks(after, "a", "main")).isEqualTo("hugepages-1Gi 2 on 0-1, memory 12 on 0-1");
        assertThat(after.types()).containsExactly("hugepages-1Gi", "memory");
    }

    private static ProviderHints both(HintList.Builder hints) {
        ResourceHints list = hints.buildOr(ResourceHints.IMPOSSIBLE);
        return new ProviderHints.Answers(List.of(new ProviderHints.Answer("hugepages-1Gi", list),
                new ProviderHints.Answer("memory", list)));
    }

    // 6.2 and 6.3, the worked example
    @Test
    void allocate_afterAnInitContainer_takesItsMemoryOver() throws Exception {
        PodRequest pod = PodRequest.builder("p").init("init-a", "cpu=1", "memory=2Gi").app("app", "cpu=1", "memory=3Gi")
                .build();
        MemoryAllocations first = allocate(empty(), pod, 0, ON_0);
        assertThat(free(first)).isEqualTo("13 15");
        MemoryAllocations second = allocate(first, pod, 1, ON_0);
        assertThat(free(second)).isEqualTo("12 15");
        assertThat(blocks(second, "p", "init-a")).isEqualTo("memory 0 on 0");
        assertThat(assignments(second, 0)).isEqualTo(2);
        MemoryAllocations started = second.started(pod, "app");
        assertThat(free(started)).isEqualTo("12 15");
        assertThat(blocks(started, "p", "init-a")).isEqualTo("none");
        assertThat(assignments(started, 0)).isEqualTo(1);
        MemoryAllocations released = started.release("p");
        assertThat(released.toState()).isEqualTo(empty().toState());
        assertThat(second.started(pod, "init-a").toState()).isEqualTo(second.toState());
    }

    // 6.2: the second init container needs nothing new
    @Test
    void allocate_secondInitContainer_sharesTheLargestSoFar() throws Exception {
        PodRequest pod = PodRequest.builder("p").init("init-a", "cpu=1", "memory=3Gi")
                .init("init-b", "cpu=1", "memory=2Gi")
                .app("app", "cpu=1", "memory=3Gi").build();
        MemoryAllocations two = allocate(allocate(empty(), pod, 0, ON_0), pod, 1, ON_0);
        assertThat(free(two)).isEqualTo("12 15");
        assertThat(blocks(two, "p", "init-a")).isEqualTo("memory 1 on 0");
        assertThat(blocks(two, "p", "init-b")).isEqualTo("memory 2 on 0");
        MemoryAllocations three = allocate(two, pod, 2, ON_0);
        assertThat(free(three)).isEqualTo("12 15");
        assertThat(three.started(pod, "app").containers("p").names()).containsExactly("app");
    }

    // 6.1: a sidecar uses up what is offered and offers nothing; another mask is not offered at all
    @Test
    void allocate_afterASidecar_isOfferedWhatIsLeft() throws Exception {
        PodRequest pod = PodRequest.builder("p").init("i", "cpu=1", "memory=5Gi").sidecar("s", "cpu=1", "memory=2Gi")
                .app("app", "cpu=1", "memory=5Gi").build();
        MemoryAllocations two = allocate(allocate(empty(), pod, 0, ON_0), pod, 1, ON_0);
        assertThat(free(two)).isEqualTo("10 15");
        assertThat(blocks(two, "p", "i")).isEqualTo("memory 3 on 0");
        MemoryAllocations here = allocate(two, pod, 2, ON_0);
        assertThat(free(here)).isEqualTo("8 15");
        assertThat(free(here.started(pod, "app"))).isEqualTo("8 15");
        MemoryAllocations elsewhere = allocate(two, pod, 2, ON_1);
        assertThat(free(elsewhere)).isEqualTo("10 10");
        assertThat(free(elsewhere.started(pod, "app"))).isEqualTo("13 10");
        assertThat(blocks(elsewhere.started(pod, "app"), "p", "s")).isEqualTo("memory 2 on 0");
    }

    // 5.1 step 5
    @Test
    void allocate_again_changesNothing() throws Exception {
        PodRequest pod = guaranteed("p", "1", "3Gi");
        MemoryAllocations once = allocate(empty(), pod, 0, ON_0);
        assertThat(allocate(once, pod, 0, ON_1).toState()).isEqualTo(once.toState());
    }

    // 5.1 steps 1 and 2, 4.1
    @Test
    void allocate_podsThatAreNotManaged_getNothing() throws Exception {
        MemoryAllocations memory = empty();
        PodRequest burstable = PodRequest.builder("p").app("main", "memory=1Gi").build();
        assertThat(allocate(memory, burstable, 0, ON_0)).isSameAs(memory);
        assertThat(memory.podHints(burstable)).isEqualTo(ProviderHints.NO_ANSWER);
        MemoryAllocations none = MemoryAllocations
                .empty(MemoryPolicy.start(Topologies.sockets(2, 8, 16), NodeSettings.builder().build()));
        PodRequest guaranteed = guaranteed("p", "1", "1Gi");
        assertThat(allocate(none, guaranteed, 0, ON_0)).isSameAs(none);
        assertThat(none.podHints(guaranteed)).isEqualTo(ProviderHints.NO_ANSWER);
        assertThat(none.hints(guaranteed, guaranteed.containers().getFirst())).isEqualTo(ProviderHints.NO_ANSWER);
        assertThat(none.freeBytes(0, "memory")).isEmpty();
        assertThat(none.group(1)).isEqualTo(NumaMask.of(1));
    }

    // 5.2: without a hint the narrowest preferred mask, of the lowest number
    @Test
    void allocate_withoutAHint_takesTheDefault() throws Exception {
        MemoryAllocations memory = allocate(empty(), 4, ANY);
        assertThat(blocks(memory, "pod-4", "main")).isEqualTo("memory 4 on 0");
        assertThat(blocks(allocate(memory, 12, ANY), "pod-12", "main")).isEqualTo("memory 12 on 1");
        // Without a policy nobody asks for a preferred default.
        MemoryAllocations wide = allocate(empty(), 20, ON_BOTH);
        assertThat(blocks(allocate(wide, 3, ANY), "pod-3", "main")).isEqualTo("memory 3 on 0-1");
    }

    // 5.1 steps 9 to 11 and 5.2: each error
    @Test
    void allocate_thatCannotBe_saysWhy() throws Exception {
        MemoryAllocations memory = empty();
        TopologyHint anyPreferred = new TopologyHint(Optional.empty(), true);
        assertFails(memory, guaranteed("p", "1", "31Gi"), ANY,
                "[memorymanager] failed to get the default NUMA affinity, no NUMA nodes with enough memory is"
                        + " available");
        MemoryAllocations wide = allocate(memory, 20, ON_BOTH);
        assertFails(wide, guaranteed("p", "1", "2Gi"), anyPreferred,
                "[memorymanager] failed to find the default preferred hint");
        MemoryAllocations narrow = allocate(memory, 4, ON_0);
        assertFails(narrow, guaranteed("p", "1", "12Gi"), ON_0,
                "[memorymanager] failed to find NUMA nodes to extend the current topology hint");
        assertFails(wide, guaranteed("p", "1", "2Gi"), ON_0,
                "[memorymanager] failed to find the extended preferred hint");
        assertFails(narrow, guaranteed("p", "1", "2Gi"), ON_BOTH,
                "[memorymanager] preferred hint violates NUMA node allocation");
        assertFails(memory, guaranteed("p", "1", "1.5Gi"), ON_0,
                "[memorymanager] failed to represent quantity as int64");
    }

    // 5.3
    @Test
    void allocate_hintTooNarrow_isExtended() throws Exception {
        TopologyHint on0 = TopologyHint.of(NumaMask.of(0), false);
        assertThat(blocks(allocate(empty(), 20, on0), "pod-20", "main")).isEqualTo("memory 20 on 0-1");
        assertThat(blocks(allocate(allocate(empty(), 20, on0), 2, on0), "pod-2", "main"))
                .isEqualTo("memory 2 on 0-1");
    }

    // 5.4: a single NUMA node of a group is never a violation, and leaves the group
    @Test
    void allocate_singleNumaNodeOfAGroup_isAccepted() throws Exception {
        MemoryAllocations wide = allocate(empty(), 20, ON_BOTH);
        MemoryAllocations odd = allocate(wide, 2, ON_1);
        assertThat(odd.group(1)).isEqualTo(NumaMask.of(1));
        assertThat(odd.group(0)).isEqualTo(NumaMask.of(0, 1));
        assertThat(free(odd)).isEqualTo("0 8");
    }

    // 8.4: gives back from the lowest NUMA node upward, so only the sum of a group is kept
    @Test
    void release_insideAGroup_startsAtTheLowestNumaNode() throws Exception {
        MemoryAllocations two = allocate(allocate(empty(), 20, ON_BOTH), 5, ON_BOTH);
        assertThat(free(two)).isEqualTo("0 5");
        MemoryAllocations one = two.release("pod-5");
        assertThat(free(one)).isEqualTo("5 5");
        assertThat(one.release("pod-20").toState()).isEqualTo(empty().toState());
        assertThat(two.release("other").toState()).isEqualTo(two.toState());
    }

    // 8.1, regenerate
    @Test
    void hints_blocksAlreadyThere_areTheirMaskOrNoAnswer() throws Exception {
        PodRequest pod = guaranteed("p", "1", "3Gi");
        MemoryAllocations memory = allocate(empty(), pod, 0, ON_1);
        assertThat(memory.podHints(pod)).isEqualTo(memoryHints(new HintList.Builder().add(2, true)));
        PodRequest other = guaranteed("p", "1", "4Gi");
        assertThat(memory.podHints(other)).isEqualTo(ProviderHints.NO_ANSWER);
        PodRequest more = PodRequest.builder("p").app("main", "cpu=1", "memory=3Gi", "hugepages-1Gi=1Gi").build();
        assertThat(memory.hints(more, more.containers().getFirst())).isEqualTo(ProviderHints.NO_ANSWER);
        PodRequest two = PodRequest.builder("p").app("main", "cpu=1", "memory=3Gi").app("more", "cpu=1", "memory=1Gi")
                .build();
        assertThat(memory.podHints(two)).isEqualTo(ProviderHints.NO_ANSWER);
        PodRequest fraction = guaranteed("q", "1", "1.5Gi");
        assertThat(memory.podHints(fraction)).isEqualTo(ProviderHints.NO_ANSWER);
        assertThat(memory.hints(fraction, fraction.containers().getFirst())).isEqualTo(ProviderHints.NO_ANSWER);
    }

    // 8.1, regenerate: since 1.38 the first container that holds memory is asked for its own request
    @Test
    void podHints_firstContainerHoldsItsRequest_areItsMaskSince138() throws Exception {
        PodRequest two = PodRequest.builder("p").app("main", "cpu=1", "memory=3Gi").app("more", "cpu=1", "memory=1Gi")
                .build();
        MemoryAllocations newer = allocate(empty(KubeletVersion.V1_38), two, 0, ON_1);
        assertThat(newer.podHints(two)).isEqualTo(memoryHints(new HintList.Builder().add(2, true)));
        MemoryAllocations older = allocate(empty(KubeletVersion.V1_37), two, 0, ON_1);
        assertThat(older.podHints(two)).isEqualTo(ProviderHints.NO_ANSWER);
        PodRequest other = PodRequest.builder("p").app("main", "cpu=1", "memory=2Gi").app("more", "cpu=1", "memory=1Gi")
                .build();
        assertThat(newer.podHints(other)).isEqualTo(ProviderHints.NO_ANSWER);
    }

    // 7.3: since 1.38 a pod that holds memory as a whole keeps it
    @Test
    void allocatePod_again_keepsWhatItHasSince138() throws Exception {
        PodRequest pod = PodRequest.builder("p").podResources("cpu=8", "memory=10Gi").app("main", "cpu=1", "memory=3Gi")
                .app("shared")
                .build();
        MemoryAllocations newer = empty(KubeletVersion.V1_38).allocatePod(pod, ON_1).state();
        assertThat(newer.podHints(pod)).isEqualTo(memoryHints(new HintList.Builder().add(2, true)));
        assertThat(newer.allocatePod(pod, ON_0)).isEqualTo(new AllocationOutcome.Allocated<>(newer));
        MemoryAllocations older = empty(KubeletVersion.V1_37).allocatePod(pod, ON_1).state();
        assertThat(free(older.allocatePod(pod, ON_0).state())).isEqualTo("5 5");
    }

    // A request of nothing is a block of size 0.
    @Test
    void allocate_zeroHugepages_isABlock() throws Exception {
        PodRequest pod = PodRequest.builder("p").app("main", "cpu=1", "memory=1Gi", "hugepages-1Gi=0").build();
        MemoryAllocations memory = allocate(empty(), pod, 0, ON_0);
        assertThat(blocks(memory, "p", "main")).isEqualTo("hugepages-1Gi 0 on 0, memory 1 on 0");
        assertThat(assignments(memory, 0)).isEqualTo(2);
        assertThat(memory.release("p").toState()).isEqualTo(empty().toState());
    }

    // 7.3 and 7.4
    @Test
    void allocatePod_containersOfAllKinds_shareThePodsMemory() throws Exception {
        PodRequest pod = PodRequest.builder("p").podResources("cpu=8", "memory=10Gi").init("early")
                .sidecar("s", "cpu=1", "memory=1Gi")
                .init("late", "cpu=1", "memory=2Gi").sidecar("shared-s").app("main", "cpu=1", "memory=3Gi")
                .app("shared").build();
        MemoryAllocations memory = switch (empty().allocatePod(pod, ON_1)) {
            case AllocationOutcome.Allocated<MemoryAllocations>(MemoryAllocations state) -> state;
            case AllocationOutcome.Failed<MemoryAllocations> failed -> throw new AssertionError(failed.error());
        };
        assertThat(free(memory)).isEqualTo("15 5");
        assertThat(blocks(memory, "p", "early")).isEqualTo("memory 10 on 1");
        assertThat(blocks(memory, "p", "s")).isEqualTo("memory 1 on 1");
        assertThat(blocks(memory, "p", "late")).isEqualTo("memory 2 on 1");
        assertThat(blocks(memory, "p", "main")).isEqualTo("memory 3 on 1");
        assertThat(blocks(memory, "p", "shared")).isEqualTo("memory 6 on 1");
        assertThat(blocks(memory, "p", "shared-s")).isEqualTo("memory 6 on 1");
        assertThat(assignments(memory, 1)).isEqualTo(1);
        // Finished init containers leave, the pod's memory stays until the last container goes.
        assertThat(free(memory.started(pod, "shared"))).isEqualTo("15 5");
        assertThat(memory.started(pod, "shared").release("p").toState()).isEqualTo(empty().toState());
    }

    // 7.2, 8.1, 7.3 step 1
    @Test
    void allocatePod_containersThatDoNotFit_isRefusedAndImpossible() throws Exception {
        MemoryAllocations memory = empty();
        PodRequest pod = PodRequest.builder("p").podResources("cpu=8", "memory=3Gi").app("main", "cpu=1", "memory=3Gi")
                .app("shared")
                .build();
        AllocationOutcome<MemoryAllocations> outcome = memory.allocatePod(pod, ON_0);
        assertThat(outcome).isInstanceOfSatisfying(AllocationOutcome.Failed.class,
                failed -> assertThat(failed.error().reason()).isEqualTo("EmptyPodSharedPoolError"));
        assertThat(memory.podHints(pod)).isEqualTo(ProviderHints.of("memory", ResourceHints.IMPOSSIBLE));
        PodRequest fraction = PodRequest.builder("p").podResources("cpu=8", "memory=1.5Gi").app("main").build();
        assertThat(memory.allocatePod(fraction, ON_0)).isEqualTo(new AllocationOutcome.Allocated<>(memory));
        PodRequest tooMuch = PodRequest.builder("p").podResources("cpu=8", "memory=31Gi").app("main").build();
        assertThat(memory.allocatePod(tooMuch, ANY)).isInstanceOf(AllocationOutcome.Failed.class);
        PodRequest burstable = PodRequest.builder("p").podResources("memory=1Gi").app("main").build();
        assertThat(memory.allocatePod(burstable, ON_0)).isEqualTo(new AllocationOutcome.Allocated<>(memory));
    }

    // 7.5
    @Test
    void allocate_podLevelContainerWithoutRequests_isNotPinned() throws Exception {
        MemoryAllocations memory = empty();
        PodRequest pod = PodRequest.builder("p").podResources("cpu=8", "memory=3Gi")
                .container("shared", ContainerKind.APP, ResourceAmounts.both()).app("main", "cpu=1", "memory=2Gi")
                .build();
        ContainerRequest shared = pod.containers().getFirst();
        assertThat(memory.hints(pod, shared)).isEqualTo(ProviderHints.NO_ANSWER);
        assertThat(allocate(memory, pod, 0, ON_0)).isSameAs(memory);
        assertThat(blocks(allocate(memory, pod, 1, ON_0), "p", "main")).isEqualTo("memory 2 on 0");
    }
}
