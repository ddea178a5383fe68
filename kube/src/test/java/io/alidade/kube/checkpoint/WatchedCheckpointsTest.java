package io.alidade.kube.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.kube.document.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedCheckpointsTest {
    private static final String NONE = "{\"policyName\":\"none\",\"defaultCpuSet\":\"\",\"checksum\":1353318690}";

    @TempDir
    Path folder = Path.of("");

    /// As a kubelet does: another file in the place of the old one.
    private void write(String text) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), text);
        Files.move(next, folder.resolve("cpu_manager_state"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void checkpoints_thatStayTheSameFiles_areReadOnce() throws IOException {
        write(NONE);
        WatchedCheckpoints watched = new WatchedCheckpoints(folder);

        WrittenCheckpoints first = watched.read();

        assertThat(first.checkpoints().cpu().orElseThrow().policyName()).isEqualTo("none");
        assertThat(watched.read()).isSameAs(first);
    }

    @Test
    void checkpoints_thatAreReplaced_areReadAgain() throws IOException {
        write(NONE);
        WatchedCheckpoints watched = new WatchedCheckpoints(folder);
        WrittenCheckpoints first = watched.read();

        // Not even another size.
        write(NONE.replace("1353318690", "1353318691"));

        assertThatThrownBy(watched::read).isInstanceOf(BadInput.class);
        write(NONE);
        assertThat(watched.read()).isNotSameAs(first).isEqualTo(first);
        Files.delete(folder.resolve("cpu_manager_state"));
        assertThatThrownBy(watched::read).isInstanceOf(BadInput.class).hasMessageContaining("no checkpoint file");
    }
}
