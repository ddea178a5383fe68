package io.alidade.linux.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// This process's own root stands for that of another one: the way to it is the same link.
class RootFolderTest {
    @TempDir
    Path folder = Path.of("");

    private Path seen = Path.of("");

    @BeforeEach
    void throughTheProcess() throws IOException {
        folder = folder.toRealPath();
        seen = Path.of("/proc/self/root" + folder);
        Files.createDirectories(folder.resolve("a/b"));
        Files.writeString(folder.resolve("a/b/file"), "text\n");
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(folder.resolve(name), Path.of(target));
    }

    @Test
    void of_rootOfAProcess_isNotWhatItsLinkReadsAs() throws IOException {
        assertThat(RootFolder.of(seen).path()).isEqualTo(seen);
        assertThat(RootFolder.of(Path.of("/proc/self/root")).path()).isEqualTo(Path.of("/proc/self/root"));
        assertThat(RootFolder.of(folder).path()).isEqualTo(folder);
        assertThatThrownBy(() -> RootFolder.of(seen.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void follow_links_staysBelowTheRootOfTheProcess() throws IOException {
        link("relative", "a/b/file");
        link("up", "a/../a/./b/file");
        link("a/back", "../relative");
        link("a/absolute", "/a/b");
        link("a/through", "absolute/file");
        link("beyond", "../../../../../../../../../../a/b");
        RootFolder root = RootFolder.of(seen);

        for (String name : List.of("relative", "up", "a/back", "a/through")) {
            assertThat(root.follow(seen.resolve(name))).as(name).isEqualTo(seen.resolve("a/b/file"));
        }
        assertThat(root.follow(seen.resolve("a/absolute"))).isEqualTo(seen.resolve("a/b"));
        assertThat(root.follow(seen.resolve("beyond"))).isEqualTo(seen.resolve("a/b"));
    }

    @Test
    void follow_linkToNothingOrToItself_fails() throws IOException {
        link("nothing", "a/none");
        link("circle", "circle");
        RootFolder root = RootFolder.of(seen);

        assertThatThrownBy(() -> root.follow(seen.resolve("nothing"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> root.follow(seen.resolve("circle"))).isInstanceOf(FileSystemException.class)
                .hasMessageContaining("too many levels");
    }

    @Test
    void open_rootOfAProcess_readsAsItsFolder() throws IOException {
        link("relative", "a/b");
        List<TreeProblem> problems = new ArrayList<>();
        TreeDirectory top = MachineTree.open(seen, problems::add).top();

        assertThat(top.path()).isEqualTo("/");
        assertThat(top.directory("relative").flatMap(below -> below.attribute("file"))).contains("text");
        assertThat(top.directory("relative").map(TreeDirectory::path)).contains("/a/b");
        assertThat(problems).isEmpty();
    }
}
