package io.alidade.linux.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.engine.machine.Hardware;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.CpuTopology;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The machine that runs the test, whatever it is.
class ThisMachineTest {
    private static final Path ROOT = Path.of("/");

    @Test
    void discover_thisMachine_isConsistent() {
        assumeTrue(Files.isDirectory(Path.of("/sys/devices/system/cpu")) && Files.isReadable(Path.of("/proc/cpuinfo")),
                "no sysfs here");

        DiscoveredMachine machine = MachineDiscovery.discover(ROOT);

        Hardware hardware = machine.hardware();
        CpuTopology topology = new CpuTopology(machine.topology());
        assertThat(topology.cpus().isSubsetOf(hardware.usableCpus())).isTrue();
        // A container may be given fewer CPUs than the machine has, never more.
        assertThat(hardware.usableCpus().size()).isGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(hardware.usableCpus().intersects(hardware.offlineCpus())).isFalse();
        assertThat(union(hardware.cores())).isEqualTo(hardware.usableCpus());
        assertThat(hardware.cores().stream().mapToInt(CpuSet::size).sum()).isEqualTo(hardware.usableCpus().size());
        assertThat(union(hardware.sockets().values())).isEqualTo(hardware.usableCpus());
        assertThat(machine.topology().numaNodes().stream().mapToLong(numaNode -> numaNode.memoryBytes()).sum())
                .isPositive();
    }

    private static CpuSet union(Iterable<CpuSet> sets) {
        CpuSet union = CpuSet.EMPTY;
        for (CpuSet set : sets) {
            union = union.or(set);
        }
        return union;
    }
}
