package io.alidade.linux.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.machine.CoreKind;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.linux.machine.MachineFacts.NumaFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every snapshot of a real machine gives the facts that are known of it, except for the differences below.
class MachineFactsTest {
    private record Difference(String fact, int here, String reason) {}

    private static final Map<String, List<Difference>> DIFFERENCES = Map.of(
            "40intel64-4n10c+pci-conflicts", List.of(
                    new Difference("packages", 4,
                            "The kernel has four package ids. The faked core_siblings of CPU 3 make hwloc drop one."),
                    new Difference("l3", 5,
                            "The faked map of CPU 2 lists the CPUs 0-3 beside the four real caches. hwloc drops two.")),
            "4fake-4gr1nu1pu", List.of(new Difference("cores", 4,
                    "No CPU has a core id. hwloc counts no cores, but every CPU runs on one: each is its own.")));

    /// Machines of which the kubelet sees something else than the kernel says: its CPUs, and the number of its cores.
    private record Seen(String cpus, int cores, String reason) {}

    private static final Map<String, Seen> SEEN_BY_KUBELET = Map.of(
            "offline-cpu0-node0", new Seen("5,7,9,11,13,15,17,19", 8,
                    "NUMA node 0 is offline, so its online CPUs belong to no NUMA node."),
            "fakeheterocpunuma", new Seen("0-3,8-23", 10, "The CPUs 4-7 belong to no NUMA node."),
            "fakememinitiators-1np2c+1npp+gi", new Seen("0-7", 4,
                    "The two CPUs of each NUMA node are different cores with one core id."));

    @TempDir
    private Path root;

    static Stream<String> machines() {
        return MachineFacts.all().keySet().stream();
    }

    @Test
    void snapshots_all_areThere() {
        assertThat(machines()).hasSize(29);
        assertThat(machines()).containsAll(DIFFERENCES.keySet()).containsAll(SEEN_BY_KUBELET.keySet());
    }

    @ParameterizedTest
    @MethodSource("machines")
    void discover_snapshot_givesItsFactsAndWhatTheKubeletSees(String name) {
        MachineFacts facts = Objects.requireNonNull(MachineFacts.all().get(name));

        DiscoveredMachine machine = MachineDiscovery.discover(SnapshotTar.unpack(name, root));

        Hardware hardware = machine.hardware();
        assertThat(hardware.usableCpus().toListString()).isEqualTo(facts.cpus());
        assertThat(hardware.sockets()).hasSize(expected(name, "packages", facts.packages()));
        assertThat(hardware.cores()).hasSize(expected(name, "cores", facts.cores()));
        assertThat(hardware.caches().stream().filter(cache -> cache.level() == 3))
                .hasSize(expected(name, "l3", facts.l3()));
        List<NumaFacts> numaNodes = machine.topology().numaNodes().stream().map(numaNode -> new NumaFacts(numaNode.id(),
                numaNode.memoryBytes(), hardware.numaNodes().getOrDefault(numaNode.id(), CpuSet.EMPTY).toListString()))
                .toList();
        assertThat(numaNodes).isEqualTo(facts.numaNodes());
        assertSeenByKubelet(name, facts, machine);
    }

    private static void assertSeenByKubelet(String name, MachineFacts facts, DiscoveredMachine machine) {
        Seen seen = SEEN_BY_KUBELET.getOrDefault(name,
                new Seen(facts.cpus(), expected(name, "cores", facts.cores()), ""));
        CpuTopology topology = new CpuTopology(machine.topology());
        assertThat(topology.cpus().toListString()).isEqualTo(seen.cpus);
        assertThat(topology.cores()).hasSize(seen.cores);
        List<DiscoveryWarning.Kind> kinds = machine.warnings().stream().map(DiscoveryWarning::kind).toList();
        assertThat(kinds).doesNotHaveDuplicates();
        assertThat(kinds.stream().anyMatch(Set.of(DiscoveryWarning.Kind.CPU_OUTSIDE_NUMA_NODES,
                DiscoveryWarning.Kind.CORE_ID_AMBIGUOUS)::contains)).isEqualTo(SEEN_BY_KUBELET.containsKey(name));
        assertThat(kinds).doesNotContain(DiscoveryWarning.Kind.MALFORMED_FILE, DiscoveryWarning.Kind.UNREADABLE_FILE,
                DiscoveryWarning.Kind.LINK_OUT_OF_ROOT, DiscoveryWarning.Kind.WRONG_FILE_TYPE);
    }

