package io.alidade.linux.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.machine.Cache;
import io.alidade.engine.machine.CgroupMode;
import io.alidade.engine.machine.CoreKind;
import io.alidade.engine.machine.MemoryTier;
import io.alidade.engine.mask.CpuSet;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the kubelet does not decide on, but people want to see.
class HardwareTest {
    @TempDir
    private Path root;

    private FakeTree tree() {
        return new FakeTree(root).plainCpus(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {"isolcpus=2-3 2-3", "isolcpus=domain,managed_irq,1 1", "isolcpus=nohz,1 ''",
        "isolcpus=1-N 1-3", "isolcpus=0-3:1/2 0,2", "isolcpus=all 0-3", "isolcpus=3,60 3"})
    void isolatedCpus_ofTheCommandLine_areRead(String parameter, String cpus) {
        DiscoveredMachine machine = tree().file("proc/cmdline", "BOOT_IMAGE=/vmlinuz ro " + parameter + " quiet\n")
                .discover();

        assertThat(machine.hardware().isolatedCpus().toListString()).isEqualTo(cpus);
        assertThat(machine.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"isolcpus=3-1", "isolcpus=", "isolcpus=1:2/0", "isolcpus=east,1", "isolcpus=1-99999999"})
    void isolatedCpus_ofNonsense_areNoneWithAWarning(String parameter) {
        DiscoveredMachine machine = tree().file("proc/cmdline", parameter).discover();

        assertThat(machine.hardware().isolatedCpus().isEmpty()).isTrue();
        assertThat(machine.warnings()).extracting(DiscoveryWarning::kind)
                .containsExactly(DiscoveryWarning.Kind.MALFORMED_FILE);
    }

    @Test
    void isolatedCpus_ofTheKernel_winOverTheCommandLine() {
        assertThat(tree().file(FakeTree.CPU + "isolated", "1,9\n").file("proc/cmdline", "isolcpus=2").discover()
                .hardware().isolatedCpus()).isEqualTo(CpuSet.of(1));
    }

    @Test
    void coreKinds_ofTheCounters_areNamed() {
        assertThat(
                tree().file("sys/devices/cpu_atom/cpus", "2-3\n").file("sys/devices/cpu_core/cpus", "0-1\n").discover()
                        .hardware().coreKinds())
                .containsExactly(new CoreKind("performance", CpuSet.of(0, 1)),
                        new CoreKind("efficiency", CpuSet.of(2, 3)));
    }

    @Test
    void coreKinds_byCapacity_areFastestFirst() {
        FakeTree tree = tree();
        for (int cpu = 0; cpu < 4; cpu++) {
            tree.file(FakeTree.CPU + "cpu" + cpu + "/cpu_capacity", cpu == 3 ? "1024\n" : "446\n");
        }

        assertThat(tree.discover().hardware().coreKinds()).containsExactly(
                new CoreKind("capacity-1024", CpuSet.of(3)), new CoreKind("capacity-446", CpuSet.of(0, 1, 2)));
        assertThat(tree.delete(FakeTree.CPU + "cpu1/cpu_capacity").discover().hardware().coreKinds()).isEmpty();
    }

    @Test
    void coreKinds_ofOneKind_areNone() {
        assertThat(tree().file("sys/devices/cpu_core/cpus", "0-3\n").discover().hardware().coreKinds()).isEmpty();
    }

    @Test
    void coreKinds_ofTypes_areOrderedByCapacity() {
        DiscoveredMachine machine = MachineDiscovery.discoverArchive(SnapshotTar.copy("fakeheterocpunuma", root));

        assertThat(machine.hardware().coreKinds()).extracting(kind -> kind.cpus().size()).containsExactly(12, 12);
        assertThat(machine.hardware().coreKinds()).extracting(CoreKind::name)
                .containsExactlyInAnyOrder("foo_bar", "foo_baz");
    }

    @Test
    void memoryTiers_withoutUnknownNumaNodes_areById() {
        String tiers = "sys/devices/virtual/memory_tiering/";
        FakeTree tree = tree().numaNode(0, "0-3", 1 << 20, "10 20").numaNode(1, "", 1 << 20, "20 10")
                .file(tiers + "memory_tier22/nodelist", "1,5\n").file(tiers + "memory_tier4/nodelist", "0\n")
                .file(tiers + "memory_tier7/nodelist", "9\n").file(tiers + "uevent", "");

        assertThat(tree.discover().hardware().memoryTiers()).containsExactly(new MemoryTier(4, List.of(0)),
                new MemoryTier(22, List.of(1)));
    }

    @Test
    void caches_ofAllLevels_haveTypeSizeAndCpus() {
        FakeTree tree = tree();
        for (int cpu = 0; cpu < 4; cpu++) {
            String cache = FakeTree.CPU + "cpu" + cpu + "/cache/index";
            tree.cache(cpu, 0, 1, "", Integer.toString(cpu)).file(cache + "0/type", "Data\n")
                    .file(cache + "0/size", "32K\n")
                    .cache(cpu, 2, 2, Integer.toString(cpu / 2), cpu < 2 ? "0-1" : "2-3")
                    .file(cache + "2/size", "0K\n");
        }

        List<Cache> caches = tree.discover().hardware().caches();

        assertThat(caches).hasSize(6);
        assertThat(caches.getFirst()).isEqualTo(
                new Cache(1, Cache.Type.DATA, OptionalInt.empty(), OptionalLong.of(32_768), CpuSet.of(0)));
        assertThat(caches.getLast()).isEqualTo(
                new Cache(2, Cache.Type.UNIFIED, OptionalInt.of(1), OptionalLong.empty(), CpuSet.of(2, 3)));
    }

    @Test
    void cgroupMode_isReadFromTheLayout() {
        assertThat(tree().discover().hardware().cgroupMode()).isEmpty();
        assertThat(tree().file("sys/fs/cgroup/cpuset/tasks", "").discover().hardware().cgroupMode())
                .contains(CgroupMode.V1);
        assertThat(tree().file("sys/fs/cgroup/unified/cgroup.controllers", "").discover().hardware().cgroupMode())
                .contains(CgroupMode.HYBRID);
        assertThat(tree().file("sys/fs/cgroup/cgroup.controllers", "cpuset").discover().hardware().cgroupMode())
                .contains(CgroupMode.V2);
    }

    @ParameterizedTest
    @CsvSource({"20em64t-hybrid-1p6c2t+2ca4co1t, V2", "128arm-2pa2n8cluster4co, HYBRID", "nvidiagpunumanodes, V1"})
    void cgroupMode_ofASnapshot_comesFromItsMounts(String name, CgroupMode mode) {
        assertThat(MachineDiscovery.discoverArchive(SnapshotTar.copy(name, root)).hardware().cgroupMode())
                .contains(mode);
    }
}
