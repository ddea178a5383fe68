package io.alidade.engine.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.engine.hint.HintList;
import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.hint.ResourceHints;
import io.alidade.engine.hint.TopologyHint;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.provider.AllocationError;
import io.alidade.engine.provider.AllocationOutcome;
import io.alidade.engine.sample.Topologies;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.topology.NodeTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// device-manager 4, 6, 7 and 9.
class DeviceAllocationsTest {
    private static final NodeTopology MACHINE = Topologies.sockets(2, 4, 16);
    private static final TopologyHint ANY = TopologyHint.ANY_NOT_PREFERRED;
    private static final TopologyHint ON_0 = TopologyHint.of(NumaMask.of(0), true);
    // The devices of the worked example of 6.4.
    private static final Device D1 = Device.on("r/x", "d1", 0);
    private static final Device D2 = Device.on("r/x", "d2", 0);
    private static final Device D3 = Device.on("r/x", "d3", 1);
    private static final Device D4 = Device.anywhere("r/x", "d4");

    private static DeviceAllocations reported(PreferredAllocation preferred, Device... devices) {
        return DeviceAllocations.start(MACHINE, preferred, KubeletVersion.DEFAULT)
                .reported(List.of(devices));
    }

    private static DeviceAllocations reported(Device... devices) {
        return reported(PreferredAllocation.NONE, devices);
    }

