package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `admit --picture`, from the command line to the file.
class AdmitPictureTest {
    private static final Path PAGE = Path.of("docs/pictures.md");
    private static final Path KEPT = Path.of("docs/images/training-server.svg");

    @TempDir
    Path folder = Path.of("");
    private Samples samples = Samples.NOWHERE;

    @BeforeEach
    void writeSamples() {
        samples = new Samples(folder);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void picture_svg_isWrittenBesideTheSameAnswer() throws IOException {
        Path file = folder.resolve("node.svg");
        CliRun run = samples.admit("--picture", file.toString(), "web.yaml");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo(samples.admit("web.yaml").out());
        assertThat(file).content().startsWith("<svg xmlns=").contains("default/web", "4 CPUs", "class=\"cell p0\"")
                .endsWith("</svg>\n");
        assertThat(files()).contains("node.svg").noneMatch(name -> name.startsWith("."));
    }

    @Test
    void picture_html_namesRefusedPodsAndReplacesTheOldFile() throws IOException {
        Path file = folder.resolve("node.html");
        Files.writeString(file, "old");
        CliRun run = samples.admit("--picture", file.toString(), "web.yaml", "wide.yaml");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(file).content().startsWith("<!DOCTYPE html>").contains("<td>default/web</td>", "<h2>Refused</h2>",
                "<td>default/wide</td><td>TopologyAffinityError</td>").doesNotContain("old");
        assertThat(files()).noneMatch(name -> name.startsWith("."));
    }

    @Test
    void picture_podsInCheckpoints_areDrawn() {
        Path state = folder.resolve("state");
        Path file = folder.resolve("node.svg");
        samples.admit("--save-state", state.toString(), "web.yaml");
        samples.admit("--state", state.toString(), "--picture", file.toString(), "wide.yaml");

        assertThat(file).content().contains("default/web").doesNotContain("default/wide");
    }

    @ParameterizedTest
    @CsvSource({"node.png, 'ends neither in .svg nor in .html'", "node, 'ends neither in .svg nor in .html'",
        "missing/node.svg, there is no folder", "machine.yaml/node.svg, there is no folder",
        "folder.svg, it is a folder"})
    void picture_placeThatCannotBeWritten_isRefusedAndNothingIsWritten(String name, String words) throws IOException {
        Files.createDirectory(folder.resolve("folder.svg"));
        List<String> before = files();
        CliRun run = samples.admit("--picture", folder.resolve(name).toString(), "--save-state",
                folder.resolve("saved").toString(), "web.yaml");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("alidade: ").contains(words).doesNotContain("Exception");
        assertThat(run.err().lines()).hasSize(2);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void picture_folderThatTakesNoFiles_isRefusedAndNothingIsWritten() throws IOException {
        List<String> before = files();
        CliRun run = samples.admit("--picture", "/proc/self/node.svg", "--save-state",
                folder.resolve("saved").toString(), "web.yaml");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("alidade: /proc/self/node.svg cannot be written: ")
                .doesNotContain("Exception");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void picture_kubeletThatDoesNotStart_isNotWrittenAndThatIsSaid() throws IOException {
        samples.write("kubelet.yaml", Samples.KUBELET.replace("static", "clever"));
        CliRun run = samples.admit("--picture", folder.resolve("node.svg").toString(), "web.yaml");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("alidade: no picture is written: the kubelet does not start.\n");
        assertThat(files()).doesNotContain("node.svg");
    }

    @Test
    void picture_ofTheDocs_isWhatItsCommandMakes() throws IOException {
        GoldenFiles.checkWorkingDirectory();
        Path file = folder.resolve("picture.svg");
        List<String> arguments = new ArrayList<>(shownCommand());
        arguments.set(arguments.indexOf(KEPT.toString()), file.toString());
        CliRun run = CliRun.of(arguments.toArray(String[]::new));

        assertThat(run.exitCode()).as(run.err()).isZero();
        if (GoldenFiles.areWritten()) {
            Files.copy(file, KEPT, StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(file).hasSameTextualContentAs(KEPT);
    }

    /// The words after `./alidade` of the command on the page that makes the picture on it.
    private static List<String> shownCommand() throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("./alidade admit ");
        String command = page.substring(start, page.indexOf("```", start)).replace("\\\n", " ").strip();
        assertThat(page).contains("](images/" + KEPT.getFileName() + ")");
        return List.of(command.substring("./alidade ".length()).split("\\s+", -1));
    }
}
