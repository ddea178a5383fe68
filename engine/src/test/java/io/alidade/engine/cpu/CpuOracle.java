package io.alidade.engine.cpu;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.CpuTopology;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// `take` of cpu-manager 9 to 11 and 18 taken literally, on plain collections: slow and obvious.
final class CpuOracle {
    private final Map<Integer, Cpu> table = new TreeMap<>();
    private final Map<Integer, Integer> coreOf = new HashMap<>();
    private final CpuPolicyOptions options;
    private final boolean since34;
    private final boolean since37;
    private final boolean since38;
    private final boolean shares;

    CpuOracle(CpuTopology topology, CpuPolicyOptions options, KubeletVersion version, boolean shares) {
        this.options = options;
        since34 = version.compareTo(KubeletVersion.V1_34) >= 0;
        since37 = version.compareTo(KubeletVersion.V1_37) >= 0;
        since38 = version.compareTo(KubeletVersion.V1_38) >= 0;
        this.shares = shares;
        topology.topology().cpus().forEach(cpu -> table.put(cpu.cpu(), cpu));
        for (Cpu cpu : table.values()) {
            coreOf.put(cpu.cpu(), table.values().stream().filter(other -> other.core() == cpu.core()
                    && other.socket() == cpu.socket() && other.numaNode() == cpu.numaNode()).mapToInt(Cpu::cpu).min()
                    .orElseThrow());
        }
    }

    /// What `take` gives: CPUs, an error, or `endless`.
    sealed interface Answer {
        record Cpus(CpuSet cpus) implements Answer {}

        record Wrong(String error) implements Answer {}

        record Endless() implements Answer {}
    }

    Answer take(CpuSet pool, int n, int hinted) {
        NavigableSet<Integer> plain = new TreeSet<>();
        pool.forEach(plain::add);
        try {
            return options.distributeAcrossNuma()
                    ? distributed(plain, n, options.fullPcpusOnly() ? cpusPer(Kind.CORE) : 1, hinted)
                    : packed(plain, n, options.preferAlignByUncoreCache());
        } catch (SpreadOracle.Endless e) {
            return new Answer.Endless();
        }
    }

    private enum Kind {
        CORE,
        UNCORE,
        NUMA,
        SOCKET
    }

    private int id(Kind kind, int id) {
        Cpu cpu = Objects.requireNonNull(table.get(id));
        return switch (kind) {
            case CORE -> Objects.requireNonNull(coreOf.get(id));
            case UNCORE -> cpu.uncoreCache();
            case NUMA -> cpu.numaNode();
            case SOCKET -> cpu.socket();
        };
    }

    private NavigableSet<Integer> ids(Kind kind, Collection<Integer> cpus) {
        NavigableSet<Integer> ids = new TreeSet<>();
        cpus.forEach(cpu -> ids.add(id(kind, cpu)));
        return ids;
    }

    private NavigableSet<Integer> in(Kind kind, int id, Collection<Integer> cpus) {
        NavigableSet<Integer> in = new TreeSet<>();
        cpus.stream().filter(cpu -> id(kind, cpu) == id).forEach(in::add);
        return in;
    }

    private int cpusPer(Kind kind) {
        return table.size() / ids(kind, table.keySet()).size();
    }

    private boolean numaFirst() {
        return ids(Kind.SOCKET, table.keySet()).size() >= ids(Kind.NUMA, table.keySet()).size();
    }

    /// The working data of cpu-manager 10.1.
    private final class Work {
        private NavigableSet<Integer> free = new TreeSet<>();
        private final NavigableSet<Integer> got = new TreeSet<>();
        private int need;

        private Work(Collection<Integer> pool, int n) {
            pool.stream().filter(table::containsKey).forEach(free::add);
            need = n;
        }

        private void claim(Collection<Integer> cpus) {
            got.addAll(cpus);
            free.removeAll(got);
            need -= cpus.size();
        }

        private boolean whole(Kind kind, int id) {
            int count = in(kind, id, free).size();
            return count == (!since38 && (kind == Kind.CORE || kind == Kind.SOCKET)
                    ? cpusPer(kind)
                    : in(kind, id, table.keySet()).size());
        }