    @Test
    void discover_numaNodesOfGpus_keepTheirIdsAndDistances() {
        DiscoveredMachine machine = MachineDiscovery.discover(SnapshotTar.unpack("nvidiagpunumanodes", root));

        assertThat(machine.topology().numaNodes()).extracting("id").containsExactly(0, 8, 250, 251, 252, 253, 254, 255);
        assertThat(machine.topology().numaNodes().get(1).distances()).containsExactly(40, 10, 80, 80, 80, 80, 80, 80);
        assertThat(machine.topology().numaNodes().get(2).hugepages()).isEqualTo(Map.of(1L << 21, 0L, 1L << 30, 0L));
        // Pairs of cores share a cache that has no id, so the sockets stand in.
        assertThat(new CpuTopology(machine.topology()).uncoreCaches()).extracting("id").containsExactly(0, 8);
    }

    @Test
    void discover_hybridCores_takeTheirOneCacheForAnUncoreCache() {
        DiscoveredMachine machine = MachineDiscovery
                .discover(SnapshotTar.unpack("20em64t-hybrid-1p6c2t+2ca4co1t", root));

        // 14 cores times 2 or 1 is not 20 CPUs, so the cache is listed with the cores.
        assertThat(new CpuTopology(machine.topology()).uncoreCaches()).hasSize(1);
        assertThat(machine.topology().cpus().get(11)).isEqualTo(new Cpu(11, 20, 0, 0, 0));
        assertThat(machine.topology().cpus().get(12)).isEqualTo(new Cpu(12, 24, 0, 0, 0));
        assertThat(machine.hardware().coreKinds()).containsExactly(new CoreKind("nominal-24", CpuSet.parseList("0-11")),
                new CoreKind("nominal-19", CpuSet.parseList("12-19")));
        assertThat(machine.warnings()).extracting(DiscoveryWarning::kind)
                .containsExactly(DiscoveryWarning.Kind.CORE_KINDS_FROM_FIRMWARE);
    }

    @Test
    void discover_cacheThatSpansItsNumaNode_leavesTheSocketId() {
        DiscoveredMachine machine = MachineDiscovery.discover(SnapshotTar.unpack("128arm-2pa2n8cluster4co", root));

        assertThat(new CpuTopology(machine.topology()).uncoreCaches()).extracting("id").containsExactly(36, 8442);
        assertThat(machine.hardware().caches()).filteredOn(cache -> cache.level() == 3).hasSize(4);
        assertThat(machine.warnings()).isEmpty();
    }

    @Test
    void discover_twoNumaNodesUnderOneCache_shareAnUncoreCache() {
        DiscoveredMachine machine = MachineDiscovery
                .discover(SnapshotTar.unpack("fakecpuid1f-64intel64-2p4d2n2c2t", root));

        CpuTopology topology = new CpuTopology(machine.topology());
        assertThat(topology.numaNodes()).hasSize(16);
        assertThat(topology.uncoreCaches()).hasSize(8);
        assertThat(topology.uncoreCaches().get(3).cpus().toListString()).isEqualTo("24-31");
    }

    @Test
    void discover_hugepagesWithoutFolders_comeFromMeminfo() {
        DiscoveredMachine machine = MachineDiscovery.discover(SnapshotTar.unpack("32amd64-4s2n4c-cgroup2", root));

        assertThat(machine.topology().numaNodes().get(0).hugepages()).isEqualTo(Map.of(1L << 21, 65L));
        assertThat(machine.topology().numaNodes().get(7).hugepages()).isEqualTo(Map.of(1L << 21, 64L));
        assertThat(machine.warnings()).extracting(DiscoveryWarning::kind)
                .contains(DiscoveryWarning.Kind.HUGEPAGES_FROM_MEMINFO);
    }

    @Test
    void discover_hugepagesOfAMachineWithoutNuma_comeFromItsOwnFolder() {
        DiscoveredMachine machine = MachineDiscovery.discover(SnapshotTar.unpack("2i386-2t-hugepagesizecount", root));

        assertThat(machine.topology().numaNodes().getFirst().hugepages()).isEqualTo(Map.of(1L << 21, 1L, 1L << 34, 1L));
        assertThat(machine.warnings()).extracting(DiscoveryWarning::kind)
                .containsExactly(DiscoveryWarning.Kind.NO_NUMA_NODES);
    }

    private static int expected(String machine, String fact, int value) {
        return DIFFERENCES.getOrDefault(machine, List.of()).stream().filter(difference -> difference.fact.equals(fact))
                .mapToInt(Difference::here).findFirst().orElse(value);
    }
}
