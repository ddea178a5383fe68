package io.alidade.kube.config;

import static io.alidade.kube.config.KubeletConfigurationReaderTest.HEADER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.kube.document.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DropInsTest {
    @TempDir
    Path directory;

    private Path write(String name, String fields) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, HEADER + fields);
    }

    @Test
    void dropIns_mapsMerge_listsReplace_nullsDelete() throws IOException {
        Path base = write("base/config.yaml", """
                cpuManagerPolicy: static
                maxPods: 50
                systemReserved: {cpu: 500m, memory: 1Gi}
                reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}, {numaNode: 1, limits: {memory: 1Gi}}]
                """);
        write("d/10-a.conf", "systemReserved: {memory: 2Gi}\nmaxPods: null\n");
        write("d/20-b.conf", "reservedMemory: [{numaNode: 1, limits: {memory: 3Gi}}]\n");
        KubeletConfiguration merged = KubeletConfigurationReader.LENIENT.read(base, directory.resolve("d"));
        assertThat(merged.cpuManagerPolicy()).isEqualTo("static");
        assertThat(merged.maxPods()).isEqualTo(110);
        assertThat(merged.systemReserved()).containsEntry("cpu", "500m").containsEntry("memory", "2Gi");
        assertThat(merged.reservedMemory()).singleElement()
                .satisfies(entry -> assertThat(entry.numaNode()).isEqualTo(1));
        assertThat(merged.positionOf("reservedMemory")).map(Object::toString)
                .contains(directory.resolve("d/20-b.conf") + ":3:17");
        assertThat(merged.positionOf("cpuManagerPolicy")).map(Object::toString).contains(base + ":3:19");
    }

    @Test
    void dropIns_inSubdirectories_applyInWalkOrderAndOthersAreLeftAlone() throws IOException {
        write("a/x.conf", "maxPods: 1\n");
        write("a-b.conf", "maxPods: 2\n");
        write("z.yaml", "maxPods: 3\n");
        assertThat(KubeletConfigurationReader.LENIENT.read(directory).maxPods()).isEqualTo(2);
        write("b/deep/er/y.conf", "maxPods: 4\n");
        assertThat(KubeletConfigurationReader.LENIENT.read(directory).maxPods()).isEqualTo(4);
    }

    @Test
    void evictionHard_inADropInOnly_isAllThereIs() throws IOException {
        write("a.conf", "evictionHard: {nodefs.available: 5%}\n");
        assertThat(KubeletConfigurationReader.LENIENT.read(directory).evictionHard())
                .containsExactly(Map.entry("nodefs.available", "5%"));
    }

    @Test
    void problems_inDropIns_nameTheirFile() throws IOException {
        Path first = write("1.conf", "topologyManagerScope: x\n");
        Path second = write("2.conf", "topologyManagerPolicy: y\n");
        assertThatThrownBy(() -> KubeletConfigurationReader.LENIENT.read(directory)).isInstanceOf(BadInput.class)
                .hasMessageContaining(first + ":3:23: ").hasMessageContaining(second + ":3:24: ");
    }

    @Test
    void directory_withoutDropIns_leavesTheDefaults() throws IOException {
        write("config.yaml", "");
        assertThat(KubeletConfigurationReader.LENIENT.read(directory).maxPods()).isEqualTo(110);
    }

    @Test
    void links_toFiles_areFollowed_toDirectories_areNot() throws IOException {
        Path elsewhere = write("elsewhere/one.conf", "maxPods: 7\n");
        Files.createDirectories(directory.resolve("d"));
        Files.createSymbolicLink(directory.resolve("d/dir"), elsewhere.getParent());
        assertThat(KubeletConfigurationReader.LENIENT.read(directory.resolve("d")).maxPods()).isEqualTo(110);
        Files.createSymbolicLink(directory.resolve("d/one.conf"), elsewhere);
        assertThat(KubeletConfigurationReader.LENIENT.read(directory.resolve("d")).maxPods()).isEqualTo(7);
    }
}
