package io.alidade.linux.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.linux.tree.UnusableTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One machine, packed by `bzip2` (three streams, as parallel compressors write them), `xz -9` and `zstd -19`, under a name
/// that says nothing.
class PackedArchiveTest {
    @TempDir
    private Path folder;

    private static byte[] packed(String packing) throws IOException {
        try (InputStream in = PackedArchiveTest.class.getResourceAsStream("/packed/2arm-2c.tar." + packing)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bz2", "xz", "zst"})
    void discover_packedOtherwise_isTheSameMachine(String packing) throws IOException {
        byte[] bytes = packed(packing);
        Path archive = Files.write(folder.resolve("node"), bytes);

        assertThat(MachineDiscovery.isArchive(Arrays.copyOf(bytes, 512))).isTrue();
        assertThat(MachineDiscovery.discoverArchive(archive))
                .isEqualTo(MachineDiscovery.discoverArchive(SnapshotTar.copy("2arm-2c", folder)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bz2", "xz", "zst"})
    void discover_cutOff_saysSo(String packing) throws IOException {
        byte[] bytes = packed(packing);
        Path archive = Files.write(folder.resolve("node"), Arrays.copyOf(bytes, bytes.length * 2 / 3));

        assertThatThrownBy(() -> MachineDiscovery.discoverArchive(archive)).isInstanceOf(UnusableTree.class)
                .hasMessageContaining("is cut off after");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bz2", "xz", "zst"})
    void discover_damaged_saysSo(String packing) throws IOException {
        byte[] bytes = packed(packing);
        Arrays.fill(bytes, bytes.length / 3, bytes.length / 3 + 64, (byte) 0x5a);
        Path archive = Files.write(folder.resolve("node"), bytes);

        assertThatThrownBy(() -> MachineDiscovery.discoverArchive(archive)).isInstanceOf(UnusableTree.class)
                // The decoder of zstd has read a small file to its end before it decodes: the two look alike.
                .hasMessageContaining(packing.equals("zst") ? "/node is " : "damaged");
    }
}
