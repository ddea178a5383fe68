package io.alidade.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.sample.Topologies;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.StartRefusal;
import io.alidade.engine.topology.NodeTopology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// memory-manager 2.1 and 2.2: why the manager does not start.
class ReservedMemoryTest {
    private static final NodeTopology MACHINE = Topologies.sockets(2, 2, 16);

    private static void assertRefused(NodeSettings.Builder settings, String text) {
        assertThatThrownBy(() -> MemoryPolicy.start(MACHINE, settings.build())).isInstanceOf(StartRefusal.class)
                .hasMessage(text);
    }

    // 2.1
    @Test
    void start_policiesThatDoNotExist_areRefused() {
        assertRefused(NodeSettings.builder().memoryPolicy("BestEffort"),
                "policy \"BestEffort\" is not available for platform \"linux\"");
        assertRefused(NodeSettings.builder().memoryPolicy("static"), "unknown policy: \"static\"");
    }

    // 2.2, the example: kube-reserved 500Mi, system-reserved 500Mi, eviction 100Mi
    @Test
    void start_reservedMemoryUnequalToTheReservation_isRefused() throws Exception {
        assertRefused(
                NodeSettings.builder().memoryPolicy("Static").reserve("memory", "1100Mi").reservedMemory(0,
                        "memory=1Gi"),
                "the total amount \"1Gi\" of type \"memory\" is not equal to the value \"1100Mi\" determined by Node"
                        + " Allocatable feature");
        assertThat(
                MemoryPolicy.start(MACHINE, NodeSettings.builder().staticMemory("600Mi", "500Mi").build()).wireName())
                .isEqualTo("Static");
    }

    // 2.2 rule 4: compared as numbers, printed in canonical form
    @ParameterizedTest
    @CsvSource({"1Gi, 1073741825, 1Gi, 1073741825", "1Gi, 1, 1Gi, 1", "0, 1Gi, 0, 1Gi", "1536Mi, 1Gi, 1536Mi, 1Gi"})
    void start_unequalAmounts_arePrintedCanonically(String listed, String reserved, String total, String value) {
        assertRefused(
                NodeSettings.builder().memoryPolicy("Static").reserve("memory", reserved).reservedMemory(0,
                        "memory=" + listed),
                "the total amount \"" + total + "\" of type \"memory\" is not equal to the value \"" + value
                        + "\" determined by Node Allocatable feature");
    }

    // 2.2: nothing reserves huge pages, so an entry with them never fits
    @Test
    void start_hugepagesReserved_isRefused() {
        assertRefused(NodeSettings.builder().memoryPolicy("Static").reserve("memory", "1Gi")
                .reservedMemory(0, "memory=1Gi", "hugepages-1Gi=1Gi"),
                "the total amount \"1Gi\" of type \"hugepages-1Gi\" is not equal to the value \"0\" determined by Node"
                        + " Allocatable feature");
    }

    @Test
    void start_nothingListed_isRefused() {
        assertRefused(NodeSettings.builder().memoryPolicy("Static").reserve("memory", "1Gi"),
                "the total amount \"0\" of type \"memory\" is not equal to the value \"1Gi\" determined by Node"
                        + " Allocatable feature");
        assertRefused(NodeSettings.builder().memoryPolicy("Static").reserve("cpu", "1"),
                "[memorymanager] you should specify the system reserved memory");
    }

    // 2.2, order: the NUMA node before the sum, the sum before the integer form
    @Test
    void start_severalThingsWrong_reportsTheFirst() {
        assertRefused(
                NodeSettings.builder().memoryPolicy("Static").reserve("memory", "7Gi").reservedMemory(0, "memory=1.5Gi")
                        .reservedMemory(2, "memory=1Gi"),
                "the reserved memory configuration references a NUMA node 2 that does not exist on this machine");
        assertRefused(
                NodeSettings.builder().memoryPolicy("Static").reserve("memory", "7Gi").reservedMemory(0,
                        "memory=1.5Gi"),
                "the total amount \"1536Mi\" of type \"memory\" is not equal to the value \"7Gi\" determined by Node"
                        + " Allocatable feature");
        assertRefused(
                NodeSettings.builder().memoryPolicy("Static").reserve("memory", "1.5Gi").reservedMemory(0,
                        "memory=1.5Gi"),
                "could not covert a variable of type Quantity to int64");
    }
}
