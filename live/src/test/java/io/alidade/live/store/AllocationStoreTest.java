package io.alidade.live.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.checkpoint.CheckpointFile;
import io.alidade.kube.checkpoint.WrittenCheckpoints;
import io.alidade.kube.document.BadInput;
import io.alidade.live.Samples;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllocationStoreTest {
    @TempDir
    Path folder;

    @Test
    void save_node_isReadBackAsItWas() {
        KubeletNode node = Samples.node().admit(Samples.pod("a", "cpu: 2, memory: 1Gi, example.com/gpu: 1")).node();
        try (AllocationStore store = AllocationStore.open(folder.resolve("state"))) {
            store.save(node);
            assertThat(WrittenCheckpoints.read(store.files()).checkpoints().cpu().orElseThrow())
                    .isEqualTo(node.node().checkpoints().cpu().orElseThrow());
            assertThat(WrittenCheckpoints.read(store.files()).checkpoints().devices().orElseThrow())
                    .isEqualTo(node.node().checkpoints().devices().orElseThrow());
        }
    }

    @Test
    void save_whatIsThereAlready_touchesNoFile() throws IOException {
        KubeletNode node = Samples.node();
        try (AllocationStore store = AllocationStore.open(folder)) {
            store.save(node);
            Object cpuBefore = key(store, CheckpointFile.CPU);
            Object devicesBefore = key(store, CheckpointFile.DEVICES);
            store.save(node);
            assertThat(key(store, CheckpointFile.CPU)).isEqualTo(cpuBefore);
            store.save(node.admit(Samples.pod("a", "cpu: 2, memory: 1Gi")).node());
            assertThat(key(store, CheckpointFile.CPU)).as("the pod has CPUs").isNotEqualTo(cpuBefore);
            assertThat(key(store, CheckpointFile.DEVICES)).as("but no devices").isEqualTo(devicesBefore);
        }
    }

    private static Object key(AllocationStore store, CheckpointFile file) throws IOException {
        return Files.getAttribute(store.files().path(file), "unix:ino");
    }

    @Test
    void save_aFolderInTheWay_isRefusedAndLeavesTheOtherFiles() throws IOException {
        KubeletNode node = Samples.node();
        try (AllocationStore store = AllocationStore.open(folder)) {
            store.save(node);
            String before = Files.readString(store.files().path(CheckpointFile.CPU));
            Files.delete(store.files().path(CheckpointFile.DEVICES));
            Files.createDirectory(store.files().path(CheckpointFile.DEVICES));
            KubeletNode next = node.admit(Samples.pod("a", "cpu: 2, memory: 1Gi, example.com/gpu: 1")).node();
            assertThatThrownBy(() -> store.save(next)).isInstanceOf(BadInput.class).hasMessageContaining("is a folder");
            assertThat(Files.readString(store.files().path(CheckpointFile.CPU))).isEqualTo(before);
            Files.delete(store.files().path(CheckpointFile.DEVICES));
            store.save(next);
            assertThat(Files.readString(store.files().path(CheckpointFile.CPU))).isNotEqualTo(before);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("."))).isEmpty();
        }
    }

    @Test
    void open_folderOfAnotherProcess_namesItAndTakesOverWhenItEnds() throws IOException, InterruptedException {
        Process holder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), StoreHolder.class.getName(), folder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader output = holder.inputReader()) {
            assertThat(output.readLine()).startsWith("holds");
            assertThatThrownBy(() -> AllocationStore.open(folder)).isInstanceOf(BadInput.class)
                    .hasMessageContaining("in use by process " + holder.pid());
        } finally {
            holder.destroyForcibly().waitFor();
        }
        try (AllocationStore store = AllocationStore.open(folder)) {
            assertThatThrownBy(() -> AllocationStore.open(folder)).as("twice in one process")
                    .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
            assertThat(store.files().folder()).isEqualTo(folder);
        }
    }
}
