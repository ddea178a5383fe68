package io.alidade.kube.checkpoint;

import static io.alidade.kube.checkpoint.CheckpointFile.CPU;
import static io.alidade.kube.checkpoint.CheckpointFile.DEVICES;
import static io.alidade.kube.checkpoint.CheckpointFile.MEMORY;
import static io.alidade.kube.checkpoint.CheckpointFiles.Layout.FLAT;
import static io.alidade.kube.checkpoint.CheckpointFiles.Layout.KUBELET_ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.kube.document.BadInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFilesTest {
    @TempDir
    Path folder = Path.of("");

    private static Map<CheckpointFile, String> texts(String text) {
        return Map.of(CPU, text + " cpu", MEMORY, text + " memory", DEVICES, text + " devices");
    }

    private List<String> filesBelow() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString()).sorted().toList();
        }
    }

    private static String read(CheckpointFiles files, CheckpointFile file) {
        return new String(files.read(file).orElseThrow(), StandardCharsets.UTF_8);
    }

    @Test
    void read_nothingThere_isAbsent() {
        CheckpointFiles files = CheckpointFiles.in(folder.resolve("missing"));
        assertThat(files.layout()).isEqualTo(KUBELET_ROOT);
        assertThat(List.of(CheckpointFile.values())).allSatisfy(file -> assertThat(files.read(file)).isEmpty());
    }

    @Test
    void save_newFolder_hasTheKubeletsLayoutAndModes() throws IOException {
        Path root = folder.resolve("a/kubelet");
        CheckpointFiles.in(root).save(texts("new"));
        assertThat(filesBelow()).containsExactly("a/kubelet/cpu_manager_state",
                "a/kubelet/device-plugins/kubelet_internal_checkpoint", "a/kubelet/memory_manager_state");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root))).startsWith("rwx")
                .doesNotContain("-w-");
        CheckpointFiles files = CheckpointFiles.in(root);
        assertThat(files.layout()).isEqualTo(KUBELET_ROOT);
        assertThat(read(files, DEVICES)).isEqualTo("new devices");
    }

    @Test
    void save_flatFolder_staysFlat() throws IOException {
        Files.writeString(folder.resolve("kubelet_internal_checkpoint"), "old");
        CheckpointFiles files = CheckpointFiles.in(folder);
        assertThat(files.layout()).isEqualTo(FLAT);
        files.save(texts("new"));
        assertThat(filesBelow())
                .containsExactly("cpu_manager_state", "kubelet_internal_checkpoint", "memory_manager_state");
        assertThat(read(files, DEVICES)).isEqualTo("new devices");
    }

    @Test
    void save_someFiles_leavesTheOthers() throws IOException {
        CheckpointFiles files = new CheckpointFiles(folder, FLAT);
        files.save(texts("old"));
        files.save(Map.of(CPU, "new"));
        assertThat(read(files, CPU)).isEqualTo("new");
        assertThat(read(files, MEMORY)).isEqualTo("old memory");
        assertThat(filesBelow()).hasSize(3);
    }

    @Test
    void save_oneCannotBeWritten_changesNothing() throws IOException {
        CheckpointFiles files = new CheckpointFiles(folder, KUBELET_ROOT);
        files.save(Map.of(CPU, "old cpu", MEMORY, "old memory"));
        Files.writeString(folder.resolve("device-plugins"), "a file in the way");
        assertThatThrownBy(() -> files.save(texts("new"))).isInstanceOf(BadInput.class)
                .hasMessageContaining("kubelet_internal_checkpoint cannot be written: a file is in the way.");
        assertThat(read(files, CPU)).isEqualTo("old cpu");
        assertThat(read(files, MEMORY)).isEqualTo("old memory");
        assertThat(filesBelow()).containsExactly("cpu_manager_state", "device-plugins", "memory_manager_state");
    }

    @Test
    void save_folderInPlaceOfAFile_changesNothing() throws IOException {
        Files.createDirectory(folder.resolve("memory_manager_state"));
        CheckpointFiles files = new CheckpointFiles(folder, FLAT);
        assertThatThrownBy(() -> files.save(texts("new"))).isInstanceOf(BadInput.class)
                .hasMessageContaining("it is a folder");
        assertThat(filesBelow()).isEmpty();
    }

    @Test
    void read_notAFile_isBadInput() throws IOException {
        Files.createDirectory(folder.resolve("cpu_manager_state"));
        assertThatThrownBy(() -> CheckpointFiles.in(folder).read(CPU)).isInstanceOf(BadInput.class)
                .hasMessageContaining("cpu_manager_state is not a regular file.");
    }

    @Test
    void read_hugeFile_isBadInput() throws IOException {
        Files.write(folder.resolve("cpu_manager_state"), new byte[CheckpointFiles.MAX_BYTES + 1]);
        assertThatThrownBy(() -> CheckpointFiles.in(folder).read(CPU)).isInstanceOf(BadInput.class)
                .hasMessageContaining("is larger than 16 MiB")
                .satisfies(e -> assertThat(((BadInput) e).cure()).startsWith("Maybe"));
    }
}
