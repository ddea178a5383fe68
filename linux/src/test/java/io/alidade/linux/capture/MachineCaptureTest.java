package io.alidade.linux.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.linux.capture.MachineCapture.CapturedMachine;
import io.alidade.linux.machine.DiscoveredMachine;
import io.alidade.linux.machine.MachineDiscovery;
import io.alidade.linux.tree.UnusableTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A small machine full of things that identify it, and of things that go wrong.
class MachineCaptureTest {
    private static final String CPU = "sys/devices/system/cpu/";
    private static final String CARD = "sys/devices/pci0000:00/0000:00:05.0/";

    @TempDir
    private Path folder;

    private Path root;
    private Path file;

    @BeforeEach
    void makeMachine() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        file = folder.resolve("machine.tar.gz");
        put(CPU + "online", "0-1\n");
        for (int cpu = 0; cpu < 2; cpu++) {
            put(CPU + "cpu" + cpu + "/topology/physical_package_id", "0\n");
            put(CPU + "cpu" + cpu + "/topology/core_id", cpu + "\n");
        }
        put("sys/devices/system/node/node0/cpulist", "0-1\n");
        put("sys/devices/system/node/node0/meminfo", "Node 0 MemTotal: 1024 kB\nNode 0 MemFree: 77777 kB\n");
        put("proc/cmdline", "root=UUID=secret-uuid ip=10.0.0.7:secret-host isolcpus=1 quiet\n");
        put("proc/mounts", "secret-host:/home /home nfs rw 0 0\ncgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n");
        put("proc/sys/kernel/hostname", "secret-host\n");
        put("sys/class/dmi/id/product_serial", "secret-serial\n");
        put(CARD + "class", "0x020000\n");
        put(CARD + "vpd", "secret-serial");
        put(CARD + "net/eth0/address", "50:6b:4b:ca:7d:14\n");
        put(CARD + "net/enx506b4bca7d14/address", "50:6b:4b:ca:7d:14\n");
        link("sys/bus/pci/devices/0000:00:05.0", "../../../devices/pci0000:00/0000:00:05.0");
    }

    private void put(String path, String text) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), text);
    }

    private void link(String path, String target) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.createSymbolicLink(root.resolve(path), Path.of(target));
    }

    private String unpacked() throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void capture_ofAMachine_isTheMachineWithoutWhatIdentifiesIt() throws IOException {
        CapturedMachine captured = MachineCapture.write(root, file);

        assertThat(MachineDiscovery.discoverArchive(file)).isEqualTo(captured.machine())
                .isEqualTo(MachineDiscovery.discover(root));
        assertThat(captured.machine().hardware().isolatedCpus().toListString()).isEqualTo("1");
        assertThat(captured.machine().hardware().cgroupMode()).isPresent();
        assertThat(captured.machine().hardware().devices().getFirst().names()).containsExactly("eth0");
        assertThat(unpacked()).contains("isolcpus=1", "eth0").doesNotContain("secret", "50:6b", "506b", "77777",
                "10.0.0");
    }

    @Test
    void captures_ofOneMachine_areTheSameBytes() throws IOException {
        MachineCapture.write(root, file);
        Path again = folder.resolve("again.tar.gz");
        MachineCapture.write(root, again);

        assertThat(again).hasSameBinaryContentAs(file);
        put("sys/devices/system/node/node0/meminfo", "Node 0 MemTotal: 1024 kB\nNode 0 MemFree: 3 kB\n");
        MachineCapture.write(root, again);
        assertThat(again).hasSameBinaryContentAs(file);
    }

    @Test
    void capture_ofWhatGoesWrong_goesWrongInTheSameWay() throws IOException {
        link(CPU + "isolated", "/etc/hostname");
        link(CPU + "cpu2", "nowhere");
        link("sys/devices/virtual/memory_tiering", "memory_tiering");
        put(CPU + "present", "0".repeat(70_000));
        Files.createDirectories(root.resolve(CPU + "cpu1/topology/die_id"));
        put("sys/devices/system/node/node1", "");
        put(CARD + "numa_node", "\1\2");

        DiscoveredMachine machine = MachineCapture.write(root, file).machine();

        assertThat(machine.warnings()).hasSize(5);
        assertThat(MachineDiscovery.discoverArchive(file)).isEqualTo(machine);
    }

    @Test
    void capture_withLongPaths_isReadBack() throws IOException {
        String way = "sys/devices/pci0000:00/" + "0000:01:00.0/".repeat(20) + "0000:00:06.0";
        put(way + "/class", "0x030000\n");
        link("sys/bus/pci/devices/0000:00:06.0", "../../../../" + way);

        assertThat(MachineCapture.write(root, file).machine().hardware().devices()).hasSize(2);
        assertThat(MachineDiscovery.discoverArchive(file)).isEqualTo(MachineDiscovery.discover(root));
    }

    @Test
    void capture_thatCannotBeWritten_leavesNothing() throws IOException {
        Path before = Files.writeString(file, "before");

        assertThatThrownBy(() -> MachineCapture.write(folder.resolve("none"), before)).isInstanceOf(UnusableTree.class);
        assertThat(before).hasContent("before");
        assertThatThrownBy(() -> MachineCapture.write(root, folder.resolve("none/file")))
                .isInstanceOf(UnusableTree.class)
                .hasMessageEndingWith("cannot be written: its folder does not exist.");
        assertThatThrownBy(() -> MachineCapture.write(root, folder)).isInstanceOf(UnusableTree.class)
                .hasMessageEndingWith("cannot be written: it is a directory.");
        MachineCapture.write(root, before);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(root, file);
        }
    }

    @Test
    void capture_ofThisMachine_isThisMachine() {
        assumeTrue(Files.isReadable(Path.of("/proc/cpuinfo")) && Files.isDirectory(Path.of("/sys/devices/system/cpu")));

        DiscoveredMachine machine = MachineCapture.write(Path.of("/"), file).machine();

        assertThat(MachineDiscovery.discoverArchive(file)).isEqualTo(machine);
    }
}
