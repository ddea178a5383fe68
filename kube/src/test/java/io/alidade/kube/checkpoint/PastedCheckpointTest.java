package io.alidade.kube.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PastedCheckpointTest {
    private static final String GOOD = "{\"policyName\":\"static\",\"defaultCpuSet\":\"0-1,3-13,15-23\",\"entries\":"
            + "{\"11111111-2222-4333-8444-555555555555\":{\"c\":\"2,14\"}},\"checksum\":3484060519}";

    @TempDir
    private Path folder;

    private CheckpointFiles files(String text) throws IOException {
        Files.writeString(folder.resolve("cpu_manager_state"), text);
        return CheckpointFiles.in(folder);
    }

    private static String read(CheckpointFiles files) {
        return new String(files.read(CheckpointFile.CPU).orElseThrow(), StandardCharsets.UTF_8);
    }

    @Test
    void file_withAPromptBehind_isReadWithoutIt() throws IOException {
        CheckpointFiles files = files(GOOD + "[root@node kubelet]#\n");

        assertThat(read(files)).isEqualTo(GOOD);
        assertThat(files.repairs()).singleElement().asString().contains("prompt");
    }

    @Test
    void file_withShortenedUids_isReadWithoutChecksum() throws IOException {
        CheckpointFiles files = files(GOOD.replace("11111111-2222-4333-8444-555555555555", "11111111-xxxx"));

        assertThat(read(files)).contains("\"checksum\":0", "11111111-xxxx");
        assertThat(files.repairs()).singleElement().asString().contains("uids");
    }

    @Test
    void file_ofAKubelet_staysAsItIs() throws IOException {
        for (String text : new String[] {GOOD, GOOD.replace("2,14", "2,15"), GOOD + "x", ""}) {
            CheckpointFiles files = files(text);

            assertThat(read(files)).isEqualTo(text);
            assertThat(files.repairs()).isEmpty();
        }
    }
}
