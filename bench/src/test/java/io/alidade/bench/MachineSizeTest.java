package io.alidade.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NodeTopology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineSizeTest {
    @ParameterizedTest
    @CsvSource({"2x64, 2, 32, 4", "2x128, 2, 64, 8", "8x256, 2, 128, 16", "16x256, 4, 128, 16", "64x1024, 32, 512, 64",
        "34x144, 2, 144, 2"})
    void topology_ofASize_hasItsSocketsCoresAndUncoreCaches(String name, int sockets, int cores, int uncoreCaches) {
        CpuTopology cpus = new CpuTopology(MachineSize.parse(name).topology());

        assertThat(cpus.sockets()).hasSize(sockets);
        assertThat(cpus.cores()).hasSize(cores);
        assertThat(cpus.uncoreCaches()).hasSize(uncoreCaches);
    }

    @Test
    void topology_of34NumaNodes_hasCpusMemoryAndDevicesOnTwo() {
        MachineSize size = MachineSize.parse("34x144");
        NodeTopology topology = size.topology();

        assertThat(topology.numaNodes()).hasSize(34);
        assertThat(topology.cpus()).extracting(cpu -> cpu.numaNode()).containsOnly(0, 1);
        assertThat(topology.numaNodes()).filteredOn(numaNode -> numaNode.memoryBytes() > 0).hasSize(2);
        assertThat(size.devices()).flatExtracting(device -> device.numaNodes().orElseThrow()).containsOnly(0, 1);
    }

    @Test
    void devices_ofMoreNumaNodesThanDevices_areSpreadEvenly() {
        assertThat(MachineSize.parse("64x256").devices())
                .filteredOn(device -> device.resource().equals(MachineSize.GPU))
                .flatExtracting(device -> device.numaNodes().orElseThrow())
                .containsExactly(0, 8, 16, 24, 32, 40, 48, 56);
    }

    @Test
    void parse_unevenSize_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> MachineSize.parse("16x40"))
                .withMessage("16x40 does not divide into equal NUMA nodes.");
    }
}
