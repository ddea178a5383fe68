package io.alidade.engine.cpu;

import io.alidade.engine.hint.HintList;
import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.hint.ResourceHints;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.testkit.CpuHintOracle;
import io.alidade.testkit.CpuHintOracle.CpuNode;
import io.alidade.testkit.MaskHint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What brute force says of CPU hints, in the engine's form.
record CpuHints(CpuTopology machine, CpuSet available, CpuSet reusable, boolean bySocket, List<CpuNode> numaNodes) {
    CpuHints(CpuTopology machine, CpuSet available, CpuSet reusable, boolean bySocket) {
        this(machine, available, reusable, bySocket, rows(machine, available, reusable));
    }

    private static List<CpuNode> rows(CpuTopology machine, CpuSet available, CpuSet reusable) {
        List<CpuNode> rows = new ArrayList<>();
        for (NumaNode numaNode : machine.topology().numaNodes()) {
            Set<Integer> sockets = new HashSet<>();
            CpuSet.Builder cpus = new CpuSet.Builder();
            for (Cpu cpu : machine.topology().cpus()) {
                if (cpu.numaNode() == numaNode.id()) {
                    sockets.add(cpu.socket());
                    cpus.add(cpu.cpu());
                }
            }
            CpuSet own = cpus.build();
            rows.add(new CpuNode(own.size(), sockets, own.and(available).size(), own.and(reusable).size()));
        }
        return rows;
    }

    ProviderHints expected(int count) {
        return answer(CpuHintOracle.hints(numaNodes, count, bySocket));
    }

    ProviderHints of(StaticCpuPolicy policy, int count) {
        return policy.hints(available, reusable, count);
    }

    private static ProviderHints answer(List<MaskHint> hints) {
        HintList.Builder builder = new HintList.Builder();
        hints.forEach(hint -> builder.add(hint.mask().orElseThrow(), hint.preferred()));
        return ProviderHints.of("cpu", builder.buildOr(ResourceHints.IMPOSSIBLE));
    }
}
