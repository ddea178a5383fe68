package io.alidade.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumaCountersTest {
    @TempDir
    Path root = Path.of("");

    private void numaNode(int id, String numastat) throws IOException {
        Path folder = Files.createDirectories(root.resolve("sys/devices/system/node/node" + id));
        Files.writeString(folder.resolve("numastat"), numastat);
    }

    @Test
    void since_earlierCounters_isWhatWasCountedMeanwhile() throws IOException {
        numaNode(0, "numa_hit 100\nnuma_miss 7\nnoise\n");
        numaNode(1, "numa_hit 5\n");
        NumaCounters before = NumaCounters.read(root);
        numaNode(0, "numa_hit 160\nnuma_miss 7\n");
        numaNode(1, "numa_hit 2\n");

        NumaCounters counted = NumaCounters.read(root).since(before);

        assertThat(counted.counts()).isEqualTo(
                Map.of(0, Map.of("numa_hit", 60L, "numa_miss", 0L), 1, Map.of("numa_hit", 0L)));
    }

    @Test
    void read_aMachineWithoutNumaNodes_hasNone() {
        assertThat(NumaCounters.read(root).counts()).isEmpty();
    }
}
