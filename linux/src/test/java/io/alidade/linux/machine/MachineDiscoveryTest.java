package io.alidade.linux.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.machine.Cache;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.linux.tree.UnusableTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Made-up machines, each for one rule.
class MachineDiscoveryTest {
    @TempDir
    private Path root;

    private FakeTree tree() {
        return new FakeTree(root);
    }

    private static List<DiscoveryWarning.Kind> kinds(DiscoveredMachine machine) {
        return machine.warnings().stream().map(DiscoveryWarning::kind).toList();
    }

    private static List<Integer> uncoreCaches(DiscoveredMachine machine) {
        return machine.topology().cpus().stream().map(Cpu::uncoreCache).toList();
    }

    @Test
    void discover_plainMachine_hasNoWarnings() {
        DiscoveredMachine machine = tree().plainCpus(2).discover();

        assertThat(machine.topology().cpus()).containsExactly(new Cpu(0, 0, 0, 0, 0), new Cpu(1, 1, 0, 0, 0));
        assertThat(machine.topology().numaNodes().getFirst().memoryBytes()).isEqualTo(1L << 30);
        assertThat(machine.warnings()).isEmpty();
    }

    @Test
    void discover_offlineCpus_areLeftOut() {
        DiscoveredMachine machine = tree().plainCpus(4).file(FakeTree.CPU + "online", "1-2\n")
                .file(FakeTree.CPU + "present", "0-5\n").discover();

        assertThat(new CpuTopology(machine.topology()).cpus()).isEqualTo(CpuSet.of(1, 2));
        assertThat(machine.hardware().offlineCpus().toListString()).isEqualTo("0,3-5");
    }

    @Test
    void discover_withoutOnlineFile_asksEachFolder() {
        DiscoveredMachine machine = tree().plainCpus(4).delete(FakeTree.CPU + "online")
                .file(FakeTree.CPU + "cpu2/online", "0\n").file(FakeTree.CPU + "cpu3/online", "1\n").discover();

        assertThat(machine.hardware().usableCpus().toListString()).isEqualTo("0-1,3");
        assertThat(machine.hardware().offlineCpus().toListString()).isEqualTo("2");
        assertThat(machine.warnings()).isEmpty();
    }

    @Test
    void discover_vanishedCpu_isLeftOutWithAWarning() {
        DiscoveredMachine machine = tree().plainCpus(2).file(FakeTree.CPU + "online", "0-2\n").discover();

        assertThat(machine.hardware().usableCpus().toListString()).isEqualTo("0-1");
        assertThat(machine.warnings()).containsExactly(new DiscoveryWarning(DiscoveryWarning.Kind.CPU_VANISHED,
                "CPU 2: listed as online, but without a folder; left out."));
    }

    @Test
    void discover_withoutCpuFolders_readsCpuInfo() {
        DiscoveredMachine machine = tree().file("proc/cpuinfo", """
                processor\t: 0
                physical id\t: 1
                core id\t\t: 4

                processor\t: 7
                physical id\t: 1
                core id\t\t: 4
                """).file("proc/meminfo", "MemTotal:  2048 kB\n").discover();

        assertThat(machine.topology().cpus()).containsExactly(new Cpu(0, 4, 1, 0, 1), new Cpu(7, 4, 1, 0, 1));
        assertThat(machine.topology().numaNodes().getFirst().memoryBytes()).isEqualTo(2L << 20);
        assertThat(kinds(machine)).containsExactly(DiscoveryWarning.Kind.PLACE_FROM_CPUINFO,
                DiscoveryWarning.Kind.NO_NUMA_NODES);
    }

    @Test
    void discover_withoutAnyTopology_takesEachCpuForACore() {
        DiscoveredMachine machine = tree().file(FakeTree.CPU + "cpu0/uevent", "").file(FakeTree.CPU + "cpu1/uevent", "")
                .numaNode(0, "0-1", 1024, "10").discover();

        assertThat(machine.topology().cpus()).containsExactly(new Cpu(0, 0, 0, 0, 0), new Cpu(1, 1, 0, 0, 0));
        assertThat(kinds(machine)).containsExactly(DiscoveryWarning.Kind.SOCKET_UNKNOWN,
                DiscoveryWarning.Kind.CORE_UNKNOWN);
    }

