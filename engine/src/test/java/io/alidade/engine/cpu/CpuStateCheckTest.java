package io.alidade.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.StartRefusal;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// cpu-manager 5.2: what is looked at in a restored state, in its order. T1 has 8 CPUs; 0 and 4 are reserved.
class CpuStateCheckTest {
    private static NodeSettings.Builder settings(boolean strict) {
        return NodeSettings.builder().staticCpus("0,4").cpuOption("strict-cpu-reservation", strict);
    }

    /// A state of policy `static`: the shared pool, then the sets of the containers of one pod each.
    private static CpuState state(String shared, String... sets) {
        Map<String, Map<String, CpuSet>> entries = new HashMap<>();
        for (int i = 0; i < sets.length; i++) {
            entries.put("pod" + i, Map.of("main", CpuSet.parseList(sets[i])));
        }
        return new CpuState("static", CpuSet.parseList(shared), entries, Map.of());
    }

    private static CpuAllocations restored(boolean strict, CpuState state) throws StartRefusal {
        return CpuAllocations.restore(CpuPolicy.start(Machines.T1, settings(strict).build()), state);
    }

    private static void assertRefused(boolean strict, CpuState state, String text) {
        assertThatThrownBy(() -> restored(strict, state)).isInstanceOf(StartRefusal.class).hasMessage(text);
    }

    @Test
    void restore_emptyPool_isAFreshStartOnlyWithoutAssignments() throws Exception {
        assertThat(restored(false, state("")).sharedCpus()).hasToString("0-7");
        assertThat(restored(true, state("")).sharedCpus()).hasToString("1-3,5-7");
        assertRefused(true, state("", "1-3,5-7"), "default cpuset cannot be empty");
    }

    @Test
    void restore_goodState_isTakenAsItIs() throws Exception {
        CpuState state = state("0,3-4,7", "1,5", "2,6");
        CpuAllocations cpus = restored(false, state);
        assertThat(cpus.toState()).isEqualTo(state);
        assertThat(cpus.assigned("pod0", "main")).contains(CpuSet.of(1, 5));
        assertThat(cpus.availableCpus()).hasToString("3,7");
        assertThat(restored(true, state("3,7", "1-2,5-6")).sharedCpus()).hasToString("3,7");
        // Two containers with the same CPU: init containers are reused.
        assertThat(restored(false, state("0,3-4,6-7", "1-2,5", "1,5")).pods()).containsExactly("pod0", "pod1");
    }

    @Test
    void restore_reservedCpusInTheWrongPlace_areRefused() {
        assertRefused(true, state("0-3,5-7"),
                "some of strictly reserved cpus: \"0\" are present in defaultCpuSet: \"0-3,5-7\"");
        assertRefused(false, state("1-3,5-7", "0,4"),
                "not all reserved cpus: \"0,4\" are present in defaultCpuSet: \"1-3,5-7\"");
    }

    // The reserved CPUs are looked at before the overlap, that before the sum.
    @Test
    void restore_assignedCpuStillShared_isRefused() {
        assertRefused(false, state("0,2-4,7", "1,3"),
                "pod: pod0, container: main cpuset: \"1,3\" overlaps with default cpuset \"0,2-4,7\"");
        assertRefused(true, state("0,2-3", "3"),
                "some of strictly reserved cpus: \"0\" are present in defaultCpuSet: \"0,2-3\"");
    }

    @Test
    void restore_otherCpusThanTheMachines_areRefused() {
        assertRefused(false, state("0,3-4,7", "1,5"),
                "current set of available CPUs \"0-7\" doesn't match with CPUs in state \"0-1,3-5,7\"");
        assertRefused(false, state("0-8"),
                "current set of available CPUs \"0-7\" doesn't match with CPUs in state \"0-8\"");
        assertRefused(true, state("1-3,5-6"),
                "current set of available CPUs \"1-3,5-7\" doesn't match with CPUs in state \"1-3,5-6\"");
    }

    @Test
    void restore_podSets_countAsKnown() throws Exception {
        CpuState state = new CpuState("static", CpuSet.parseList("0,4"), Map.of("a", Map.of("main", CpuSet.of(1))),
                Map.of("a", CpuSet.parseList("1-3,5-7")));
        CpuPolicy policy = CpuPolicy.start(Machines.T1, settings(false).podLevelResources().build());
        CpuAllocations cpus = CpuAllocations.restore(policy, state);
        assertThat(cpus.toState()).isEqualTo(state);
        assertThat(cpus.release("a").sharedCpus()).hasToString("0-7");
    }

    // 16.5
    @Test
    void restore_otherPolicy_isRefused() {
        assertRefused(false, new CpuState("none", CpuSet.empty(), Map.of(), Map.of()),
                "could not restore state from checkpoint: configured policy \"static\" differs from state checkpoint"
                        + " policy \"none\", please drain this node and delete the CPU manager checkpoint file"
                        + " \"/var/lib/kubelet/cpu_manager_state\" before restarting Kubelet");
    }

    @Test
    void restore_policyNone_hasNothing() throws Exception {
        CpuPolicy none = CpuPolicy.start(Machines.T1, NodeSettings.builder().build());
        CpuState state = new CpuState("none", CpuSet.empty(), Map.of(), Map.of());
        assertThat(CpuAllocations.restore(none, state).toState()).isEqualTo(state);
    }
}
