package io.alidade.view.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.alidade.engine.Node;
import io.alidade.engine.NodeStart;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.machine.Cache;
import io.alidade.engine.machine.CoreKind;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.machine.MemoryTier;
import io.alidade.engine.mask.CpuSet;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.view.picture.Scene.Bar;
import io.alidade.view.picture.Scene.Chip;
import io.alidade.view.picture.Scene.CoreGroup;
import io.alidade.view.picture.Scene.CpuPart;
import io.alidade.view.picture.Scene.DeviceGroup;
import io.alidade.view.picture.Scene.Group;
import io.alidade.view.picture.Scene.NumaPart;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MachineSceneTest {
    private static final long GIB = 1L << 30;

    private static Scene alone(String machine) {
        return MachineScene.of(Machines.machine(machine), Optional.empty());
    }

    private static NumaPart part(Scene scene, int id) {
        return scene.groups().stream().flatMap(group -> group.parts().stream())
                .filter(part -> part.ids().contains(id)).findFirst().orElseThrow();
    }

    private static List<CoreGroup> groups(NumaPart part) {
        return part.cpus() instanceof CpuPart.Cells(List<CoreGroup> groups) ? groups : List.of();
    }

    private static List<String> chips(List<DeviceGroup> groups) {
        return groups.stream().flatMap(group -> group.chips().stream()
                .map(chip -> group.label() + " " + chip.text() + " " + chip.use().kind())).toList();
    }

    @Test
    void of_twoSockets_putsNumaNodesInThem() {
        Scene scene = alone(Machines.SMALL);

        assertThat(scene.title()).isEqualTo("small");
        assertThat(scene.summary()).isEqualTo("2 sockets · 8 cores · 16 CPUs · 2 NUMA nodes · 32Gi of memory");
        assertThat(scene.groups()).extracting(Group::label).containsExactly("socket 0", "socket 1");
        assertThat(part(scene, 0).detail()).isEqualTo("4 cores, 8 CPUs");
        assertThat(part(scene, 0).bars()).extracting(Bar::label, Bar::amount)
                .containsExactly(tuple("memory", "14Gi"),
                        tuple("1Gi pages", "2Gi"));
        assertThat(chips(part(scene, 1).devices())).containsExactly("nvidia.com/gpu gpu1 PRESENT",
                "nvidia.com/gpu broken PRESENT");
        assertThat(chips(scene.elsewhere())).containsExactly("example.com/bridge both @0-1 PRESENT",
                "example.com/dongle any PRESENT");
        assertThat(scene.distances().rows()).containsExactly(List.of(10, 21), List.of(21, 10));
    }

    @Test
    void of_socketsWithANumaNodeInCommon_putsThemTogether() {
        Scene scene = alone("""
                numaNodes: [{node: 0, memory: 8Gi}, {node: 1, memory: 8Gi}]
                cpus:
                - {cpu: 0, core: 0, socket: 0, numa: 0}
                - {cpu: 1, core: 0, socket: 1, numa: 0}
                - {cpu: 2, core: 0, socket: 2, numa: 1}
                """);

        assertThat(scene.groups()).extracting(Group::label).containsExactly("sockets 0-1", "socket 2");
        assertThat(groups(part(scene, 0))).extracting(CoreGroup::label).containsExactly("socket 0", "socket 1");
    }

    @Test
    void of_memoryWithoutCpus_standsApartAndIsFoldedOnlyWhenAlike() {
        Scene scene = alone("""
                numaNodes:
                - {node: 0, memory: 8Gi, cpus: "0-3"}
                - {node: 1, memory: 16Gi}
                - {node: 2, memory: 16300Mi}
                - {node: 3, memory: 64Gi}
                - {node: 4, memory: 0}
                - {node: 5, memory: 0}
                """);
        Group bare = scene.groups().getLast();

        assertThat(bare.label()).isEqualTo("without CPUs");
        assertThat(bare.parts()).extracting(NumaPart::label).containsExactly("NUMA nodes 1-2", "NUMA node 3",
                "NUMA nodes 4-5");
        assertThat(bare.parts().getFirst().bars().getFirst().amount()).isEqualTo("2 × about 16Gi = 31.9Gi");
        assertThat(bare.parts().getLast().detail()).contains("2 alike · no memory · no CPUs");
    }

    @Test
    void of_hardware_showsKindsCachesTiersIsolatedAndOfflineCpus() {
        String text = """
                numaNodes: [{node: 0, memory: 8Gi, cpus: "0-5"}, {node: 1, memory: 8Gi}]
                """;
        MachineDescription plain = Machines.machine(text);
        Hardware hardware = new Hardware(CpuSet.range(0, 5), CpuSet.of(6, 7), CpuSet.of(5),
                new TreeMap<>(Map.of(0, CpuSet.range(0, 5))),
                List.of(CpuSet.of(0, 1), CpuSet.of(2, 3), CpuSet.of(4), CpuSet.of(5)),
                plain.hardware().numaNodes(),
                List.of(new Cache(3, Cache.Type.UNIFIED, OptionalInt.of(0), OptionalLong.of(24 << 20),
                        CpuSet.range(0, 5))),
                List.of(new CoreKind("performance", CpuSet.range(0, 3)), new CoreKind("efficiency", CpuSet.of(4, 5))),
                List.of(new MemoryTier(4, List.of(0)), new MemoryTier(961, List.of(1))), List.of(), Optional.empty());
        Scene scene = MachineScene.of(Machines.machine(text, hardware), Optional.empty());

        assertThat(part(scene, 0).detail()).isEqualTo("4 cores, 6 CPUs · L3 24Mi · memory tier 4");
        assertThat(part(scene, 1).detail()).isEqualTo("memory tier 961");
        assertThat(groups(part(scene, 0))).extracting(CoreGroup::label).containsExactly("performance cores",
                "efficiency cores");
        assertThat(groups(part(scene, 0)).getLast().cores().getLast().cells().getFirst().isolated()).isTrue();
        assertThat(scene.notes()).containsExactly("Offline and not drawn: CPUs 6-7.");
    }

    @Test
    void of_pciDevices_areShownBesideThoseOfPluginsAndOnce() {
        MachineDescription plain = Machines.machine("""
                numaNodes: [{node: 0, memory: 8Gi, cpus: "0-3"}]
                devices:
                - {resource: rdma/hca, id: mlx5_0, numa: [0]}
                - {resource: intel.com/vf, id: "0000:18:02.0", numa: [0]}
                """);
        Hardware base = plain.hardware();
        List<HardwareDevice> devices = List.of(
                device(HardwareDevice.Kind.RDMA, "0000:17:00.0", List.of("ens1", "mlx5_0"), Optional.empty(), 0),
                device(HardwareDevice.Kind.NIC, "0000:18:00.0", List.of("eth0"), Optional.empty(), 8),
                device(HardwareDevice.Kind.NIC, "0000:18:02.0", List.of(), Optional.of("0000:18:00.0"), 0),
                device(HardwareDevice.Kind.NVME, "0000:19:00.0", List.of(), Optional.empty(), 0),
                device(HardwareDevice.Kind.OTHER, "0000:1a:00.0", List.of(), Optional.empty(), 0));
        Hardware hardware = new Hardware(base.usableCpus(), base.offlineCpus(), base.isolatedCpus(), base.sockets(),
                base.cores(), base.numaNodes(), base.caches(), base.coreKinds(), base.memoryTiers(), devices,
                base.cgroupMode());
        MachineDescription machine = new MachineDescription(plain.topology(), hardware, plain.name(),
                plain.ephemeralStorageBytes(), plain.devices(), plain.labels(), plain.taints(), plain.configuration());

        assertThat(chips(part(MachineScene.of(machine, Optional.empty()), 0).devices())).containsExactly(
                "intel.com/vf 0000:18:02.0 PRESENT", "rdma/hca mlx5_0 PRESENT", "NIC eth0 +8 VFs PRESENT",
                "NVMe 0000:19:00.0 PRESENT");
    }

    private static HardwareDevice device(HardwareDevice.Kind kind, String address, List<String> names,
            Optional<String> physicalFunction, int virtualFunctions) {
        return new HardwareDevice(kind, address, List.of(), 0x020000, OptionalInt.empty(), OptionalInt.empty(), names,
                OptionalInt.of(0), CpuSet.EMPTY, physicalFunction,
                virtualFunctions == 0 ? OptionalInt.empty() : OptionalInt.of(virtualFunctions), Optional.empty());
    }

    @Test
    void of_pods_haveTheirCpusMemoryAndDevices() {
        Scene scene = Machines.scene(Machines.machine(Machines.SMALL), Machines.STATIC,
                Machines.pod("web", "cpu: 2, memory: 2Gi, hugepages-1Gi: 1Gi, nvidia.com/gpu: 1"),
                Machines.pod("idle", ""));

        assertThat(scene.pods()).extracting(ShownPod::name).containsExactly("default/web", "default/idle");
        assertThat(scene.pods().getFirst().cpus()).isEqualTo(CpuSet.of(1, 9));
        assertThat(scene.pods().getLast().holdsSomething()).isFalse();
        List<CoreGroup> cores = groups(part(scene, 0));
        assertThat(cores.getFirst().cores().getFirst().cells()).extracting(cell -> cell.use().kind())
                .containsExactly(Use.Kind.RESERVED, Use.Kind.FREE);
        assertThat(cores.getFirst().cores().get(1).cells()).allMatch(cell -> cell.use().equals(Use.heldBy(0)))
                .allMatch(cell -> cell.hint().endsWith("default/web, container c"));
        assertThat(part(scene, 0).bars().getFirst().slices()).extracting(Scene.Slice::use, Scene.Slice::amount)
                .containsExactly(tuple(Use.RESERVED, GIB),
                        tuple(Use.heldBy(0), 2 * GIB),
                        tuple(Use.FREE, 11 * GIB));
        assertThat(chips(part(scene, 0).devices())).containsExactly("nvidia.com/gpu gpu0 HELD");
        assertThat(chips(part(scene, 1).devices())).containsExactly("nvidia.com/gpu broken OTHER",
                "nvidia.com/gpu gpu1 FREE");
    }

    @Test
    void of_memoryOverTwoNumaNodes_isSpreadFromTheLowest() {
        Scene scene = Machines.scene(Machines.machine(Machines.SMALL), Machines.STATIC,
                Machines.pod("wide", "cpu: 1, memory: 20Gi"));

        assertThat(heldBytes(part(scene, 0))).isEqualTo(13 * GIB);
        assertThat(heldBytes(part(scene, 1))).isEqualTo(7 * GIB);
    }

    private static long heldBytes(NumaPart part) {
        return part.bars().getFirst().slices().stream().filter(slice -> slice.use().equals(Use.heldBy(0)))
                .mapToLong(Scene.Slice::amount).sum();
    }

    @Test
    void of_bars_addUpToTheirTotal() {
        Machines.all().forEach((name, machine) -> {
            Scene scene = Machines.scene(machine, Machines.STATIC.replace("\"0\"",
                    "\"" + machine.topology().cpus().getFirst().cpu() + "\""),
                    Machines.pod("one", "cpu: 1, memory: 3Gi"), Machines.pod("two", "cpu: 2, memory: 40Gi"));
            scene.groups().stream().flatMap(group -> group.parts().stream()).flatMap(part -> part.bars().stream())
                    .forEach(bar -> assertThat(bar.slices().stream().mapToLong(Scene.Slice::amount).sum())
                            .as("%s: %s", name, bar).isEqualTo(bar.total()));
        });
    }

    @Test
    void of_likeNumaNodesOfALargeMachine_areFoldedByWhatIsOnThem() {
        MachineDescription machine = Optional.ofNullable(Machines.all().get("64 NUMA nodes")).orElseThrow();
        Scene alone = MachineScene.of(machine, Optional.empty());
        Scene used = Machines.scene(machine, Machines.STATIC, Machines.pod("web", "cpu: 2, memory: 1Gi"));

        assertThat(alone.groups().getFirst().parts()).extracting(NumaPart::label).containsExactly("NUMA nodes 0-63");
        assertThat(alone.notes()).containsExactly("Distances of the NUMA nodes: 10 to itself, 12 to 32 to others.");
        assertThat(alone.distances().ids()).isEmpty();
        assertThat(used.groups().getFirst().parts()).extracting(NumaPart::label).containsExactly("NUMA node 0",
                "NUMA nodes 1-63");
        assertThat(used.groups().getFirst().parts().getFirst().cpus()).isInstanceOf(CpuPart.Counted.class);
    }

    @Test
    void of_manyDevicesOfOneResource_areCountedByUse() {
        StringBuilder text = new StringBuilder(Machines.LAPTOP).append("devices:\n");
        for (int i = 0; i < 40; i++) {
            text.append("- {resource: example.com/vf, id: vf").append(i).append(", numa: [0]}\n");
        }
        Scene scene = Machines.scene(Machines.machine(text.toString()), Machines.STATIC,
                Machines.pod("web", "cpu: 1, memory: 1Gi, example.com/vf: 3"));

        assertThat(part(scene, 0).devices().getFirst().chips()).extracting(Chip::text).containsExactlyInAnyOrder("× 3",
                "× 37");
    }

    @Test
    void of_podsKnownFromCheckpointsOnly_areNamedByUid() {
        MachineDescription machine = Machines.machine(Machines.SMALL);
        var node = Machines.run(machine, Machines.STATIC, List.of(Machines.pod("web", "cpu: 2, memory: 2Gi")))
                .node().orElseThrow().node();
        var restored = Node.restore(machine.topology(), node.settings(), node.checkpoints(),
                PreferredAllocation.NONE);
        assertThat(restored).isInstanceOf(NodeStart.Started.class);
        var holders = ((NodeStart.Started) restored).node()
                .podSourcesReady(Set.of("default/web"));
        Scene scene = MachineScene.of(machine, Optional.of(holders));

        assertThat(scene.pods()).extracting(ShownPod::name).containsExactly("default/web");
        assertThat(scene.pods().getFirst().cpus()).isEqualTo(CpuSet.of(1, 9));
    }
}