        private List<Integer> base(Kind kind, Collection<Integer> ids) {
            return ids.stream().sorted(Comparator.comparingInt((Integer id) -> in(kind, id, free).size())
                    .thenComparing(Comparator.naturalOrder())).toList();
        }

        private List<Integer> below(Kind parent, List<Integer> parents, Kind kind) {
            List<Integer> order = new ArrayList<>();
            parents.forEach(id -> order.addAll(base(kind, ids(kind, in(parent, id, free)))));
            return order;
        }

        private List<Integer> order(Kind kind) {
            return switch (kind) {
                case NUMA -> numaFirst()
                        ? base(Kind.NUMA, ids(Kind.NUMA, free))
                        : below(Kind.SOCKET, order(Kind.SOCKET), Kind.NUMA);
                case SOCKET -> numaFirst()
                        ? below(Kind.NUMA, order(Kind.NUMA), Kind.SOCKET)
                        : base(Kind.SOCKET, ids(Kind.SOCKET, free));
                case CORE -> numaFirst()
                        ? below(Kind.SOCKET, order(Kind.SOCKET), Kind.CORE)
                        : below(Kind.NUMA, order(Kind.NUMA), Kind.CORE);
                case UNCORE -> below(Kind.NUMA, order(Kind.NUMA), Kind.UNCORE);
            };
        }

        private void claimWhole(Kind kind) {
            List<Integer> wholes = order(kind).stream().filter(id -> whole(kind, id)).toList();
            for (int id : wholes) {
                NavigableSet<Integer> all = in(kind, id, table.keySet());
                if (need >= all.size()) {
                    claim(all);
                }
            }
        }

        private void uncore() {
            List<Integer> caches = order(Kind.UNCORE);
            if (since38) {
                for (int u : caches) {
                    NavigableSet<Integer> all = in(Kind.UNCORE, u, table.keySet());
                    if (whole(Kind.UNCORE, u) && need >= all.size()) {
                        claim(all);
                    }
                }
            }
            for (int u : caches) {
                if (!since38 && need >= cpusPer(Kind.UNCORE)) {
                    claimWhole(Kind.UNCORE);
                }
                if (need < 1) {
                    return;
                }
                part(u);
                if (need < 1) {
                    return;
                }
            }
        }

        private void part(int u) {
            int m = (need + (since34 ? cpusPer(Kind.CORE) - 1 : 0)) / cpusPer(Kind.CORE);
            NavigableSet<Integer> part = new TreeSet<>();
            ids(Kind.CORE, in(Kind.UNCORE, u, free)).stream().limit(m)
                    .forEach(core -> part.addAll(in(Kind.CORE, core, free)));
            if (since34 && need % 2 == 1 && cpusPer(Kind.CORE) > 1 && part.size() > need) {
                part.remove(part.last());
            }
            if (part.size() == need) {
                claim(part);
            }
        }

        private void single() {
            Kind kind = options.distributeAcrossCores() ? Kind.SOCKET : Kind.CORE;
            List<Integer> cpus = new ArrayList<>();
            if (options.distributeAcrossCores() && since38) {
                order(kind).forEach(socket -> cpus.addAll(rounds(in(kind, socket, free))));
            } else {
                order(kind).forEach(id -> cpus.addAll(in(kind, id, free)));
            }
            for (int cpu : cpus) {
                if (need < 1) {
                    return;
                }
                claim(List.of(cpu));
            }
        }

        // The lowest of every core, then the second of every core, and so on.
        private List<Integer> rounds(NavigableSet<Integer> ofSocket) {
            List<List<Integer>> cores = base(Kind.CORE, ids(Kind.CORE, ofSocket)).stream()
                    .map(core -> List.copyOf(in(Kind.CORE, core, ofSocket))).toList();
            List<Integer> cpus = new ArrayList<>();
            for (int turn = 0; cpus.size() < ofSocket.size(); turn++) {
                for (List<Integer> core : cores) {
                    if (turn < core.size()) {
                        cpus.add(core.get(turn));
                    }
                }
            }
            return cpus;
        }

