package io.alidade.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.hint.TopologyHint;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.memory.MemoryState.Block;
import io.alidade.engine.memory.MemoryState.NumaNodeState;
import io.alidade.engine.memory.MemoryState.Table;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.sample.Pods;
import io.alidade.engine.sample.Topologies;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.StartRefusal;
import io.alidade.engine.topology.NodeTopology;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// memory-manager 9: the look at a restored state. Two NUMA nodes of 16 GiB, 1 GiB reserved on each.
class MemoryStateTest {
    private static final long GIB = Topologies.GIB;
    private static final NodeTopology MACHINE = Topologies.sockets(2, 4, 16);
    private static final String DIFFERENT = "[memorymanager] the expected machine state is different from the real one";

    private static MemoryPolicy policy() throws StartRefusal {
        return MemoryPolicy.start(MACHINE, NodeSettings.builder().staticMemory("1Gi", "1Gi").build());
    }

    private static MemoryState state() throws StartRefusal {
        MemoryAllocations memory = MemoryAllocations.empty(policy());
        PodRequest wide = Pods.guaranteed("wide", "1", "20Gi");
        return memory.allocate(wide, wide.containers().getFirst(), TopologyHint.of(NumaMask.of(0, 1), true)).state()
                .toState();
    }

    private static void assertRefused(MemoryState state, String text) {
        assertThatThrownBy(() -> MemoryAllocations.empty(policy()).restored(state)).isInstanceOf(StartRefusal.class)
                .hasMessage(text);
    }

    private static MemoryState with(MemoryState state, Map<String, Map<String, List<Block>>> entries) {
        return new MemoryState(state.policyName(), state.machineState(), entries, state.podEntries());
    }

    private static MemoryState withNumaNode(MemoryState state, int id, UnaryOperator<NumaNodeState> change) {
        NumaNodeState unknown = new NumaNodeState(0, Map.of(), List.of(id));
        Map<Integer, NumaNodeState> numaNodes = new TreeMap<>(state.machineState());
        numaNodes.put(id, change.apply(state.machineState().getOrDefault(id, unknown)));
        return new MemoryState(state.policyName(), numaNodes, state.entries(), state.podEntries());
    }

    private static UnaryOperator<NumaNodeState> table(UnaryOperator<Table> change) {
        return old -> {
            Map<String, Table> tables = new TreeMap<>(old.memoryMap());
            tables.computeIfPresent("memory", (type, table) -> change.apply(table));
            return new NumaNodeState(old.numberOfAssignments(), tables, old.cells());
        };
    }

    @Test
    void restore_goodState_isTakenAsItIs() throws Exception {
        MemoryState state = state();
        MemoryAllocations memory = MemoryAllocations.empty(policy()).restored(state);
        assertThat(memory.toState()).isEqualTo(state);
        assertThat(memory.blocks("wide", "main"))
                .contains(List.of(new MemoryBlock(NumaMask.of(0, 1), "memory", 20 * GIB)));
        assertThat(memory.freeBytes(1, "memory")).contains(10 * GIB);
        assertThat(memory.group(0)).isEqualTo(NumaMask.of(0, 1));
    }

    // 9 step 3: only sums over a group count, since releases do not follow the split
    @Test
    void restore_otherSplitInsideAGroup_passes() throws Exception {
        MemoryState moved = withNumaNode(
                withNumaNode(state(), 0, table(old -> new Table(old.total(), old.systemReserved(), old.allocatable(),
                        old.reserved() - GIB, old.free() + GIB))),
                1, table(old -> new Table(old.total(), old.systemReserved(), old.allocatable(), old.reserved() + GIB,
                        old.free() - GIB)));
        assertThat(MemoryAllocations.empty(policy()).restored(moved).freeBytes(0, "memory")).contains(GIB);
    }

    // 9 step 1
    @Test
    void restore_emptyMachineState_isAFreshStartOnlyWithoutAssignments() throws Exception {
        MemoryState empty = new MemoryState("Static", Map.of(), Map.of(), Map.of());
        assertThat(MemoryAllocations.empty(policy()).restored(empty).toState())
                .isEqualTo(MemoryAllocations.empty(policy()).toState());
        assertRefused(with(empty, state().entries()),
                "[memorymanager] machine state can not be empty when it has memory assignments");
    }

