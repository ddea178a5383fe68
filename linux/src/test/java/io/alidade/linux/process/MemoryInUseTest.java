package io.alidade.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.linux.process.MemoryInUse.OfNumaNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryInUseTest {
    @TempDir
    Path root = Path.of("");

    private Path numaNode(int id, String meminfo) throws IOException {
        Path folder = Files.createDirectories(root.resolve("sys/devices/system/node/node" + id));
        Files.writeString(folder.resolve("meminfo"), meminfo);
        return folder;
    }

    @Test
    void read_severalNumaNodes_countsNeitherDroppableMemoryNorHugepagesAsUsed() throws IOException {
        Path first = numaNode(0, """
                Node 0 MemTotal:        8388608 kB
                Node 0 MemFree:         1048576 kB
                Node 0 Active(file):     524288 kB
                Node 0 Inactive(file):   524288 kB
                Node 0 SReclaimable:    1048576 kB
                """);
        Path pages = Files.createDirectories(first.resolve("hugepages/hugepages-2048kB"));
        Files.writeString(pages.resolve("nr_hugepages"), "1024\n");
        Files.writeString(pages.resolve("free_hugepages"), "1000\n");
        numaNode(1, "Node 1 MemTotal: 4096 kB\nNode 1 MemFree: 8192 kB\n");
        numaNode(2, "Node 2 MemTotal: many kB\n");

        assertThat(MemoryInUse.read(root)).isEqualTo(Map.of(
                0, new OfNumaNode(3L << 30, Map.of(2L << 20, 24L * (2 << 20))), 1, new OfNumaNode(0, Map.of())));
    }

    @Test
    void read_withoutNumaNodes_isNothing() {
        assertThat(MemoryInUse.read(root)).isEmpty();
    }

    @Test
    void read_thisMachine_isMoreThanNothing() {
        assertThat(MemoryInUse.read(Path.of("/")).values().stream().mapToLong(OfNumaNode::memoryBytes).sum())
                .isPositive();
    }
}
