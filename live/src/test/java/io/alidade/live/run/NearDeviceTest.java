package io.alidade.live.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.device.Device;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.machine.MachineDescription;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearDeviceTest {
    private static final NodeTopology TOPOLOGY = Sites.twoNumaNodes();

    private static HardwareDevice device(HardwareDevice.Kind kind, String address, int numaNode, String localCpus,
            String... names) {
        return new HardwareDevice(kind, address, List.of(), 0, OptionalInt.empty(), OptionalInt.empty(), List.of(names),
                numaNode < 0 ? OptionalInt.empty() : OptionalInt.of(numaNode), CpuSet.parseList(localCpus),
                Optional.empty(), OptionalInt.empty(), Optional.empty());
    }

    private static MachineDescription machine() {
        Hardware plain = Hardware.of(TOPOLOGY);
        return MachineDescription.of(TOPOLOGY,
                new Hardware(plain.usableCpus(), plain.offlineCpus(), plain.isolatedCpus(), plain.sockets(),
                        plain.cores(), plain.numaNodes(), plain.caches(), List.of(), List.of(),
                        List.of(device(HardwareDevice.Kind.GPU, "0000:17:00.0", 0, "0-3,8-11"),
                                device(HardwareDevice.Kind.NIC, "0000:3b:00.0", 1, "", "eth0", "mlx5_0"),
                                device(HardwareDevice.Kind.GPU, "0001:3b:00.0", -1, "4-7,12-15", "card1"),
                                device(HardwareDevice.Kind.NVME, "0000:5e:00.0", -1, "0-15", "nvme0")),
                        Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({"eth0, 0000:3b:00.0, 1", "mlx5_0, 0000:3b:00.0, 1", "3B:00.0, 0000:3b:00.0, 1",
        "0000:3b:00.0, 0000:3b:00.0, 1", "gpu-0, 0000:17:00.0, 0", "GPU-1, 0001:3b:00.0, 1", "card1, 0001:3b:00.0, 1"})
    void find_byAnyOfItsNames_tellsAddressAndNumaNode(String name, String address, int numaNode) {
        NearDevice found = NearDevice.find(machine(), name);

        assertThat(found).isEqualTo(new NearDevice(name, address, List.of(numaNode)));
    }

    @Test
    void find_unknownName_namesThoseThereAre() {
        assertThatThrownBy(() -> NearDevice.find(machine(), "eth1"))
                .isInstanceOfSatisfying(BadInput.class, problem -> assertThat(problem.cure())
                        .isEqualTo("There is gpu-0 (0000:17:00.0); nic-0 (0000:3b:00.0, eth0, mlx5_0);"
                                + " gpu-1 (0001:3b:00.0, card1); nvme-0 (0000:5e:00.0, nvme0)."))
                .hasMessage("--near eth1 is no PCI device of this machine.");
    }

    @Test
    void find_deviceWhosePlaceNobodyKnows_isRefused() {
        assertThatThrownBy(() -> NearDevice.find(machine(), "nvme0")).isInstanceOf(BadInput.class)
                .hasMessageContaining("firmware does not say");
    }

    @Test
    void find_idThatAPluginReports_isWhereItSays() {
        MachineDescription reported = machine().withDevices(
                List.of(new Device("nvidia.com/gpu", "gpu-5", Optional.of(List.of(1)), true),
                        new Device("nvidia.com/gpu", "gpu-6", Optional.empty(), true)));

        assertThat(NearDevice.find(reported, "gpu-5"))
                .isEqualTo(new NearDevice("gpu-5", "nvidia.com/gpu", List.of(1)));
        assertThatThrownBy(() -> NearDevice.find(reported, "gpu-6")).isInstanceOf(BadInput.class)
                .hasMessageContaining("nobody says");
    }
}
