package io.alidade.engine.cpu;

import io.alidade.engine.hint.HintFamily;
import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.hint.Requirement;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.provider.AllocationError;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.CpuPlacement;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.PlacementRule;
import io.alidade.engine.settings.StartRefusal;
import io.alidade.engine.topology.CpuTopology;
import java.util.Optional;

/// Policy `static` on a machine: reserved CPUs, hints and the choice of CPUs. Holds nothing that changes.
final class StaticCpuPolicy implements CpuPolicy, CpuChoices {
    private final CpuTopology topology;
    private final NodeSettings settings;
    private final CpuPolicyOptions options;
    private final CpuChooser chooser;
    private final CpuDemand demand;
    private final KubeletVersion version;
    private final CpuSet reservedCpus;
    private final CpuSet reservedPhysicalCpus;
    /// By NUMA position: the CPUs of that NUMA node; null-free, empty where there are none.
    private final CpuSet[] numaNodeCpus;
    /// By NUMA position: the sockets of its CPUs, as a mask of socket indices.
    private final CpuSet[] numaNodeSockets;
    private final NumaMask numaNodesWithCpus;
    /// By NUMA position: the number of its CPUs.
    private final long[] totalCpus;

    private StaticCpuPolicy(CpuTopology topology, NodeSettings settings, CpuPolicyOptions options, CpuChooser chooser,
            CpuSet reservedCpus) {
        this.topology = topology;
        this.settings = settings;
        this.options = options;
        this.chooser = chooser;
        this.version = settings.kubeletVersion();
        this.demand = new CpuDemand(version, settings.featureGates());
        this.reservedCpus = reservedCpus;
        CpuSet physical = reservedCpus;
        for (CpuTopology.Group core : topology.cores()) {
            if (core.cpus().intersects(reservedCpus)) {
                physical = physical.or(core.cpus());
            }
        }
        this.reservedPhysicalCpus = physical;
        int numaNodes = topology.topology().numaNodes().size();
        this.numaNodeCpus = new CpuSet[numaNodes];
        this.numaNodeSockets = new CpuSet[numaNodes];
        java.util.Arrays.fill(numaNodeCpus, CpuSet.empty());
        java.util.Arrays.fill(numaNodeSockets, CpuSet.empty());
        NumaMask withCpus = NumaMask.EMPTY;
        for (CpuTopology.Group numaNode : topology.numaNodes()) {
            int position = topology.topology().position(numaNode.id());
            withCpus = withCpus.or(NumaMask.of(position));
            numaNodeCpus[position] = numaNode.cpus();
            CpuSet.Builder sockets = new CpuSet.Builder();
            numaNode.cpus().forEach(cpu -> sockets.add(topology.socketOf(cpu)));
            numaNodeSockets[position] = sockets.build();
        }
        this.numaNodesWithCpus = withCpus;
        this.totalCpus = java.util.Arrays.stream(numaNodeCpus).mapToLong(CpuSet::size).toArray();
    }

    /// The reserved CPUs are the listed ones, or those that the policy itself would take first (cpu-manager 4.1 and
    /// 4.3).
    static StaticCpuPolicy start(CpuTopology topology, NodeSettings settings, Quantity reservation)
            throws StartRefusal {
        CpuPolicyOptions options = CpuPolicyOptions.parse(settings);
        options.checkMachine(topology, settings);
        CpuChooser chooser = new CpuChooser(topology, options, settings.kubeletVersion(), settings.faults());
        CpuSet listed = settings.reservedSystemCpus().orElse(CpuSet.empty());
        long count = listed.isEmpty() ? reservation.ceilUnits() : listed.size();
        CpuSet reserved = listed.isEmpty() ? chosen(chooser, topology.cpus(), count) : listed;
        if (reserved.size() != count) {
            throw new StartRefusal("[cpumanager] unable to reserve the required amount of CPUs (size of "
                    + reserved.toListString() + " did not equal " + count + ")");
        }
        CpuSet unknown = reserved.andNot(topology.cpus());
        if (!unknown.isEmpty()) {
            throw new StartRefusal("[cpumanager] unable to build the reserved physical CPUs from the reserved set:"
                    + " unknown CPU ID: " + unknown.first());
        }
        return new StaticCpuPolicy(topology, settings, options, chooser, reserved);
    }

    // The kubelet discards the error of this choice.
    private static CpuSet chosen(CpuChooser chooser, CpuSet cpus, long count) {
        return chooser.take(cpus, (int) Math.min(count, Integer.MAX_VALUE)) instanceof CpuSelection.Selected selected
                ? selected.cpus()
                : CpuSet.empty();
    }

    /// The choice of CPUs for a container with such a rule; this policy itself where the rule says nothing of that.
    CpuChoices choices(PlacementRule rule) {
        if (rule.cpus().isEmpty()) {
            return this;
        }
        CpuPlacement placement = rule.cpus().get();
        CpuPolicyOptions own = options.placing(placement);
        StaticCpuPolicy other = new StaticCpuPolicy(topology, settings, own,
                CpuChooser.placing(topology, own, version, settings.faults()), reservedCpus);
        return placement == CpuPlacement.SAME_L3 ? new CacheChoices(topology, other) : other;
    }

    /// Why a rule cannot hold here, a sentence; nothing if it can.
    Optional<String> conflict(PlacementRule rule) {
        return options.conflict(rule);
    }

    @Override
    public String wireName() {
        return "static";
    }

