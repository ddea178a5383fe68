package io.alidade.live.run;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.linux.process.ProcessIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Machines and commands for tests.
final class Sites {
    static final long GI = 1L << 30;

    private Sites() {}

    /// Two sockets of one NUMA node each, with 4 cores of 2 threads, 16Gi and 2 hugepages of 1Gi: CPUs 0-3 and 8-11 are on
    /// NUMA node 0, CPU 8 beside CPU 0.
    static NodeTopology twoNumaNodes() {
        List<Cpu> cpus = new ArrayList<>();
        for (int cpu = 0; cpu < 16; cpu++) {
            int core = cpu % 8;
            cpus.add(new Cpu(cpu, core, core / 4, core / 4, core / 4));
        }
        return new NodeTopology(List.of(new NumaNode(0, 16 * GI, Map.of(GI, 2L), List.of(10, 20)),
                new NumaNode(1, 16 * GI, Map.of(GI, 2L), List.of(20, 10))), cpus);
    }

    /// A command of this process, which is alive.
    static Run running(String cpus, MemoryShares memory) {
        return new Run(ProcessIdentity.self(), CpuSet.parseList(cpus), memory, Optional.empty(), "train");
    }
}
