package io.alidade.plan.advise;

import io.alidade.engine.device.Device;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.machine.HardwareDevice.Kind;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.CpuTopology.Group;
import io.alidade.kube.machine.MachineDescription;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which cores are kept for the system: whole ones, on the NUMA nodes with the fewest devices, those with low ids first and
/// those that the kernel isolates last. Never more than half of the cores.
public final class ReservedCores {
    private static final Set<Kind> NEAR = Set.of(Kind.GPU, Kind.ACCELERATOR, Kind.RDMA);

    private final CpuTopology topology;
    private final Map<Integer, Long> devices;
    private final List<Group> byDevices;
    private final CpuSet isolated;
    private final int wanted;

    /// As many as the draft of a configuration keeps for kubelet and system ([Reservation]); empty if the machine has a
    /// single core.
    public static CpuSet suggested(MachineDescription machine, ReservedSpread spread) {
        return new ReservedCores(machine, new CpuTopology(machine.topology()),
                Reservation.of(machine.topology()).cpus()).choose(spread);
    }

    /// @param cpus that the system needs
    ReservedCores(MachineDescription machine, CpuTopology topology, int cpus) {
        this.topology = topology;
        this.devices = devices(machine);
        this.byDevices = topology.numaNodes().stream().sorted(Comparator
                .<Group>comparingLong(numaNode -> devices.getOrDefault(numaNode.id(), 0L)).thenComparingInt(Group::id))
                .toList();
        this.isolated = machine.hardware().isolatedCpus();
        this.wanted = cpus;
    }

    /// Devices by NUMA node: those that plugins report, else the GPUs, accelerators, RDMA cards and NICs with virtual
    /// functions that the hardware has.
    private static Map<Integer, Long> devices(MachineDescription machine) {
        Map<Integer, Long> counts = new TreeMap<>();
        for (Device device : machine.devices()) {
            device.numaNodes().orElse(List.of()).forEach(numaNode -> counts.merge(numaNode, 1L, Long::sum));
        }
        if (machine.devices().isEmpty()) {
            machine.hardware().devices().stream().filter(ReservedCores::isForPods).map(HardwareDevice::numaNode)
                    .filter(OptionalInt::isPresent)
                    .forEach(numaNode -> counts.merge(numaNode.getAsInt(), 1L, Long::sum));
        }
        return counts;
    }

    private static boolean isForPods(HardwareDevice device) {
        return NEAR.contains(device.kind()) || (device.kind() == Kind.NIC && device.virtualFunctions().isPresent());
    }

    /// The NUMA nodes that have a device.
    Set<Integer> numaNodesWithDevices() {
        return devices.keySet();
    }

    /// The chosen CPUs; empty if the machine has a single core.
    CpuSet choose(ReservedSpread spread) {
        return switch (spread) {
            case TOGETHER -> together();
            case SPREAD -> spread();
        };
    }

    /// The NUMA node with the fewest devices first, the next only when it is used up.
    private CpuSet together() {
        CpuSet chosen = CpuSet.EMPTY;
        int cores = 0;
        for (Group numaNode : byDevices) {
            for (Group core : cores(numaNode)) {
                if (chosen.size() >= wanted || cores >= topology.cores().size() / 2) {
                    return chosen;
                }
                chosen = chosen.or(core.cpus());
                cores++;
            }
        }
        return chosen;
    }

    /// One core of each socket in turn, at least one of each; sockets count whose NUMA nodes have no more devices than the
    /// NUMA node with the fewest.
    private CpuSet spread() {
        long fewest = devices.getOrDefault(byDevices.getFirst().id(), 0L);
        Map<Integer, List<Group>> coresBySocket = new TreeMap<>();
        byDevices.stream().filter(numaNode -> devices.getOrDefault(numaNode.id(), 0L) == fewest)
                .forEach(numaNode -> coresBySocket
                        .computeIfAbsent(topology.socketOf(numaNode.cpus().first()), absent -> new ArrayList<>())
                        .addAll(cores(numaNode)));
        CpuSet chosen = CpuSet.EMPTY;
        int cores = 0;
        for (int turn = 0; turn < topology.cores().size(); turn++) {
            boolean anyLeft = false;
            for (List<Group> own : coresBySocket.values()) {
                boolean isEnough = chosen.size() >= wanted && turn > 0;
                if (isEnough || cores >= topology.cores().size() / 2) {
                    return chosen;
                }
                if (turn < own.size()) {
                    chosen = chosen.or(own.get(turn).cpus());
                    cores++;
                    anyLeft = true;
                }
            }
            if (!anyLeft) {
                return chosen;
            }
        }
        return chosen;
    }

    private List<Group> cores(Group numaNode) {
        return topology.cores().stream().filter(core -> core.cpus().intersects(numaNode.cpus()))
                .sorted(Comparator.<Group>comparingInt(core -> core.cpus().intersects(isolated) ? 1 : 0)
                        .thenComparingInt(Group::id))
                .toList();
    }

    /// The ids of the NUMA nodes that a set of CPUs is on.
    Set<Integer> numaNodesOf(CpuSet cpus) {
        Set<Integer> ids = new TreeSet<>();
        topology.numaNodes().stream().filter(group -> group.cpus().intersects(cpus))
                .forEach(group -> ids.add(group.id()));
        return ids;
    }
}
