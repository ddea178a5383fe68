package io.alidade.linux.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeDirectoryTest {
    private final List<TreeProblem> problems = new ArrayList<>();

    @TempDir
    private Path root;

    private TreeDirectory top() {
        return MachineTree.open(root, problems::add).top();
    }

    @Test
    void attribute_upToTheBound_isRead() throws IOException {
        Files.writeString(root.resolve("file"), "x".repeat(10_000));

        assertThat(top().attribute("file", 10_000)).contains("x".repeat(10_000));
        assertThat(problems).isEmpty();
        assertThat(top().attribute("file", 9_999)).isEmpty();
        assertThat(problems).containsExactly(
                new TreeProblem(TreeProblem.Kind.TOO_LARGE, "/file", "has more than 9999 bytes"));
    }

    @Test
    void attribute_missingOrDangling_isNothingWithoutAProblem() throws IOException {
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("nowhere"));

        assertThat(top().attribute("none")).isEmpty();
        assertThat(top().attribute("dangling")).isEmpty();
        assertThat(MachineTree.open(root, problems::add).directory("a/b/c")).isEmpty();
        assertThat(problems).isEmpty();
    }

    @Test
    void attribute_device_isNotRead() {
        assumeTrue(Files.exists(Path.of("/dev/zero")), "no devices here");
        TreeDirectory dev = MachineTree.open(Path.of("/"), problems::add).directory("dev").orElseThrow();

        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(10), () -> dev.attribute("zero"))).isEmpty();
        assertThat(problems).containsExactly(
                new TreeProblem(TreeProblem.Kind.WRONG_TYPE, "/dev/zero", "is not a regular file"));
    }

    @Test
    void attribute_nameThatIsAPath_isRefused() {
        for (String name : new String[] {"", ".", "..", "a/b", "../etc"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> top().attribute(name));
        }
    }

    @Test
    void names_beyondTheLimit_areLeftOut() throws IOException {
        for (int i = 0; i < 5; i++) {
            Files.createFile(root.resolve("file" + i));
        }

        assertThat(top().names(5)).containsExactly("file0", "file1", "file2", "file3", "file4");
        assertThat(problems).isEmpty();
        assertThat(top().names(4)).hasSize(4);
        assertThat(problems).containsExactly(
                new TreeProblem(TreeProblem.Kind.TOO_MANY_ENTRIES, "/", "has more than 4 entries"));
    }

    @Test
    void root_thatIsALink_isItsTarget() throws IOException {
        Files.createDirectories(root.resolve("real/sys"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("real"));

        MachineTree tree = MachineTree.open(root.resolve("link"), problems::add);

        assertThat(tree.directory("sys").map(TreeDirectory::path)).contains("/sys");
    }
}
