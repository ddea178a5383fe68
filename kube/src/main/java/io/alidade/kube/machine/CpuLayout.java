package io.alidade.kube.machine;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.kube.document.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The compact form of a machine's CPUs: sockets x cores x threads, expanded to the full table.
///
/// `layout` has `sockets`, `coresPerSocket`, `threadsPerCore` (default 1), `siblings` and `coresPerL3`. NUMA nodes go to
/// the sockets in equal shares, in their order; a NUMA node with `cpus: ""` holds none. CPU ids are counted over all cores
/// in that order: with `siblings: split` (the default) first all first threads, then all second threads; with
/// `adjacent` the threads of a core follow each other. Without `coresPerL3` every NUMA node has one L3.
///
/// Where ids are numbered otherwise, each NUMA node lists its own `cpus` (`0-31,64-95`) and, if it is not one socket for
/// each NUMA node, its `socket`; `sockets` and `coresPerSocket` are then left out. Within such a list `siblings` says the
/// same: split, the first half are the first threads of the cores, and so on.
final class CpuLayout {
    private final Fields layout;
    private final int threadsPerCore;
    private final boolean adjacent;
    private final Optional<Integer> coresPerL3;
    private final List<Cpu> cpus = new ArrayList<>();
    private final Map<Integer, Integer> coresOfSocket = new HashMap<>();
    private int l3;

    /// A NUMA node as far as CPUs go.
    ///
    /// @param fields where it stands, for messages
    /// @param cpus   its own list, if it has one
    record NumaCpus(Fields fields, int numaNode, Optional<CpuSet> cpus, Optional<Integer> socket) {}

    private CpuLayout(Fields layout) {
        this.layout = layout;
        this.threadsPerCore = count("threadsPerCore").orElse(1);
        this.coresPerL3 = count("coresPerL3");
        String siblings = layout.string("siblings").orElse("split");
        this.adjacent = siblings.equals("adjacent");
        if (!adjacent && !siblings.equals("split")) {
            layout.report("siblings", "is " + layout.describe("siblings") + ", not split or adjacent.",
                    "Use split where CPU n and CPU n + number of cores share a core, adjacent where CPUs 0 and 1 do.");
        }
    }

    static List<Cpu> expand(Fields layout, List<NumaCpus> numaNodes) {
        CpuLayout expansion = new CpuLayout(layout);
        if (layout.has("sockets") || layout.has("coresPerSocket")) {
            expansion.counted(numaNodes);
        } else {
            expansion.listed(numaNodes);
        }
        return expansion.cpus;
    }

    private void listed(List<NumaCpus> numaNodes) {
        int position = 0;
        for (NumaCpus numaNode : numaNodes) {
            int[] ids = numaNode.cpus().orElse(CpuSet.EMPTY).toArray();
            if (ids.length == 0) {
                continue;
            }
            if (ids.length % threadsPerCore != 0) {
                numaNode.fields().report("cpus", "lists " + ids.length + " CPUs, which is not a multiple of "
                        + threadsPerCore + " threads per core.",
                        "Correct the list or layout.threadsPerCore, or write the full table.");
            }
            addNumaNode(numaNode.numaNode(), numaNode.socket().orElse(position), ids);
            position++;
        }
    }

    private void counted(List<NumaCpus> numaNodes) {
        int sockets = required("sockets");
        int coresPerSocket = required("coresPerSocket");
        List<NumaCpus> holders = new ArrayList<>();
        for (NumaCpus numaNode : numaNodes) {
            if (!numaNode.cpus().orElse(CpuSet.EMPTY).isEmpty() || numaNode.socket().isPresent()) {
                numaNode.fields().report(numaNode.socket().isPresent() ? "socket" : "cpus",
                        "is given, and layout.sockets too.", "Leave out one of them.");
            }
            if (numaNode.cpus().isEmpty()) {
                holders.add(numaNode);
            }
        }
        if (holders.isEmpty() || holders.size() % sockets != 0) {
            layout.report("sockets", "is " + sockets + ", over which " + holders.size()
                    + " NUMA nodes cannot be shared equally.",
                    "Correct it, or give each NUMA node its own cpus and socket.");
        }
        int perSocket = holders.size() / sockets;
        if (coresPerSocket % perSocket != 0) {
            layout.report("coresPerSocket", "is " + coresPerSocket + ", over which " + perSocket
                    + " NUMA nodes of a socket cannot be shared equally.",
                    "Correct it, or give each NUMA node its own cpus.");
        }
        long total = (long) sockets * coresPerSocket * threadsPerCore;
        if (total > CpuSet.MAX_CPU + 1) {
            layout.report("coresPerSocket", "makes " + total + " CPUs of the machine, at most " + (CpuSet.MAX_CPU + 1)
                    + " are possible.", "Correct the layout.");
        }
        number(holders, perSocket, coresPerSocket / perSocket, sockets * coresPerSocket);
    }

    private void number(List<NumaCpus> holders, int perSocket, int coresPerNumaNode, int totalCores) {
        for (int i = 0; i < holders.size(); i++) {
            int[] ids = new int[coresPerNumaNode * threadsPerCore];
            for (int core = 0; core < coresPerNumaNode; core++) {
                int machineCore = i * coresPerNumaNode + core;
                for (int thread = 0; thread < threadsPerCore; thread++) {
                    int id = adjacent ? machineCore * threadsPerCore + thread : thread * totalCores + machineCore;
                    ids[adjacent ? core * threadsPerCore + thread : thread * coresPerNumaNode + core] = id;
                }
            }
            addNumaNode(holders.get(i).numaNode(), i / perSocket, ids);
        }
    }

    /// Adds the CPUs of one NUMA node, whose ids are in the order that `siblings` speaks of.
    private void addNumaNode(int numaNode, int socket, int[] ids) {
        int cores = ids.length / threadsPerCore;
        int firstCore = coresOfSocket.getOrDefault(socket, 0);
        int coresPerCache = coresPerL3.orElse(cores);
        for (int i = 0; i < ids.length; i++) {
            int core = adjacent ? i / threadsPerCore : i % cores;
            cpus.add(new Cpu(ids[i], firstCore + core, socket, numaNode, l3 + core / coresPerCache));
        }
        coresOfSocket.put(socket, firstCore + cores);
        l3 += (cores - 1) / coresPerCache + 1;
    }

    private int required(String key) {
        Optional<Integer> value = count(key);
        if (value.isEmpty()) {
            layout.report(key, "is missing.", "Give sockets and coresPerSocket, or give each NUMA node its own cpus.");
        }
        return value.orElse(1);
    }

    private Optional<Integer> count(String key) {
        var value = layout.integer(key, 1, CpuSet.MAX_CPU + 1L);
        return value.isPresent() ? Optional.of((int) value.getAsLong()) : Optional.empty();
    }
}
