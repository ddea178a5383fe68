package io.alidade.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.CpuTopology;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// CPU hints against brute force for every occupancy of eight CPUs on four NUMA nodes: each CPU may be given, may be taken
/// over, or is out of reach.
class CpuHintExhaustiveTest {
    private static final int CPUS = 8;

    @ParameterizedTest
    @CsvSource({"00112233, 4, false", "00112233, 2, true", "00112233, 1, true", "01122333, 2, true",
        "00011223, 2, false"})
    void hints_everyOccupancyOfFourNumaNodes_equalsBruteForce(String numaNodeOfCpu, int sockets, boolean bySocket)
            throws Exception {
        CpuTopology machine = Machines.of(CPUS, c -> c, c -> (numaNodeOfCpu.charAt(c) - '0') * sockets / 4,
                c -> numaNodeOfCpu.charAt(c) - '0', c -> 0);
        StaticCpuPolicy policy = (StaticCpuPolicy) CpuPolicy.start(machine,
                NodeSettings.builder().staticCpus("0").alphaOptions().cpuOption("align-by-socket", bySocket).build());
        int[] states = new int[CPUS];
        int occupancies = 0;
        do {
            CpuSet.Builder available = new CpuSet.Builder();
            CpuSet.Builder reusable = new CpuSet.Builder();
            for (int cpu = 0; cpu < CPUS; cpu++) {
                if (states[cpu] > 0) {
                    (states[cpu] == 1 ? available : reusable).add(cpu);
                }
            }
            CpuHints hints = new CpuHints(machine, available.build(), reusable.build(), bySocket);
            for (int count = 1; count <= CPUS + 1; count++) {
                ProviderHints expected = hints.expected(count);
                ProviderHints actual = hints.of(policy, count);
                if (!actual.equals(expected)) {
                    assertThat(actual).as("%d of %s", count, hints).isEqualTo(expected);
                }
            }
            occupancies++;
        } while (next(states));
        assertThat(occupancies).isEqualTo(6561);
    }

    private static boolean next(int[] states) {
        for (int cpu = 0; cpu < states.length; cpu++) {
            if (++states[cpu] < 3) {
                return true;
            }
            states[cpu] = 0;
        }
        return false;
    }
}