    @Test
    void discover_unknownCoreWhoseIdIsTaken_staysACoreOfItsOwn() {
        DiscoveredMachine machine = tree().cpu(0, 0, 1, "0").cpu(1, 0, 1, "1").cpu(2, 0, 2, "2,3").cpu(3, 0, 2, "2,3")
                .delete(FakeTree.CPU + "cpu1/topology/core_id").delete(FakeTree.CPU + "cpu2/topology/core_id")
                .delete(FakeTree.CPU + "cpu3/topology/core_id").numaNode(0, "0-3", 1024, "10").discover();

        assertThat(machine.hardware().cores()).containsExactly(CpuSet.of(0), CpuSet.of(1), CpuSet.of(2, 3));
        assertThat(machine.topology().cpus()).extracting(Cpu::core).containsExactly(1, -2, 2, 2);
    }

    @Test
    void discover_unknownPackage_countsToSocketZero() {
        DiscoveredMachine machine = tree().plainCpus(2).file(FakeTree.CPU + "cpu1/topology/physical_package_id", "-1\n")
                .discover();

        assertThat(machine.hardware().sockets()).isEqualTo(Map.of(0, CpuSet.of(0, 1)));
        assertThat(machine.warnings()).containsExactly(new DiscoveryWarning(DiscoveryWarning.Kind.SOCKET_UNKNOWN,
                "CPU 1: no package id is known; counted to socket 0."));
    }

    @Test
    void discover_diesThatReuseCoreIds_areTwoCoresForTheKernelAndOneForTheKubelet() {
        DiscoveredMachine machine = tree().cpu(0, 0, 0, "0-1").cpu(1, 0, 0, "0-1").cpu(2, 0, 0, "2-3")
                .cpu(3, 0, 0, "2-3")
                .file(FakeTree.CPU + "cpu2/topology/die_id", "1\n").numaNode(0, "0-3", 1024, "10").discover();

        assertThat(machine.hardware().cores()).containsExactly(CpuSet.of(0, 1), CpuSet.of(2, 3));
        assertThat(new CpuTopology(machine.topology()).cores()).hasSize(1);
        assertThat(kinds(machine)).containsExactly(DiscoveryWarning.Kind.CORE_ID_AMBIGUOUS);
    }

    @Test
    void discover_diesWithoutSiblingLists_areToldApartByDie() {
        FakeTree tree = tree().cpu(0, 0, 0, "").cpu(1, 0, 0, "").numaNode(0, "0-1", 1024, "10")
                .delete(FakeTree.CPU + "cpu0/topology/thread_siblings_list")
                .delete(FakeTree.CPU + "cpu1/topology/thread_siblings_list");

        assertThat(tree.discover().hardware().cores()).hasSize(1);
        tree.file(FakeTree.CPU + "cpu0/topology/die_id", "0\n").file(FakeTree.CPU + "cpu1/topology/die_id", "1\n");
        assertThat(tree.discover().hardware().cores()).hasSize(2);
    }

    @Test
    void discover_packagesThatTheKernelGivesNoId_areThoseOfItsSets() {
        FakeTree tree = tree().plainCpus(4);
        for (int cpu = 0; cpu < 4; cpu++) {
            tree.file(FakeTree.CPU + "cpu" + cpu + "/topology/core_siblings_list", cpu < 2 ? "0-1\n" : "2-3\n")
                    .file(FakeTree.CPU + "cpu" + cpu + "/topology/physical_package_id", "-1\n");
        }
        DiscoveredMachine machine = tree.discover();

        assertThat(machine.hardware().sockets()).isEqualTo(Map.of(0, CpuSet.of(0, 1), 1, CpuSet.of(2, 3)));
        assertThat(new CpuTopology(machine.topology()).sockets()).hasSize(1);
    }