    // 7.3: up to 1.35 wider masks reach NUMA nodes without a device of the resource
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"V1_35|1! 0-1", "V1_36|1!"})
    void hints_devicesOfOneNumaNode_nameOthersUpTo135(KubeletVersion version, String expected) {
        DeviceAllocations state = DeviceAllocations.start(MACHINE, PreferredAllocation.NONE, version)
                .reported(List.of(D3));
        StringBuilder hints = new StringBuilder();
        if (state.podHints(one("a", 1)) instanceof ProviderHints.Answers(List<ProviderHints.Answer> answers)
                && answers.getFirst().hints() instanceof HintList list) {
            list.toList().forEach(hint -> hints.append(hint.affinity().orElseThrow())
                    .append(hint.preferred() ? "! " : " "));
        }
        assertThat(hints.toString().strip()).isEqualTo(expected);
    }

    @Test
    void given_devicesThatSomebodyElseChose_areOfThatPodAloneAndLeaveTheRestAsItIs() {
        DeviceAllocations before = allocated(allocated(reported(D1, D2, D3), one("a", 1), ON_0), one("b", 1), ON_0);
        assertThat(before.held("a").getFirst().ids()).containsExactly("d1");

        DeviceAllocations given = before.given("c",
                List.of(new PodDevices("c", "c0", "r/x", Map.of(0, List.of("d1")), "")));

        assertThat(given.pods()).containsExactly("b", "c");
        assertThat(given.freeDevices("r/x")).containsExactly(D3);
        assertThat(given.devices("r/x")).containsExactly(D1, D2, D3);
        assertThat(given.given("c", given.held("c"))).isSameAs(given);
        assertThat(given.given("d", List.of())).isSameAs(given);
    }

    // 9: the checkpoint is not written when devices come back, so a restart takes them as held
    @Test
    void lastWritten_releasedDevices_areHeldUntilTheNextWrite() {
        DeviceAllocations given = allocated(reported(D1, D2), one("a", 1), ON_0);
        DeviceAllocations released = given.release("a");
        assertThat(released.freeDevices("r/x")).hasSize(2);
        assertThat(released.lastWritten()).isEqualTo(given.toState());
        assertThat(released.toState().podEntries()).isEmpty();
        assertThat(released.reported(List.of(D1, D2)).lastWritten().podEntries()).isEmpty();
        assertThat(allocated(released, one("b", 1), ON_0).lastWritten().podEntries()).extracting(PodDevices::podUid)
                .containsExactly("b");
    }

    // 6.2: inside a set the choice is chance; between the sets it is none
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"d2|1|d2", "d3|1|d1", "d2 d3|2|d1 d2", "d4|3|d1 d2 d3"})
    void allocate_withGivenDevices_takesTheseOnlyWhereAKubeletTakesAny(String given, int count, String taken) {
        GivenDevices chance = new GivenDevices(Map.of("main", Map.of("r/x", new TreeSet<>(List.of(given.split(" "))))));
        DeviceAllocations after = allocated(reported(chance, D1, D2, D3, D4), one("a", count), ON_0);
        assertThat(String.join(" ", after.held("a", "main").find("r/x").orElseThrow().ids())).isEqualTo(taken);
    }

    private static PodRequest one(String uid, int count) {
        return PodRequest.builder(uid).app("main", "r/x=" + count).build();
    }

    private static AllocationOutcome<DeviceAllocations> allocate(DeviceAllocations state, PodRequest pod,
            int container, TopologyHint hint) {
        return state.allocate(pod, pod.containers().get(container), hint, false);
    }

    private static DeviceAllocations allocated(DeviceAllocations state, PodRequest pod, TopologyHint hint) {
        DeviceAllocations next = state;
        for (int container = 0; container < pod.containers().size(); container++) {
            next = switch (allocate(next, pod, container, hint)) {
                case AllocationOutcome.Allocated<DeviceAllocations>(DeviceAllocations after) -> after;
                case AllocationOutcome.Failed<DeviceAllocations> failed -> throw new AssertionError(failed.error());
            };
        }
        return next;
    }

    private static void assertFails(AllocationOutcome<DeviceAllocations> outcome, String text) {
        assertThat(outcome).isInstanceOfSatisfying(AllocationOutcome.Failed.class,
                failed -> assertThat(failed.error()).isEqualTo(AllocationError.untyped(text)));
    }

    private static String ids(DeviceAllocations state, String pod, String container) {
        return state.held(pod, container).find("r/x").map(held -> String.join(" ", held.ids())).orElse("none");
    }

    // 6.4, the worked example
    @Test
    void allocate_alignedDevicesTooFew_takesUnalignedBeforeThoseWithoutTopology() {
        DeviceAllocations used = allocated(reported(D1, D2, D3, D4), one("first", 1), ON_0);
        assertThat(ids(used, "first", "main")).isEqualTo("d1");
        assertThat(ids(allocated(used, one("second", 2), ON_0), "second", "main")).isEqualTo("d2 d3");
        assertThat(ids(allocated(used, one("second", 3), ON_0), "second", "main")).isEqualTo("d2 d3 d4");
        assertThat(ids(allocated(used, one("second", 2), ANY), "second", "main")).matches("d[234] d[234]");
    }

    // 6.3: one NUMA node in the mask is enough; without any topology the mask says nothing
    @Test
    void allocate_deviceOnSeveralNumaNodes_isAlignedToEach() {
        Device wide = Device.on("r/x", "z", 0, 1);
        assertThat(ids(allocated(reported(D3, wide), one("p", 1), ON_0), "p", "main")).isEqualTo("z");
        DeviceAllocations nowhere = reported(Device.on("r/x", "b"), Device.anywhere("r/x", "a"));
        assertThat(ids(allocated(nowhere, one("p", 1), ON_0), "p", "main")).isEqualTo("a");
    }

    // 6.1 step 8
    @Test
    void allocate_anyDevice_isHeldByNumaNode() {
        DeviceAllocations state = allocated(reported(D1, D4, Device.on("r/x", "w", 0, 1)), one("p", 3), ANY);
        HeldDevices held = state.held("p", "main").find("r/x").orElseThrow();
        assertThat(held.byNumaNode())
                .isEqualTo(Map.of(-1, List.of("d4"), 0, List.of("d1", "w"), 1, List.of("w")));
        assertThat(held.numaNodes("w")).containsExactly(0, 1);
        assertThat(held.numaNodes("d4")).isEmpty();
        assertThat(held.ids()).containsExactly("d1", "d4", "w");
    }

    // 6.1 step 1
    @Test
    void allocate_unknownResource_isSkipped() {
        PodRequest pod = PodRequest.builder("p").app("main", "cpu=1", "memory=1Gi", "other/y=3").build();
        DeviceAllocations state = allocated(reported(D1), pod, ON_0);
        assertThat(state.pods()).isEmpty();
        assertThat(state.hints(pod, pod.containers().getFirst()))
                .isEqualTo(new ProviderHints.Answers(List.of()));
    }

    // 6.2 rule 9: what is missing after the reuse, not the whole request
    @Test
    void allocate_tooFewDevices_saysHowManyAreMissing() {
        assertFails(allocate(reported(D1, D2, D3.unhealthy()), one("p", 3), 0, ON_0),
                "requested number of devices unavailable for r/x. Requested: 3, Available: 2");
        PodRequest reusing = PodRequest.builder("p").init("i", "r/x=1").app("main", "r/x=4").build();
        AllocationOutcome<DeviceAllocations> first = allocate(reported(D1, D2, D3), reusing, 0, ON_0);
        assertFails(allocate(first.state(), reusing, 1, ON_0),
                "requested number of devices unavailable for r/x. Requested: 3, Available: 2");
    }

    // 6.2 rule 8 and 6: init devices first, sidecar devices never
    @Test
    void allocate_afterInitContainers_takesTheirDevicesOver() {
        PodRequest pod = PodRequest.builder("p").init("i", "r/x=2").sidecar("s", "r/x=1").app("main", "r/x=2").build();
        DeviceAllocations state = allocated(reported(D1, D2, D3), pod, ON_0);
        assertThat(ids(state, "p", "i")).isEqualTo("d1 d2");
        assertThat(ids(state, "p", "s")).isEqualTo("d1");
        assertThat(ids(state, "p", "main")).isEqualTo("d2 d3");
        assertThat(state.freeDevices("r/x")).isEmpty();
        assertThat(state.release("p").freeDevices("r/x")).hasSize(3);
        assertFails(allocate(state, one("q", 1), 0, ANY),
                "requested number of devices unavailable for r/x. Requested: 1, Available: 0");
    }

    // 6.2 rules 2, 5, 6 and 7
    @Test
    void allocate_again_checksWhatIsHeld() {
        DeviceAllocations state = allocated(reported(D1, D2), one("p", 1), ON_0);
        assertThat(allocated(state, one("p", 1), ON_0).toState()).isEqualTo(state.toState());
        assertFails(allocate(state, one("p", 2), 0, ON_0),
                "pod \"p\" container \"main\" changed request for resource \"r/x\" from 1 to 2");
        DeviceAllocations sick = state.reported(List.of(D1.unhealthy(), D2));
        assertFails(allocate(sick, one("p", 1), 0, ON_0),
                "previously allocated devices are no longer healthy; cannot allocate unhealthy devices r/x");
        DeviceAllocations vanished = state.reported(List.of(D2));
        assertFails(allocate(vanished, one("p", 1), 0, ON_0),
                "previously allocated devices are no longer healthy; cannot allocate unhealthy devices r/x");
        DeviceAllocations gone = state.unplugged("r/x");
        String noneHealthy = "no healthy devices present; cannot allocate unhealthy devices r/x";
        assertFails(allocate(gone, one("p", 1), 0, ON_0), noneHealthy);
        assertFails(allocate(gone, one("q", 0), 0, ON_0), noneHealthy);
        assertFails(allocate(gone, one("p", 2), 0, ON_0),
                "pod \"p\" container \"main\" changed request for resource \"r/x\" from 1 to 2");
    }

    // 6.2 rule 3
    @Test
    void allocate_containerThatKeepsRunning_keepsItsDevices() {
        DeviceAllocations state = allocated(reported(D1, D2), one("p", 1), ON_0).unplugged("r/x");
        PodRequest same = one("p", 1);
        assertThat(state.allocate(same, same.containers().getFirst(), ON_0, true).state().toState())
                .isEqualTo(state.toState());
        PodRequest changed = one("p", 2);
        assertFails(state.allocate(changed, changed.containers().getFirst(), ON_0, true),
                "pod \"p\" container \"main\" changed request for resource \"r/x\" from 1 to 2");
    }

    @Test
    void allocate_noDevices_holdsNothing() {
        DeviceAllocations state = allocated(reported(D1), one("p", 0), ON_0);
        assertThat(state.pods()).isEmpty();
        assertThat(allocated(reported(D1), PodRequest.builder("p").app("main", "r/x=500m").build(), ON_0).pods())
                .containsExactly("p");
    }

    // 4.1 and 4.2: hints still count the devices of a plugin that has gone
    @Test
    void unplugged_resource_staysKnown() {
        DeviceAllocations gone = reported(D1, D2, D3).unplugged("r/x");
        assertThat(gone.freeDevices("r/x")).isEmpty();
        assertThat(gone.devices("r/x")).containsExactly(D1, D2, D3);
        PodRequest pod = one("p", 1);
        assertThat(gone.podHints(pod)).isEqualTo(ProviderHints.of("r/x", ResourceHints.IMPOSSIBLE));
        assertThat(gone.unplugged("r/x").toState()).isEqualTo(gone.toState());
        assertThat(gone.unplugged("other/y")).isSameAs(gone);
        assertThat(gone.reported(List.of(D1, D2, D3)).freeDevices("r/x")).containsExactly(D1, D2, D3);
        assertThat(gone.reported(List.of()).devices("r/x")).isEmpty();
    }

    // 7.1 rules 1 and 2
    @Test
    void hints_withoutTopologyOrWithAnotherNumber_differ() {
        PodRequest pod = one("p", 1);
        assertThat(reported(D4).podHints(pod)).isEqualTo(ProviderHints.of("r/x", ResourceHints.NO_PREFERENCE));
        DeviceAllocations state = allocated(reported(D1, D2, D3), pod, ON_0);
        PodRequest more = one("p", 2);
        assertThat(state.hints(more, more.containers().getFirst()))
                .isEqualTo(ProviderHints.of("r/x", ResourceHints.IMPOSSIBLE));
        assertThat(state.podHints(more)).isEqualTo(ProviderHints.of("r/x", ResourceHints.IMPOSSIBLE));
    }

    // 9
    @Test
    void restore_checkpoint_knowsWhatIsHeldButNoDevices() {
        DeviceAllocations before = allocated(reported(D1, D2, D3), one("p", 2), ON_0);
        DeviceState state = before.toState();
        assertThat(state.registeredDevices()).isEqualTo(Map.of("r/x", List.of("d1", "d2", "d3")));
        assertThat(state.podEntries())
                .containsExactly(new PodDevices("p", "main", "r/x", Map.of(0, List.of("d1", "d2")), ""));
        DeviceAllocations restored = DeviceAllocations
                .start(MACHINE, PreferredAllocation.NONE, KubeletVersion.DEFAULT).restored(state);
        assertThat(restored.resources()).containsExactly("r/x");
        assertThat(restored.devices("r/x")).isEmpty();
        assertThat(ids(restored, "p", "main")).isEqualTo("d1 d2");
        DeviceAllocations back = restored.reported(List.of(D1, D2, D3));
        assertThat(back.freeDevices("r/x")).containsExactly(D3);
        assertThat(back.toState()).isEqualTo(state);
    }

    @Test
    void restore_allocationResponse_isKept() {
        PodDevices entry = new PodDevices("uid-1", "main", "nvidia.com/gpu",
                Map.of(-1, List.of("devC"), 0, List.of("dev1", "dev2")), "CgYKAUESAWI=");
        DeviceState state = new DeviceState(List.of(entry), Map.of("nvidia.com/gpu", List.of()));
        assertThat(DeviceAllocations
                .start(MACHINE, PreferredAllocation.NONE, KubeletVersion.DEFAULT).restored(state).toState())
                .isEqualTo(state);
    }

    // 6.2 rule 4 before rule 5, and 2: a resource is one of a plugin while something of it is allocated
    @Test
    void restore_resourceThatNoPluginHasRegistered_isUnregistered() {
        PodDevices entry = new PodDevices("p", "main", "r/x", Map.of(0, List.of("d1")), "");
        DeviceState state = new DeviceState(List.of(entry), Map.of());
        DeviceAllocations restored = DeviceAllocations
                .start(MACHINE, PreferredAllocation.NONE, KubeletVersion.DEFAULT).restored(state);
        assertThat(restored.toState()).isEqualTo(state);
        assertFails(allocate(restored, one("p", 1), 0, ON_0), "cannot allocate unregistered device r/x");
        assertFails(allocate(restored, one("q", 1), 0, ON_0), "cannot allocate unregistered device r/x");
        assertThat(restored.podHints(one("q", 1)))
                .isEqualTo(ProviderHints.of("r/x", ResourceHints.NO_PREFERENCE));
        PodRequest same = one("p", 1);
        assertThat(restored.allocate(same, same.containers().getFirst(), ON_0, true))
                .isInstanceOf(AllocationOutcome.Allocated.class);
        assertThat(restored.release("p").resources()).isEmpty();
        assertThat(allocated(restored.release("p"), one("q", 1), ON_0).pods()).isEmpty();
        assertThat(restored.reported(List.of()).toState()).isEqualTo(state);
        assertThat(restored.reported(List.of(D1, D2)).freeDevices("r/x")).containsExactly(D2);
    }

    /// A plugin that wants what must be included, the highest other ids, and one that nobody knows.
    private static final class HighestIds implements PreferredAllocation {
        private final List<String> asked = new ArrayList<>();

        @Override
        public List<String> choose(String resource, List<String> available, List<String> mustInclude, int size) {
            asked.add(resource + " " + available + " " + mustInclude + " " + size);
            List<String> wanted = new ArrayList<>(available.reversed());
            wanted.removeAll(mustInclude);
            wanted.addAll(0, mustInclude);
            List<String> first = new ArrayList<>(wanted.subList(0, Math.min(size, wanted.size())));
            first.add("unknown");
            return first;
        }
    }

    // 6.2 rule 11: more aligned devices than needed, so the plugin chooses among them
    @Test
    void allocate_moreAlignedThanNeeded_followsThePlugin() {
        HighestIds plugin = new HighestIds();
        Device d5 = Device.on("r/x", "d5", 0);
        DeviceAllocations state = allocated(reported(plugin, D1, D2, D3, d5), one("p", 1), ON_0);
        assertThat(ids(state, "p", "main")).isEqualTo("d5");
        assertThat(plugin.asked).containsExactly("r/x [d1, d2, d5] [] 1");
    }

    // 6.2 rules 11 and 12: with just enough aligned devices it is not asked
    @Test
    void allocate_asManyAlignedAsNeeded_doesNotAskThePlugin() {
        HighestIds plugin = new HighestIds();
        DeviceAllocations state = allocated(reported(plugin, D1, D2, D3), one("p", 2), ON_0);
        assertThat(ids(state, "p", "main")).isEqualTo("d1 d2");
        assertThat(plugin.asked).isEmpty();
    }

    // 6.2 rule 13: it is asked for all once the aligned ones are taken
    @Test
    void allocate_fewerAlignedThanNeeded_asksForTheRest() {
        HighestIds plugin = new HighestIds();
        DeviceAllocations state = allocated(reported(plugin, D1, D3, D4), one("p", 2), ON_0);
        assertThat(ids(state, "p", "main")).isEqualTo("d1 d4");
        assertThat(plugin.asked).containsExactly("r/x [d1, d3, d4] [d1] 2");
    }

    // 6.2 rules 8 and 11: what is taken over must be included
    @Test
    void allocate_reusedDevices_mustBeIncluded() {
        HighestIds plugin = new HighestIds();
        Device d5 = Device.on("r/x", "d5", 0);
        PodRequest pod = PodRequest.builder("p").init("i", "r/x=1").app("main", "r/x=2").build();
        DeviceAllocations state = allocated(reported(plugin, D1, D2, D3, d5), pod, ON_0);
        assertThat(ids(state, "p", "i")).isEqualTo("d5");
        assertThat(ids(state, "p", "main")).isEqualTo("d2 d5");
        assertThat(plugin.asked.getLast()).isEqualTo("r/x [d1, d2, d5] [d5] 2");
    }

    // 7.2, node-config 8
    @Test
    void podCount_containersOfAllKinds_takeTheLargerOfStartAndRun() {
        PodRequest pod = PodRequest.builder("p").init("i1", "r/x=4").sidecar("s", "r/x=1").init("i2", "r/x=2", "r/y=1")
                .app("main", "r/x=1").app("more", "r/x=1").build();
        assertThat(DeviceDemand.podCount(pod, "r/x")).isEqualTo(4);
        assertThat(DeviceDemand.podCount(pod, "r/y")).isEqualTo(1);
        assertThat(DeviceDemand.resources(pod)).containsExactly("r/x", "r/y");
        PodRequest running = PodRequest.builder("p").sidecar("s", "r/x=2").init("i", "r/x=2").app("main", "r/x=3")
                .build();
        assertThat(DeviceDemand.podCount(running, "r/x")).isEqualTo(5);
    }

    // The choice among equals is the likeliest: from each NUMA node in proportion, the lower ones first.
    @Test
    void allocate_unorderedSet_takesTheLikeliest() {
        List<Device> many = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            many.add(new Device("r/x", "d" + i, Optional.of(List.of(i < 6 ? 0 : 1)), true));
        }
        DeviceAllocations state = DeviceAllocations
                .start(MACHINE, PreferredAllocation.NONE, KubeletVersion.DEFAULT).reported(many);
        assertThat(ids(allocated(state, one("p", 3), ANY), "p", "main")).isEqualTo("d0 d1 d6");
        assertThat(ids(allocated(state, one("p", 1), ANY), "p", "main")).isEqualTo("d0");
    }
}