        private Answer answer() {
            CpuSet.Builder cpus = new CpuSet.Builder();
            got.forEach(cpus::add);
            return new Answer.Cpus(cpus.build());
        }
    }

    private Answer packed(Collection<Integer> pool, int n, boolean uncore) {
        Work work = new Work(pool, n);
        if (n < 1) {
            return work.answer();
        }
        if (n > work.free.size()) {
            return notEnough(pool, n);
        }
        work.claimWhole(numaFirst() ? Kind.NUMA : Kind.SOCKET);
        work.claimWhole(numaFirst() ? Kind.SOCKET : Kind.NUMA);
        if (uncore && work.need > 0) {
            work.uncore();
        }
        if (!options.distributeAcrossCores()) {
            work.claimWhole(Kind.CORE);
        }
        work.single();
        return work.need < 1 ? work.answer() : new Answer.Wrong("failed to allocate cpus");
    }

    private static Answer notEnough(Collection<Integer> pool, int n) {
        return new Answer.Wrong("not enough cpus available to satisfy request: requested=" + n + ", available="
                + pool.size());
    }

    private Answer distributed(Collection<Integer> pool, int n, int g, int hinted) {
        if (n % g != 0) {
            return packed(pool, n, false);
        }
        Work work = new Work(pool, n);
        if (n < 1) {
            return work.answer();
        }
        if (n > work.free.size()) {
            return notEnough(pool, n);
        }
        List<Integer> numas = work.order(Kind.NUMA).stream().distinct().toList();
        List<Integer> free = numas.stream().map(id -> in(Kind.NUMA, id, work.free).size()).toList();
        List<Integer> socketOf = numas.stream().map(this::onlySocket).toList();
        int groups = (table.size() - 1) / g + 1;
        int perNuma = (groups - 1) / ids(Kind.NUMA, table.keySet()).size() + 1;
        int wanted = (n - 1) / g + 1;
        int kmin = (wanted - 1) / perNuma + 1;
        int kmax = Math.min(wanted, numas.size());
        for (int k = since38 && hinted > kmin && hinted <= kmax ? hinted : kmin; k <= kmax; k++) {
            Optional<SpreadOracle.Remembered> best = new SpreadOracle(free, socketOf, n, g,
                    since37 && options.alignBySocket(), shares, !since38).search(k);
            if (best.isPresent()) {
                return give(work, best.get(), numas, n, g);
            }
        }
        return packed(pool, n, false);
    }

    private int onlySocket(int numa) {
        NavigableSet<Integer> sockets = ids(Kind.SOCKET, in(Kind.NUMA, numa, table.keySet()));
        return sockets.size() == 1 ? sockets.first() : -1;
    }

    private Answer give(Work work, SpreadOracle.Remembered best, List<Integer> numas, int n, int g) {
        int k = best.combination().size();
        int d = n / k / g * g;
        for (int x : best.combination()) {
            d = since37 ? Math.min(d, in(Kind.NUMA, numas.get(x), work.free).size() / g * g) : d;
        }
        for (int x : best.combination()) {
            claimPacked(work, in(Kind.NUMA, numas.get(x), work.free), d);
        }
        int r = n - d * k;
        while (r > 0) {
            int before = r;
            for (int x : best.subset()) {
                NavigableSet<Integer> free = in(Kind.NUMA, numas.get(x), work.free);
                if (r > 0 && free.size() >= g) {
                    claimPacked(work, free, g);
                    r -= g;
                }
            }
            if (r == before) {
                throw new SpreadOracle.Endless();
            }
        }
        if (work.need != 0) {
            return new Answer.Wrong("accounting error, " + (work.need > 0 ? "not enough" : "too many")
                    + " CPUs allocated, remaining: " + work.need);
        }
        return work.answer();
    }

    private void claimPacked(Work work, Collection<Integer> pool, int n) {
        if (packed(pool, n, false) instanceof Answer.Cpus(CpuSet cpus)) {
            List<Integer> list = new ArrayList<>();
            cpus.forEach(list::add);
            work.claim(list);
        }
    }
}