    @Test
    void discover_packageIdThatItsSetContradicts_countsForTheKubeletAlone() {
        FakeTree tree = tree().plainCpus(4);
        for (int cpu = 0; cpu < 4; cpu++) {
            tree.file(FakeTree.CPU + "cpu" + cpu + "/topology/package_cpus_list", cpu < 2 ? "0-1\n" : "2-3\n");
        }
        assertThat(tree.discover().hardware().sockets()).isEqualTo(Map.of(0, CpuSet.of(0, 1), 1, CpuSet.of(2, 3)));
        assertThat(tree.discover().topology().cpus()).extracting(Cpu::socket).containsOnly(0);

        tree.file(FakeTree.CPU + "cpu3/topology/package_cpus_list", "1-3\n");
        assertThat(tree.discover().hardware().sockets()).isEqualTo(Map.of(0, CpuSet.of(0, 1, 2, 3)));
    }

    /// A mainframe: one core id in two books of two drawers, and no package id.
    @Test
    void discover_coresOfSeveralBooks_areToldApartByBookAndDrawer() {
        FakeTree tree = tree().file(FakeTree.CPU + "online", "0-3\n").file("proc/meminfo", "MemTotal: 8388608 kB\n");
        for (int cpu = 0; cpu < 4; cpu++) {
            String folder = FakeTree.CPU + "cpu" + cpu + "/topology/";
            tree.cpu(cpu, -1, 1, Integer.toString(cpu)).file(folder + "book_id", cpu < 2 ? "0\n" : "8\n")
                    .file(folder + "drawer_id", cpu < 2 ? "3\n" : "4\n")
                    .file(folder + "core_siblings_list", cpu < 2 ? "0-1\n" : "2-3\n");
        }
        DiscoveredMachine machine = tree.discover();

        assertThat(new CpuTopology(machine.topology()).cores()).extracting(CpuTopology.Group::cpus)
                .containsExactly(CpuSet.of(0, 1), CpuSet.of(2, 3));
        assertThat(machine.hardware().sockets()).isEqualTo(Map.of(0, CpuSet.of(0, 1), 1, CpuSet.of(2, 3)));
        assertThat(machine.hardware().cores()).hasSize(4);
    }

    @Test
    void discover_cachesOfASecondThread_areKeptWhereTheyAreItsOwn() {
        DiscoveredMachine machine = tree().cpu(0, 0, 0, "0-1").cpu(1, 0, 0, "0-1").numaNode(0, "0-1", 1024, "10")
                .cache(0, 0, 1, "0", "0").cache(0, 1, 3, "0", "0-1").cache(1, 0, 1, "1", "1")
                .cache(1, 1, 3, "0", "0-1").discover();

        assertThat(machine.hardware().caches()).extracting(Cache::cpus)
                .containsExactly(CpuSet.of(0), CpuSet.of(1), CpuSet.of(0, 1));
        assertThat(machine.warnings()).isEmpty();
    }

    @Test
    void discover_siblingWithoutAList_isTheOneThatListsIt() {
        DiscoveredMachine machine = tree().cpu(0, 0, 0, "0-1").cpu(1, 0, 0, "").numaNode(0, "0-1", 1024, "10")
                .delete(FakeTree.CPU + "cpu1/topology/thread_siblings_list").discover();

        assertThat(machine.hardware().cores()).containsExactly(CpuSet.of(0, 1));
    }

    @Test
    void discover_moduleOfTwoCores_isTwoCores() {
        DiscoveredMachine machine = tree().cpu(0, 0, 0, "0-1").cpu(1, 0, 1, "0-1").numaNode(0, "0-1", 1024, "10")
                .discover();

        assertThat(machine.hardware().cores()).containsExactly(CpuSet.of(0), CpuSet.of(1));
        assertThat(machine.warnings()).isEmpty();
    }

