package io.alidade.linux.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.machine.HardwareDevice.Kind;
import io.alidade.engine.mask.CpuSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Devices of the snapshots, and of made-up machines, each for one rule.
class DevicesTest {
    private static final String BUS = "sys/bus/pci/devices/";

    @TempDir
    private Path root;

    private DiscoveredMachine snapshot(String name) {
        return MachineDiscovery.discoverArchive(SnapshotTar.copy(name, root));
    }

    private static HardwareDevice device(DiscoveredMachine machine, String address) {
        return machine.hardware().devices().stream().filter(device -> device.address().equals(address)).findFirst()
                .orElseThrow();
    }

    private static List<String> lines(DiscoveredMachine machine) {
        return machine.hardware().devices().stream()
                .map(device -> device.address() + " " + device.kind().wireName() + " "
                        + device.names() + " " + (device.numaNode().isPresent() ? device.numaNode().getAsInt() : "-"))
                .toList();
    }

    /// Two NUMA nodes of two CPUs each.
    private FakeTree twoNumaNodes() {
        return new FakeTree(root).plainCpus(4).numaNode(0, "0-1", 1 << 20, "10 20").numaNode(1, "2-3", 1 << 20,
                "20 10");
    }

    private static FakeTree function(FakeTree tree, String path, String classCode, String numaNode, String localCpus) {
        String address = path.substring(path.lastIndexOf('/') + 1);
        String folder = "sys/devices/" + path + "/";
        return tree.file(folder + "class", classCode + "\n").file(folder + "vendor", "0x8086\n")
                .file(folder + "device", "0x1592\n").file(folder + "numa_node", numaNode + "\n")
                .file(folder + "local_cpulist", localCpus + "\n").link(BUS + address, "../../../devices/" + path);
    }

    @Test
    void devices_ofAServer_areTheOnesThatMatter() {
        DiscoveredMachine machine = snapshot("32em64t-2n8c+dax+nvme+mic+dimms");

        assertThat(lines(machine)).containsExactly("0000:00:02.0 nvme [nvme0n1] 0", "0000:00:1f.2 storage [sda] 0",
                "0000:02:00.0 nic [eth0] 0", "0000:02:00.3 nic [eth1] 0", "0000:05:00.0 gpu [] 0",
                "0000:82:00.0 rdma [ib0, mlx4_0] 1", "0000:83:00.0 accelerator [] 1");
        assertThat(device(machine, "0000:05:00.0")).isEqualTo(new HardwareDevice(Kind.GPU, "0000:05:00.0",
                List.of("0000:00:1c.0", "0000:04:00.0"), 0x030000, OptionalInt.of(0x1a03), OptionalInt.of(0x2000),
                List.of(), OptionalInt.of(0), CpuSet.parseList("0-7"), Optional.empty(), OptionalInt.empty(),
                Optional.empty()));
        assertThat(machine.warnings()).filteredOn(
                warning -> warning.kind() == DiscoveryWarning.Kind.DEVICE_NUMA_NODE_FROM_CPUS)
                .singleElement().satisfies(warning -> assertThat(warning.message()).isEqualTo("0000:00:02.0 has no NUMA"
                        + " node of its own; it counts to NUMA node 0, where all its near CPUs are (0-3)."));
    }

    @Test
    void devices_behindSwitches_haveTheirWholePath() {
        DiscoveredMachine machine = snapshot("32intel64-2p8co2t+8ve");

        assertThat(machine.hardware().devices()).extracting(HardwareDevice::kind)
                .containsOnly(Kind.ACCELERATOR, Kind.RDMA, Kind.NIC).filteredOn(Kind.ACCELERATOR::equals).hasSize(8);
        assertThat(device(machine, "0000:1b:00.0").path()).containsExactly("0000:17:00.0", "0000:18:00.0",
                "0000:19:08.0");
        assertThat(device(machine, "0000:60:00.0").names()).containsExactly("enp96s0f0");
        assertThat(device(machine, "0000:60:00.0").virtualFunctions()).isEqualTo(OptionalInt.of(0));
    }

    @Test
    void devices_inDomainsOfFiveDigits_comeLast() {
        DiscoveredMachine machine = snapshot("2pa-pcidomain32bits");

        assertThat(lines(machine)).containsExactly("0000:00:01.1 storage [sr0] -", "0000:00:02.0 gpu [card0] -",
                "0000:00:03.0 nic [ens3] -", "10000:00:04.0 storage [vda] -");
        assertThat(device(machine, "10000:00:04.0").path()).isEmpty();
    }

    @Test
    void devices_nearNoSingleNumaNode_haveNone() {
        DiscoveredMachine machine = snapshot("40intel64-2g2n4c+pcilocality");

        assertThat(lines(machine)).contains("0000:02:00.0 nic [eth0] -", "0000:01:00.0 storage [sda] -");
        assertThat(device(machine, "0000:43:00.0").kind()).isEqualTo(Kind.RDMA);
        assertThat(device(machine, "0000:43:00.0").names()).containsExactly("ib0", "qib0");
    }

