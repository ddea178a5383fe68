package io.alidade.agent.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.agent.Samples;
import io.alidade.kube.document.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestFolderTest {
    private static final String POD = Samples.manifest("web", "cpu: 1");

    @TempDir
    Path temporary = Path.of("");

    private Path put(Path folder, String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("." + name), text);
        return Files.move(file, folder.resolve(name));
    }

    private static Instant later() {
        return Instant.now().plus(ManifestFolder.QUIET).plus(Duration.ofSeconds(1));
    }

    @Test
    void file_writtenInPlace_isAPodOnceItIsLeftAlone() throws IOException {
        ManifestFolder folder = new ManifestFolder(temporary);
        Path file = Files.writeString(temporary.resolve("web.yaml"), POD);
        Instant written = Files.getLastModifiedTime(file).toInstant();
        ManifestFolder.Changes first = folder.look(written);
        assertThat(first.appeared()).isEmpty();
        assertThat(first.unsettled()).isTrue();
        assertThat(folder.look(written.plus(ManifestFolder.QUIET)).appeared()).extracting(AgentPod::fullName)
                .containsExactly("default/web");
        assertThat(folder.look(later()).appeared()).isEmpty();
    }

    @Test
    void file_thatIsWrittenAnew_keepsItsPodUntilItIsComplete() throws IOException {
        ManifestFolder folder = new ManifestFolder(temporary);
        Path file = Files.writeString(temporary.resolve("web.yaml"), POD);
        AgentPod pod = folder.look(later()).appeared().getFirst();
        Files.writeString(file, "{kind: Po", StandardOpenOption.TRUNCATE_EXISTING);
        ManifestFolder.Changes half = folder.look(Files.getLastModifiedTime(file).toInstant());
        assertThat(half.gone()).isEmpty();
        ManifestFolder.Changes broken = folder.look(later());
        assertThat(broken.gone()).isEmpty();
        assertThat(broken.problems()).hasSize(1);
        Files.writeString(file, Samples.manifest("web", "cpu: 2"), StandardOpenOption.TRUNCATE_EXISTING);
        ManifestFolder.Changes whole = folder.look(later());
        assertThat(whole.gone()).containsExactly(pod.uid());
        assertThat(whole.appeared()).extracting(AgentPod::fullName).containsExactly("default/web");
    }

    @Test
    void file_thatIsRemovedOrHidden_takesItsPodsAlong() throws IOException {
        ManifestFolder folder = new ManifestFolder(temporary);
        Path file = put(temporary, "web.yaml", POD);
        AgentPod pod = folder.look(later()).appeared().getFirst();
        Files.move(file, temporary.resolve(".web.yaml"));
        ManifestFolder.Changes gone = folder.look(later());
        assertThat(gone.gone()).containsExactly(pod.uid());
        assertThat(gone.appeared()).isEmpty();
    }

    @Test
    void file_thatHoldsSomethingElse_isAProblemOfItsOwn() throws IOException {
        ManifestFolder folder = new ManifestFolder(temporary);
        put(temporary, "a.yaml", "kind: Service\napiVersion: v1\n");
        put(temporary, "b.yaml", POD);
        ManifestFolder.Changes changes = folder.look(later());
        assertThat(changes.problems()).singleElement()
                .satisfies(problem -> assertThat(problem).hasMessageContaining("a.yaml"));
        assertThat(changes.appeared()).hasSize(1);
        assertThat(folder.look(later()).problems()).isEmpty();
    }

    @Test
    void folder_thatIsNot_isRefused() {
        ManifestFolder folder = new ManifestFolder(temporary.resolve("none"));
        assertThatThrownBy(() -> folder.look(Instant.EPOCH)).isInstanceOf(BadInput.class)
                .hasMessage(temporary.resolve("none") + " cannot be read: no such file.");
    }
}