    @Test
    void discover_numaNodesOfEveryKind_areKept() {
        DiscoveredMachine machine = tree().plainCpus(2).numaNode(0, "0-1", 0, "10 20 30")
                .numaNode(5, "", 4096, "20 10 40")
                .numaNode(1023, "", 0, "30 40 10").discover();

        assertThat(machine.topology().numaNodes()).extracting("id").containsExactly(0, 5, 1023);
        assertThat(machine.topology().numaNodes()).extracting("memoryBytes").containsExactly(0L, 4L << 20, 0L);
        assertThat(machine.topology().numaNodes().get(2).distances()).containsExactly(30, 40, 10);
        assertThat(machine.warnings()).isEmpty();
    }

    @Test
    void discover_distancesOfWrongLengthOrForm_areLeftOut() {
        DiscoveredMachine machine = tree().plainCpus(2).numaNode(0, "0", 1024, "10 20")
                .numaNode(1, "1", 1024, "20 10 30 40")
                .numaNode(2, "", 1024, "20 x 10").discover();

        assertThat(machine.topology().numaNodes()).allSatisfy(numaNode -> assertThat(numaNode.distances()).isEmpty());
        assertThat(kinds(machine)).containsExactly(DiscoveryWarning.Kind.MALFORMED_FILE,
                DiscoveryWarning.Kind.DISTANCES_UNKNOWN);
    }

    @Test
    void discover_moreThan64NumaNodes_isRefused() {
        FakeTree tree = tree().plainCpus(1);
        for (int id = 1; id <= 64; id++) {
            tree.numaNode(id, "", 1024, "10");
        }

        assertThatThrownBy(tree::discover).isInstanceOf(UnusableTree.class)
                .hasMessage("the machine has 65 NUMA nodes, at most 64 are possible.");
    }

    @Test
    void discover_numaNodeWithoutMapAndList_usesItsLinks() {
        DiscoveredMachine machine = tree().plainCpus(2).delete(FakeTree.NODE + "node0/cpulist")
                .link(FakeTree.NODE + "node0/cpu0", "../../cpu/cpu0")
                .link(FakeTree.NODE + "node0/cpu1", "../../cpu/cpu1")
                .discover();

        assertThat(machine.hardware().numaNodes()).isEqualTo(Map.of(0, CpuSet.of(0, 1)));
    }

    @Test
    void discover_noCpuOnAnyNumaNode_isRefused() {
        FakeTree tree = tree().plainCpus(2).numaNode(0, "", 1024, "10");

        assertThatThrownBy(tree::discover).isInstanceOf(UnusableTree.class)
                .hasMessage("no usable CPU (0-1) belongs to a NUMA node.");
    }

    @Test
    void discover_hugepages_arePerNumaNodeAndSize() {
        String folder = FakeTree.NODE + "node0/hugepages/";
        DiscoveredMachine machine = tree().plainCpus(1).file(folder + "hugepages-2048kB/nr_hugepages", "512\n")
                .file(folder + "hugepages-1048576kB/nr_hugepages", "0\n")
                .file(folder + "hugepages-64kB/nr_hugepages", "-3\n")
                .file(folder + "hugepages-999999999999999kB/nr_hugepages", "999999999999999999\n")
                .file(folder + "hugepages-kB/nr_hugepages", "1\n").discover();

        assertThat(machine.topology().numaNodes().getFirst().hugepages())
                .isEqualTo(Map.of(1L << 21, 512L, 1L << 30, 0L));
        assertThat(machine.warnings()).singleElement().satisfies(warning -> assertThat(warning.message())
                .startsWith("/sys/devices/system/node/node0/hugepages/").endsWith("and 2 more like it."));
    }

    @Test
    void discover_meminfoWithoutTotal_isZeroBytesWithAWarning() {
        DiscoveredMachine machine = tree().plainCpus(1).file(FakeTree.NODE + "node0/meminfo", "Node 0 MemFree: 1 kB\n")
                .discover();

        assertThat(machine.topology().numaNodes().getFirst().memoryBytes()).isZero();
        assertThat(kinds(machine)).containsExactly(DiscoveryWarning.Kind.MEMORY_UNKNOWN);
    }

