package io.alidade.linux.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.linux.capture.MachineCapture;
import io.alidade.linux.capture.MachineCapture.CapturedMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Archives of machines: the snapshots as they are, and captures of them.
class MachineArchiveTest {
    @TempDir
    private Path folder;

    static Stream<String> machines() {
        return MachineFacts.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("machines")
    void discover_archiveAndCapture_areTheUnpackedMachine(String name) throws IOException {
        Path root = SnapshotTar.unpack(name, Files.createDirectory(folder.resolve("root")));
        Path archive = SnapshotTar.copy(name, folder);
        Path first = folder.resolve("first.tar.gz");
        Path second = folder.resolve("second.tar.gz");

        DiscoveredMachine machine = MachineDiscovery.discover(root);
        CapturedMachine captured = MachineCapture.write(root, first);
        MachineCapture.write(first, second);

        assertThat(MachineDiscovery.isArchive(Arrays.copyOf(Files.readAllBytes(archive), 512))).isTrue();
        assertThat(MachineDiscovery.discoverArchive(archive)).isEqualTo(machine);
        assertThat(captured.machine()).isEqualTo(machine);
        assertThat(MachineDiscovery.discoverArchive(first)).isEqualTo(machine);
        assertThat(first).hasSameBinaryContentAs(second).hasSize(captured.fileBytes());
    }
}
