package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SavedStateTest {
    @TempDir
    Path folder = Path.of("");
    private Samples samples = Samples.NOWHERE;
    private Path kept = Path.of("");

    @BeforeEach
    void writeSamples() throws IOException {
        samples = new Samples(folder);
        kept = Files.createDirectory(folder.resolve("kept"));
    }

    /// Admits a pod with a picture and the state to be kept.
    private CliRun save(String... more) {
        return samples.admit(Stream.concat(Stream.of("--picture", folder.resolve("p.svg").toString(), "--save-state",
                kept.toString(), "web.yaml"), Stream.of(more)).toArray(String[]::new));
    }

    private void assertRefused(CliRun run, String message) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("alidade: --save-state: ").contains(message)
                .endsWith("Name another folder, or give --force to replace the checkpoint files in it.\n");
        assertThat(folder.resolve("p.svg")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu_manager_state", "memory_manager_state", "kubelet_internal_checkpoint",
        "device-plugins/kubelet_internal_checkpoint"})
    void checkpoint_thatIsThere_staysWithoutForce(String name) throws IOException {
        Path file = kept.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, "precious");

        assertRefused(save(), file + " is there already.");
        assertThat(file).hasContent("precious");
        try (Stream<Path> files = Files.walk(kept)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(file);
        }
        assertThat(save("--force").exitCode()).isZero();
        assertThat(file).content().doesNotContain("precious");
    }

    @ParameterizedTest
    @CsvSource({"pods", "config.yaml", "plugins_registry"})
    void folder_ofAKubelet_isLeftAloneWithoutForce(String entry) throws IOException {
        Files.createDirectory(kept.resolve(entry));

        assertRefused(save(), "is a kubelet's own folder: it has " + entry + ".");
        assertThat(save("--force").exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--state", "--kubelet-dir"})
    void folder_thatIsReadToo_isLeftAloneWithoutForce(String option) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), kept);

        assertRefused(save(option, link.toString()), "is the folder that is read, too.");
    }

    @Test
    void folder_withOtherFiles_isFine() throws IOException {
        Files.writeString(kept.resolve("notes.txt"), "mine");

        assertThat(save().exitCode()).isZero();
        try (Stream<Path> files = Files.list(kept)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName()))).containsExactlyInAnyOrderElementsOf(
                    List.of("notes.txt", "cpu_manager_state", "memory_manager_state", "device-plugins"));
        }
        assertThat(kept.resolve("notes.txt")).hasContent("mine");
    }
}
