package io.alidade.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.sample.Topologies;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// memory-manager 2.3.
class MemoryTablesTest {
    private static final long MIB = 1L << 20;
    private static final long GIB = Topologies.GIB;

    private static NodeTopology machine(NumaNode... numaNodes) {
        return new NodeTopology(List.of(numaNodes), List.of(new Cpu(0, 0, 0, 0, 0)));
    }

    // The worked example
    @Test
    void tables_hugepagesAndReservation_areTakenOffMemory() {
        MemoryTables tables = new MemoryTables(
                machine(new NumaNode(0, 16 * GIB, Map.of(2 * MIB, 512L), List.of())),
                Map.of("memory", new long[] {GIB}));
        assertThat(tables.types()).containsExactly("hugepages-2Mi", "memory");
        assertThat(tables.total(0)).isEqualTo(1_073_741_824L);
        assertThat(tables.allocatable(0)).isEqualTo(1_073_741_824L);
        assertThat(tables.systemReserved(0)).isZero();
        assertThat(tables.total(1)).isEqualTo(17_179_869_184L);
        assertThat(tables.systemReserved(1)).isEqualTo(1_073_741_824L);
        assertThat(tables.allocatable(1)).isEqualTo(15_032_385_536L);
    }

    @Test
    void tables_pageSizes_haveCanonicalNames() {
        MemoryTables tables = new MemoryTables(machine(
                new NumaNode(0, 16 * GIB, Map.of(64L << 10, 0L, GIB, 2L, 512 * MIB, 0L), List.of())), Map.of());
        assertThat(tables.types()).containsExactly("hugepages-1Gi", "hugepages-512Mi", "hugepages-64Ki", "memory");
        assertThat(tables.type("hugepages-2Mi")).isEqualTo(-1);
        assertThat(tables.allocatable(tables.index(tables.type("memory"), 0))).isEqualTo(14 * GIB);
    }

    // An entry with 0 pages is there; a NUMA node without the size has none.
    @Test
    void isPresent_sizeOnOneNumaNode_isOnlyThere() {
        MemoryTables tables = new MemoryTables(machine(new NumaNode(0, GIB, Map.of(2 * MIB, 0L), List.of()),
                new NumaNode(1, GIB, Map.of(), List.of())), Map.of());
        assertThat(tables.isPresent(tables.type("hugepages-2Mi"), 0)).isTrue();
        assertThat(tables.isPresent(tables.type("hugepages-2Mi"), 1)).isFalse();
        assertThat(tables.isPresent(tables.type("memory"), 1)).isTrue();
    }

    // 2.2, the last consequence
    @Test
    void tables_reservationLargerThanTheNumaNode_wraps() {
        MemoryTables tables = new MemoryTables(machine(new NumaNode(0, GIB, Map.of(), List.of())),
                Map.of("memory", new long[] {2 * GIB}));
        assertThat(Long.toUnsignedString(tables.allocatable(0))).isEqualTo("18446744072635809792");
    }
}