    @Override
    public CpuSet reservedCpus() {
        return reservedCpus;
    }

    @Override
    public CpuSet allocatableCpus() {
        return topology.cpus().andNot(reservedCpus);
    }

    CpuDemand demand() {
        return demand;
    }

    KubeletVersion version() {
        return version;
    }

    boolean isReservationStrict() {
        return options.strictReservation();
    }

    boolean givesWholeCoresOnly() {
        return options.fullPcpusOnly();
    }

    /// The CPUs of which the shared pool and all assignments must consist (cpu-manager 5.2).
    CpuSet managedCpus() {
        return options.strictReservation() ? allocatableCpus() : topology.cpus();
    }

    /// Why a count leaves part of a core, or nothing: with `full-pcpus-only` only (cpu-manager 7.3).
    Optional<AllocationError> smtError(int count, CpuSet sharedCpus) {
        if (!options.fullPcpusOnly()) {
            return Optional.empty();
        }
        int cpusPerCore = topology.cpusPerCore();
        if (count % cpusPerCore != 0) {
            return Optional.of(AllocationError.typed("SMTAlignmentError", "SMT Alignment Error: requested " + count
                    + " cpus not multiple cpus per core = " + cpusPerCore));
        }
        int free = sharedCpus.andNot(reservedPhysicalCpus).size();
        if (count > free) {
            return Optional.of(AllocationError.typed("SMTAlignmentError",
                    "SMT Alignment Error: not enough free physical CPUs: available physical CPUs = " + free
                            + ", requested CPUs = " + count + ", CPUs per core = " + cpusPerCore));
        }
        return Optional.empty();
    }

    /// (cpu-manager 7.4)
    @Override
    public CpuSelection choose(CpuSet pool, int count, Optional<NumaMask> affinity) {
        CpuSet result = CpuSet.empty();
        if (affinity.isPresent()) {
            CpuSet aligned = pool.and(alignedCpus(affinity.get()));
            CpuSelection first = chooser.take(aligned, Math.min(aligned.size(), count), affinity.get().size());
            if (!(first instanceof CpuSelection.Selected selected)) {
                return first;
            }
            result = selected.cpus();
        }
        CpuSelection rest = chooser.take(pool.andNot(result), count - result.size());
        if (!(rest instanceof CpuSelection.Selected selected)) {
            return rest;
        }
        CpuSet chosen = result.or(selected.cpus());
        return new CpuSelection.Selected(chosen, chosen.andNot(pool));
    }

    /// (cpu-manager 14.2)
    @Override
    public CpuSelection chooseWithin(CpuSet pool, int count, Optional<NumaMask> affinity) {
        return chooser.take(pool, count, affinity.map(NumaMask::size).orElse(0));
    }

    /// The CPUs of the affinity's NUMA nodes, or with `align-by-socket` of all their sockets (cpu-manager 7.5).
    CpuSet alignedCpus(NumaMask affinity) {
        CpuSet cpus = CpuSet.empty();
        for (int position : affinity.positions()) {
            cpus = cpus.or(numaNodeCpus[position]);
        }
        if (options.alignBySocket()) {
            for (int socket : sockets(affinity.bits()).toArray()) {
                cpus = cpus.or(topology.sockets().get(socket).cpus());
            }
        }
        return cpus;
    }

    private CpuSet sockets(long numaBits) {
        CpuSet sockets = CpuSet.empty();
        for (long rest = numaBits; rest != 0; rest &= rest - 1) {
            sockets = sockets.or(numaNodeSockets[Long.numberOfTrailingZeros(rest)]);
        }
        return sockets;
    }

    /// (cpu-manager 13.3)
    @Override
    public ProviderHints hints(CpuSet available, CpuSet reusable, int count) {
        long[] free = new long[numaNodeCpus.length];
        long reusableNumaNodes = 0;
        for (int i = 0; i < free.length; i++) {
            free[i] = numaNodeCpus[i].andSize(available);
            if (numaNodeCpus[i].intersects(reusable)) {
                reusableNumaNodes |= 1L << i;
            }
        }
        int narrowest = new Requirement.Builder(numaNodesWithCpus.bits(), 0).amount(totalCpus, count).build()
                .narrowest(numaNodesWithCpus.size());
        Requirement enough = new Requirement.Builder(numaNodesWithCpus.bits(), reusableNumaNodes)
                .amount(free, Math.max(0, count - reusable.size())).build();
        HintFamily hints = HintFamily.of(free.length, enough, narrowest);
        int numaNodesPerSocket = topology.numaNodes().size() / topology.sockets().size();
        if (options.alignBySocket() && numaNodesPerSocket > 0) {
            hints = hints.preferringAlso(sockets((narrowest + numaNodesPerSocket - 1) / numaNodesPerSocket));
        }
        return ProviderHints.of("cpu", hints.answer());
    }

    /// The requirement of `count` sockets (cpu-manager 13.4).
    private Requirement sockets(int count) {
        long[] numaNodesOf = new long[topology.sockets().size()];
        for (int i = 0; i < numaNodeSockets.length; i++) {
            for (int socket : numaNodeSockets[i].toArray()) {
                numaNodesOf[socket] |= 1L << i;
            }
        }
        Requirement.Builder sockets = new Requirement.Builder(numaNodesWithCpus.bits(), 0)
                .amount(new long[numaNodeCpus.length], count);
        for (long numaNodes : numaNodesOf) {
            sockets.shared(numaNodes, 1);
        }
        return sockets.build();
    }
}
