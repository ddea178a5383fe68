package io.alidade.engine.cpu;

import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.CpuTopology.Group;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// A machine's groups of CPUs from large to small, prepared once (cpu-manager 10.2).
///
/// With as many sockets as NUMA nodes or more, NUMA nodes are on top and sockets second (*NUMA-first*); otherwise
/// sockets are on top (*socket-first*). Cores lie in the second level. Memory-only NUMA nodes do not count.
final class Hierarchy {
    private final CpuTopology topology;
    private final boolean numaFirst;
    private final CpuGroups cores;
    private final CpuGroups uncoreCaches;
    private final CpuGroups numaNodes;
    private final CpuGroups sockets;
    private final Nesting secondOfTop;
    private final Nesting coresOfSecond;
    private final Nesting coresOfSocket;
    private final Nesting uncoreCachesOfNumaNode;
    private final Nesting coresOfUncoreCache;
    private final long[] known;

    /// @param byOnlineCpus a core or socket is wholly free when all its CPUs are, and not when as many are as it would have
    ///                     on average (cpu-manager 10.3)
    Hierarchy(CpuTopology topology, boolean byOnlineCpus) {
        this.topology = topology;
        List<Group> coreGroups = topology.cores();
        List<Group> uncoreGroups = topology.uncoreCaches();
        List<Group> numaGroups = topology.numaNodes();
        List<Group> socketGroups = topology.sockets();
        cores = byOnlineCpus
                ? CpuGroups.wholeWhenAllFree(coreGroups)
                : CpuGroups.wholeWhenAverageFree(coreGroups, topology.cpusPerCore());
        uncoreCaches = CpuGroups.wholeWhenAllFree(uncoreGroups);
        numaNodes = CpuGroups.wholeWhenAllFree(numaGroups);
        sockets = byOnlineCpus
                ? CpuGroups.wholeWhenAllFree(socketGroups)
                : CpuGroups.wholeWhenAverageFree(socketGroups, topology.cpusPerSocket());
        numaFirst = socketGroups.size() >= numaGroups.size();
        IntUnaryOperator coreOf = topology::coreOf;
        secondOfTop = numaFirst
                ? new Nesting(numaGroups, socketGroups, topology::socketOf, sockets)
                : new Nesting(socketGroups, numaGroups, topology::numaNodeOf, numaNodes);
        coresOfSecond = new Nesting(numaFirst ? socketGroups : numaGroups, coreGroups, coreOf, cores);
        coresOfSocket = numaFirst ? coresOfSecond : new Nesting(socketGroups, coreGroups, coreOf, cores);
        uncoreCachesOfNumaNode = new Nesting(numaGroups, uncoreGroups, topology::uncoreCacheOf, uncoreCaches);
        coresOfUncoreCache = new Nesting(uncoreGroups, coreGroups, coreOf, cores);
        known = new long[(topology.cpus().last() >> 6) + 1];
        for (int word = 0; word < known.length; word++) {
            known[word] = topology.cpus().word(word);
        }
    }

    CpuTopology topology() {
        return topology;
    }

    boolean isNumaFirst() {
        return numaFirst;
    }

    CpuGroups cores() {
        return cores;
    }

    CpuGroups uncoreCaches() {
        return uncoreCaches;
    }

    CpuGroups numaNodes() {
        return numaNodes;
    }

    CpuGroups sockets() {
        return sockets;
    }

    CpuGroups top() {
        return numaFirst ? numaNodes : sockets;
    }

    CpuGroups second() {
        return numaFirst ? sockets : numaNodes;
    }

    Nesting secondOfTop() {
        return secondOfTop;
    }

    Nesting coresOfSecond() {
        return coresOfSecond;
    }

    Nesting coresOfSocket() {
        return coresOfSocket;
    }

    Nesting uncoreCachesOfNumaNode() {
        return uncoreCachesOfNumaNode;
    }

    Nesting coresOfUncoreCache() {
        return coresOfUncoreCache;
    }

    Claims newClaims() {
        return new Claims(known.length);
    }

    /// The words of all CPUs of the machine. To be read only.
    long[] known() {
        return known;
    }
}