    @Test
    void discover_memoryOfTheMachine_isTheKernelsTotal() {
        assertThat(tree().plainCpus(1).discover().hardware().memoryBytes()).isEmpty();
        assertThat(tree().plainCpus(1).file("proc/meminfo", "MemTotal:  2048 kB\n").discover().hardware().memoryBytes())
                .hasValue(2L << 20);
    }

    @Test
    void uncoreCache_splitCache_isItsId() {
        DiscoveredMachine machine = tree().plainCpus(4).cache(0, 3, 3, "8", "0-1").cache(1, 3, 3, "8", "0-1")
                .cache(2, 3, 3, "9", "2-3").cache(3, 3, 3, "9", "2-3").discover();

        assertThat(uncoreCaches(machine)).containsExactly(8, 8, 9, 9);
        assertThat(machine.warnings()).isEmpty();
    }

    @Test
    void uncoreCache_cacheOfWholeNumaNode_isTheSocket() {
        FakeTree tree = tree().plainCpus(2).cache(0, 2, 2, "5", "0").cache(1, 2, 2, "6", "1");

        assertThat(uncoreCaches(tree.cache(0, 3, 3, "8", "0-1").cache(1, 3, 3, "8", "0-1").discover()))
                .containsExactly(0, 0);
    }

    @Test
    void uncoreCache_cacheOfSeveralNumaNodes_isItsId() {
        DiscoveredMachine machine = tree().plainCpus(4).numaNode(0, "0-1", 1024, "10 12")
                .numaNode(1, "2-3", 1024, "12 10")
                .cache(0, 3, 3, "7", "0-3").cache(1, 3, 3, "7", "0-3").cache(2, 3, 3, "7", "0-3")
                .cache(3, 3, 3, "7", "0-3").discover();

        assertThat(uncoreCaches(machine)).containsExactly(7, 7, 7, 7);
    }

    @Test
    void uncoreCache_severalLevels_isTheFirstListedByName() {
        // index10 is listed before index3.
        DiscoveredMachine machine = tree().plainCpus(4).cache(0, 3, 3, "1", "0").cache(0, 10, 4, "2", "0-1").discover();

        assertThat(uncoreCaches(machine)).containsExactly(2, 0, 0, 0);
    }

    @Test
    void uncoreCache_oneCacheWithoutId_isTheSocketForAll() {
        DiscoveredMachine machine = tree().plainCpus(4).cache(0, 3, 3, "2", "0-1").cache(1, 3, 3, "2", "0-1")
                .cache(2, 3, 3, "", "2-3").cache(3, 3, 3, "", "2-3").discover();

        assertThat(uncoreCaches(machine)).containsExactly(0, 0, 0, 0);
        assertThat(kinds(machine)).containsExactly(DiscoveryWarning.Kind.CACHE_ID_UNKNOWN);
    }

    @Test
    void uncoreCache_twoCachesWithOneId_areOneWithAWarning() {
        DiscoveredMachine machine = tree().plainCpus(3).cache(0, 3, 3, "4", "0").cache(1, 3, 3, "4", "1").discover();

        assertThat(uncoreCaches(machine)).containsExactly(4, 4, 0);
        assertThat(kinds(machine)).containsExactly(DiscoveryWarning.Kind.CACHE_ID_AMBIGUOUS);
    }

    @Test
    void uncoreCache_listWithoutItsOwnCpu_isTheCoresOwn() {
        DiscoveredMachine machine = tree().plainCpus(2).cache(0, 3, 3, "1", "").cache(1, 3, 3, "2", "0").discover();

        assertThat(machine.hardware().caches()).extracting(Cache::cpus)
                .containsExactly(CpuSet.of(0), CpuSet.of(1));
        assertThat(kinds(machine)).containsExactly(DiscoveryWarning.Kind.CACHE_SHARING_UNKNOWN);
    }
}