    // 9 step 2
    @Test
    void restore_blocksOnNothing_areRefused() throws Exception {
        assertRefused(with(state(), Map.of("p", Map.of("c", List.of(new Block(List.of(7), "memory", 1))))),
                "[memorymanager] (pod: p, container: c) the memory assignment uses the NUMA that does not exist");
        assertRefused(with(state(), Map.of("p", Map.of("c", List.of(new Block(List.of(0), "hugepages-1Gi", 1))))),
                "[memorymanager] (pod: p, container: c) the memory assignment uses memory resource that does not"
                        + " exist");
        assertRefused(
                new MemoryState("Static", state().machineState(), Map.of(),
                        Map.of("p", List.of(new Block(List.of(7), "memory", 1)))),
                "[memorymanager] (pod: p, container: ) the memory assignment uses the NUMA that does not exist");
    }

    // 9 step 3, fact by fact
    @Test
    void restore_anyOtherFact_isRefused() throws Exception {
        MemoryState state = state();
        assertRefused(with(state, Map.of()), DIFFERENT);
        assertRefused(withNumaNode(state, 2, old -> old), DIFFERENT);
        assertRefused(withNumaNode(state, 0, old -> new NumaNodeState(2, old.memoryMap(), old.cells())), DIFFERENT);
        assertRefused(withNumaNode(state, 0, old -> new NumaNodeState(1, old.memoryMap(), List.of(0))), DIFFERENT);
        assertRefused(withNumaNode(state, 0, old -> new NumaNodeState(1, old.memoryMap(), List.of(0, 5))), DIFFERENT);
        assertRefused(withNumaNode(state, 0, old -> new NumaNodeState(1, Map.of(), old.cells())), DIFFERENT);
        assertRefused(withNumaNode(state, 0, old -> {
            Map<String, Table> more = new TreeMap<>(old.memoryMap());
            more.put("hugepages-1Gi", new Table(0, 0, 0, 0, 0));
            return new NumaNodeState(1, more, old.cells());
        }), DIFFERENT);
        assertRefused(withNumaNode(state, 1, table(old -> new Table(old.total() + 1, old.systemReserved(),
                old.allocatable(), old.reserved(), old.free()))), DIFFERENT);
        assertRefused(withNumaNode(state, 1, table(old -> new Table(old.total(), 0, old.allocatable(), old.reserved(),
                old.free()))), DIFFERENT);
        assertRefused(withNumaNode(state, 1, table(old -> new Table(old.total(), old.systemReserved(),
                old.allocatable() + 1, old.reserved(), old.free()))), DIFFERENT);
        assertRefused(withNumaNode(state, 1, table(old -> new Table(old.total(), old.systemReserved(),
                old.allocatable(), old.reserved() + 1, old.free()))), DIFFERENT);
        assertRefused(withNumaNode(state, 1, table(old -> new Table(old.total(), old.systemReserved(),
                old.allocatable(), old.reserved(), old.free() + 1))), DIFFERENT);
    }

    // 9, the last sentence
    @Test
    void restore_otherReservation_isRefused() throws Exception {
        MemoryPolicy other = MemoryPolicy.start(MACHINE, NodeSettings.builder().staticMemory("2Gi", "0").build());
        MemoryState state = state();
        assertThatThrownBy(() -> MemoryAllocations.empty(other).restored(state)).hasMessage(DIFFERENT);
    }

    // 10.3
    @Test
    void restore_otherPolicy_isRefused() throws Exception {
        assertRefused(new MemoryState("None", Map.of(), Map.of(), Map.of()),
                "could not restore state from checkpoint: [memorymanager] configured policy \"Static\" differs from"
                        + " state checkpoint policy \"None\", please drain this node and delete the memory manager"
                        + " checkpoint file \"/var/lib/kubelet/memory_manager_state\" before restarting Kubelet");
        MemoryPolicy none = MemoryPolicy.start(MACHINE, NodeSettings.builder().build());
        MemoryState nothing = new MemoryState("None", Map.of(), Map.of(), Map.of());
        assertThat(MemoryAllocations.empty(none).restored(nothing).toState()).isEqualTo(nothing);
    }
}
