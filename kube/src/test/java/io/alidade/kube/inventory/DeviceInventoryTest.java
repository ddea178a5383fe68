package io.alidade.kube.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.machine.HardwareDevice.Kind;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.checkpoint.DeviceCheckpoint;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.machine.MachineDescription;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// A machine of two NUMA nodes with two GPUs, an RDMA card with three virtual functions and a plain network card.
class DeviceInventoryTest {
    private static final MachineDescription MACHINE = machine();

    private static MachineDescription machine() {
        NodeTopology topology = new NodeTopology(
                List.of(new NumaNode(0, 1L << 30, Map.of(), List.of()), new NumaNode(1, 1L << 30, Map.of(), List.of())),
                List.of(new Cpu(0, 0, 0, 0, 0), new Cpu(1, 1, 1, 1, 1)));
        Hardware plain = Hardware.of(topology);
        List<HardwareDevice> devices = List.of(function(Kind.GPU, "0000:17:00.0", 0x10de, 0x20b5, "", 0, -1),
                function(Kind.RDMA, "0000:18:00.0", 0x15b3, 0x1017, "ens1f0", 0, 3),
                virtual("0000:18:00.1"), virtual("0000:18:00.2"), virtual("0000:18:00.3"),
                function(Kind.GPU, "0000:b1:00.0", 0x10de, 0x20b5, "", 1, -1),
                function(Kind.NIC, "0000:b2:00.0", 0x8086, 0x1521, "eno1", -1, -1));
        return MachineDescription.of(topology,
                new Hardware(plain.usableCpus(), CpuSet.EMPTY, CpuSet.EMPTY, plain.sockets(),
                        plain.cores(), plain.numaNodes(), plain.caches(), List.of(), List.of(), devices,
                        Optional.empty()));
    }

    private static HardwareDevice function(Kind kind, String address, int vendor, int device, String name, int numaNode,
            int virtualFunctions) {
        return new HardwareDevice(kind, address, List.of(), 0x020000, OptionalInt.of(vendor), OptionalInt.of(device),
                name.isEmpty() ? List.of() : List.of(name),
                numaNode < 0 ? OptionalInt.empty() : OptionalInt.of(numaNode),
                CpuSet.EMPTY, Optional.empty(),
                virtualFunctions < 0 ? OptionalInt.empty() : OptionalInt.of(virtualFunctions), Optional.empty());
    }

    private static HardwareDevice virtual(String address) {
        return new HardwareDevice(Kind.RDMA, address, List.of(), 0x020000, OptionalInt.of(0x15b3),
                OptionalInt.of(0x1018),
                List.of(), OptionalInt.of(0), CpuSet.EMPTY, Optional.of("0000:18:00.0"), OptionalInt.empty(),
                Optional.empty());
    }