    @Test
    void devices_ofNumaNodesWithGpus_areFoundByTheirCpus() {
        DiscoveredMachine machine = snapshot("nvidiagpunumanodes");

        assertThat(lines(machine)).containsExactly("0004:05:00.0 gpu [] 0", "0004:06:00.0 gpu [] 0",
                "0006:00:00.0 gpu [] 0", "0007:00:00.0 gpu [] 8", "0035:04:00.0 gpu [] 8", "0035:05:00.0 gpu [] 8");
        assertThat(machine.warnings()).extracting(DiscoveryWarning::kind)
                .contains(DiscoveryWarning.Kind.DEVICE_NUMA_NODE_FROM_CPUS);
    }

    @Test
    void virtualFunctions_pointToTheirPhysicalFunction() {
        FakeTree tree = twoNumaNodes();
        function(tree, "pci0000:3a/0000:3a:00.0", "0x060400", "1", "2-3");
        function(tree, "pci0000:3a/0000:3a:00.0/0000:3b:00.0", "0x020000", "1", "2-3");
        function(tree, "pci0000:3a/0000:3a:00.0/0000:3b:01.0", "0x020000", "1", "2-3");
        String functions = "sys/devices/pci0000:3a/0000:3a:00.0/";
        tree.file(functions + "0000:3b:00.0/sriov_totalvfs", "64\n")
                .file(functions + "0000:3b:00.0/sriov_numvfs", "1\n")
                .link(functions + "0000:3b:00.0/virtfn0", "../0000:3b:01.0")
                .link(functions + "0000:3b:01.0/physfn", "../0000:3b:00.0")
                .file(functions + "0000:3b:00.0/infiniband/mlx5_0/node_guid", "506b:4b03:00ca:7d14")
                .file(functions + "0000:3b:00.0/net/enp59s0/address", "50:6b:4b:ca:7d:14");

        DiscoveredMachine machine = tree.discover();

        assertThat(lines(machine)).containsExactly("0000:3b:00.0 rdma [enp59s0, mlx5_0] 1", "0000:3b:01.0 nic [] 1");
        assertThat(device(machine, "0000:3b:00.0").virtualFunctions()).isEqualTo(OptionalInt.of(1));
        assertThat(device(machine, "0000:3b:01.0").physicalFunction()).contains("0000:3b:00.0");
        assertThat(device(machine, "0000:3b:01.0").path()).containsExactly("0000:3a:00.0");
        assertThat(machine.warnings()).isEmpty();
    }

    @Test
    void names_madeOfHardwareAddresses_areLeftOut() {
        FakeTree tree = function(twoNumaNodes(), "pci0000:00/0000:00:05.0", "0x020000", "0", "0-1");
        tree.file("sys/devices/pci0000:00/0000:00:05.0/net/enx506b4bca7d14/mtu", "1500").file(
                "sys/devices/pci0000:00/0000:00:05.0/infiniband/rocex506b4b0300ca7d14/ports", "").file(
                        "sys/devices/pci0000:00/0000:00:05.0/net/enp0s5/mtu", "1500");

        assertThat(lines(tree.discover())).containsExactly("0000:00:05.0 rdma [enp0s5] 0");
    }

    @Test
    void device_onANumaNodeThatIsNotThere_hasNone() {
        DiscoveredMachine machine = function(twoNumaNodes(), "pci0000:00/0000:00:05.0", "0x120000", "7", "0-1")
                .discover();

        assertThat(lines(machine)).containsExactly("0000:00:05.0 accelerator [] -");
        assertThat(machine.warnings()).extracting(DiscoveryWarning::kind)
                .containsExactly(DiscoveryWarning.Kind.DEVICE_NUMA_NODE_UNKNOWN);
    }

    @Test
    void devices_withNonsense_areLeftOutWithAWarning() {
        FakeTree tree = function(twoNumaNodes(), "pci0000:00/0000:00:05.0", "gpu", "0", "0-1");
        function(tree, "pci0000:00/0000:00:06.0", "0x030000", "north", "0-1");

        DiscoveredMachine machine = tree.discover();

        assertThat(lines(machine)).containsExactly("0000:00:06.0 gpu [] 0");
        assertThat(machine.warnings()).extracting(DiscoveryWarning::kind).containsExactly(
                DiscoveryWarning.Kind.MALFORMED_FILE, DiscoveryWarning.Kind.DEVICE_NUMA_NODE_FROM_CPUS);
    }

    @Test
    void device_boundToADriver_isSoCalled() {
        function(function(twoNumaNodes(), "pci0000:00/0000:00:02.0", "0x020000", "0", "0-1"), "pci0000:00/0000:00:02.1",
                "0x020000", "0", "0-1")
                .file("sys/devices/pci0000:00/0000:00:02.0/uevent",
                        "DRIVER=vfio-pci\nPCI_CLASS=20000\nPCI_SLOT_NAME=0000:00:02.0\n")
                .file("sys/devices/pci0000:00/0000:00:02.1/uevent", "PCI_CLASS=20000\n");

        DiscoveredMachine machine = MachineDiscovery.discover(root);

        assertThat(device(machine, "0000:00:02.0").driver()).contains("vfio-pci");
        assertThat(device(machine, "0000:00:02.1").driver()).isEmpty();
    }
}