    private static DeviceInventory.Source text(String text) {
        return new DeviceInventory.Source.Document("d.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private static DeviceInventory read(String... texts) {
        return DeviceInventory.read(Arrays.stream(texts).map(DeviceInventoryTest::text).toList(), MACHINE);
    }

    private static Device device(String resource, String id, Integer... numaNodes) {
        return new Device(resource, id, numaNodes.length == 0 ? Optional.empty() : Optional.of(List.of(numaNodes)),
                true);
    }

    @Test
    void usualNames_ofPciDevices_areThoseOfTheVendors() {
        DeviceInventory inventory = DeviceInventory.read(List.of(new DeviceInventory.Source.UsualNames()), MACHINE);

        assertThat(inventory.devices()).containsExactly(device("nvidia.com/gpu", "0000:17:00.0", 0),
                device("nvidia.com/gpu", "0000:b1:00.0", 1), device("intel.com/mlnx_sriov_rdma", "0000:18:00.1", 0),
                device("intel.com/mlnx_sriov_rdma", "0000:18:00.2", 0),
                device("intel.com/mlnx_sriov_rdma", "0000:18:00.3", 0));
        assertThat(inventory.warnings()).anyMatch(warning -> warning.startsWith("device-ids-assumed"));
    }

    @Test
    void mapping_ofVendorsKindsAndNames_namesWhatFits() {
        assertThat(read("""
                deviceMapping:
                - {resource: example.com/gpu, kinds: [gpu], vendors: ["0x10DE"], replicas: 2}
                - {resource: example.com/nic, names: [eno1], topology: false}
                """).devices()).containsExactly(device("example.com/gpu", "0000:17:00.0::0", 0),
                device("example.com/gpu", "0000:17:00.0::1", 0), device("example.com/gpu", "0000:b1:00.0::0", 1),
                device("example.com/gpu", "0000:b1:00.0::1", 1), device("example.com/nic", "0000:b2:00.0"));
        assertThatThrownBy(() -> read("deviceMapping: [{resource: example.com/gpu, vendor: 10de}]"))
                .isInstanceOf(BadInput.class).hasMessageContaining("deviceMapping[0].vendor is not known");
    }

    @Test
    void sriovConfiguration_inAConfigMap_sharesOutVirtualFunctions() {
        DeviceInventory inventory = read("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: sriovdp-config}
                data:
                  config.json: |
                    {"resourceList": [
                      {"resourceName": "first", "selectors": {"vendors": ["15b3"], "pfNames": ["ens1f0#0-1"]}},
                      {"resourceName": "rest", "resourcePrefix": "nvidia.com", "excludeTopology": true,
                       "selectors": [{"pfNames": ["ens1f0"], "drivers": ["mlx5_core"], "isRdma": true}]}]}
                """);

        assertThat(inventory.devices()).containsExactly(device("intel.com/first", "0000:18:00.1", 0),
                device("intel.com/first", "0000:18:00.2", 0), device("nvidia.com/rest", "0000:18:00.3"));
        assertThat(inventory.warnings()).anyMatch(warning -> warning.startsWith("selectors-unread")
                && warning.contains("drivers"));
    }

    @Test
    void sharedRdma_ofOneCard_isAPoolWithoutTopology() {
        assertThat(read("{\"configList\": [{\"resourceName\": \"hca\", \"rdmaHcaMax\": 3,"
                + " \"selectors\": {\"ifNames\": [\"ens1f0\"]}}]}").devices()).containsExactly(device("rdma/hca", "0"),
                        device("rdma/hca", "1"), device("rdma/hca", "2"));
    }

    @Test
    void timeSlicing_ofNvidia_makesReplicas() {
        String configuration = """
                version: v1
                flags: {migStrategy: mixed}
                sharing:
                  timeSlicing:
                    renameByDefault: true
                    resources: [{name: nvidia.com/gpu, replicas: 2}]
                """;
        DeviceInventory inventory = read(configuration);

        assertThat(inventory.devices()).containsExactly(device("nvidia.com/gpu.shared", "0000:17:00.0::0", 0),
                device("nvidia.com/gpu.shared", "0000:17:00.0::1", 0),
                device("nvidia.com/gpu.shared", "0000:b1:00.0::0", 1),
                device("nvidia.com/gpu.shared", "0000:b1:00.0::1", 1));
        assertThat(inventory.warnings()).anyMatch(warning -> warning.startsWith("mig-strategy-unread"));
        assertThat(read("kind: ConfigMap\ndata:\n  any: |\n" + configuration.indent(4) + "  a100: |\n"
                + configuration.replace("replicas: 2", "replicas: 7").indent(4)).devices())
                .isEqualTo(inventory.devices());
    }

    @Test
    void checkpoint_registeredDevices_haveTheNumaNodesThatAreKnown() {
        String text = DeviceCheckpoint.toText(new DeviceState(
                List.of(new PodDevices("uid", "c", "nvidia.com/gpu", Map.of(1, List.of("GPU-a")), "")),
                Map.of("nvidia.com/gpu", List.of("GPU-a", "GPU-b"), "intel.com/vf", List.of("0000:18:00.1"))));

        DeviceInventory inventory = read(text);

        assertThat(inventory.devices()).containsExactly(device("intel.com/vf", "0000:18:00.1", 0),
                device("nvidia.com/gpu", "GPU-a", 1), device("nvidia.com/gpu", "GPU-b"));
        assertThat(inventory.warnings()).anyMatch(warning -> warning.contains("NUMA node of 1 registered devices"));
        assertThatThrownBy(() -> read(text.replace("GPU-b", "GPU-c"))).isInstanceOf(BadInput.class)
                .hasMessageContaining("checkpoint is corrupted");
    }

    @Test
    void nodeObject_counts_areDevicesWithoutNumaNode() {
        DeviceInventory inventory = read("kind: Node\nstatus: {capacity: {cpu: 2, example.com/dongle: 2}}\n");

        assertThat(inventory.devices()).containsExactly(device("example.com/dongle", "dongle-0"),
                device("example.com/dongle", "dongle-1"));
        assertThat(inventory.warnings()).anyMatch(warning -> warning.startsWith("devices-without-numa-node"));
    }

    @Test
    void list_besideAConfiguration_isJoined() {
        assertThat(read("[{resource: example.com/x, id: x0, numa: [1]}]",
                "deviceMapping: [{resource: example.com/gpu, addresses: [\"0000:17:00.0\"]}]").devices())
                .containsExactly(device("example.com/x", "x0", 1), device("example.com/gpu", "0000:17:00.0", 0));
        assertThatThrownBy(() -> read("[{resource: example.com/x, id: x0}]", "[{resource: example.com/x, id: x0}]"))
                .isInstanceOf(BadInput.class).hasMessageContaining("two sources");
    }

    /// The functions of [#MACHINE], of which virtual ones are bound to drivers.
    private static MachineDescription withDrivers() {
        Hardware all = MACHINE.hardware();
        List<HardwareDevice> bound = all.devices().stream().map(one -> new HardwareDevice(one.kind(), one.address(),
                one.path(), one.address().endsWith("18:00.3") ? 0x020700 : one.classCode(), one.vendorId(),
                one.deviceId(), one.names(), one.numaNode(), one.localCpus(), one.physicalFunction(),
                one.virtualFunctions(), one.physicalFunction().map(
                        _ -> one.address().endsWith("18:00.1") ? "vfio-pci" : "mlx5_core")))
                .toList();
        return MachineDescription.of(MACHINE.topology(), new Hardware(all.usableCpus(), all.offlineCpus(),
                all.isolatedCpus(), all.sockets(), all.cores(), all.numaNodes(), all.caches(), all.coreKinds(),
                all.memoryTiers(), bound, all.cgroupMode()));
    }

    @Test
    void sriovSelectors_ofDriversLinksAndRanges_areHonoured() {
        DeviceInventory inventory = DeviceInventory.read(List.of(text("""
                {"resourceList": [
                  {"resourceName": "dpdk", "selectors": [{"vendors": ["15b3"], "drivers": ["vfio-pci", "igb_uio"]}]},
                  {"resourceName": "ib", "selectors": [{"drivers": ["mlx5_core"], "linkTypes": ["infiniband"]}]},
                  {"resourceName": "none", "selectors": [{"rootDevices": ["0000:18:00.0#2"], "linkTypes": ["ether"]}]},
                  {"resourceName": "eth", "selectors": [{"rootDevices": ["0000:18:00.0#0-1"]}]}]}
                """)), withDrivers());

        assertThat(inventory.devices()).containsExactly(device("intel.com/dpdk", "0000:18:00.1", 0),
                device("intel.com/ib", "0000:18:00.3", 0), device("intel.com/eth", "0000:18:00.2", 0));
        assertThat(inventory.warnings()).noneMatch(warning -> warning.startsWith("selectors-unread"));
    }
}
