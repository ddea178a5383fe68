package io.alidade.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs of `docs/library.md`: the page shows the files of `examples/library`, and each runs on the jars of this build as
/// the page says and prints what the page says.
class LibraryProgramsTest {
    private static final Path BASE = Path.of(System.getProperty("basedir", ".")).toAbsolutePath();
    private static final Path CHECKOUT = BASE.resolve("..").normalize();
    private static final Path JARS = BASE.resolve("target/jars");
    private static final Path PROGRAMS = CHECKOUT.resolve("examples/library");
    private static final Pattern BLOCK = Pattern.compile("(?s)```(java|sh|text)\n(.*?)```");

    @TempDir
    private Path folder = Path.of("");

    /// What the page shows of a kind, in its order.
    private static List<String> shown(String kind) throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(CHECKOUT.resolve("docs/library.md")));
        List<String> shown = new ArrayList<>();
        while (block.find()) {
            if (block.group(1).equals(kind)) {
                shown.add(block.group(2));
            }
        }
        return shown;
    }

    @Test
    void page_showsThePrograms_asTheyAre() throws IOException {
        try (Stream<Path> files = Files.list(PROGRAMS)) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                texts.add(Files.readString(file));
            }
            assertThat(shown("java")).containsExactlyInAnyOrderElementsOf(texts).hasSize(2);
        }
    }

    @Test
    void firstProgram_hasTenLines() throws IOException {
        assertThat(Files.readAllLines(PROGRAMS.resolve("ThreeFiles.java"))).hasSize(10);
    }

    // The commands name the folder `jars`, which the page says how to get.
    @Test
    void programs_runAsThePageSays_printWhatItSays() throws IOException, InterruptedException {
        Files.createSymbolicLink(folder.resolve("jars"), JARS);
        Files.createSymbolicLink(folder.resolve("examples"), CHECKOUT.resolve("examples"));
        Map<String, String> environment = Map.of("PATH", System.getProperty("java.home") + "/bin:/usr/bin:/bin", "HOME",
                folder.toString(), "JDK_JAVA_OPTIONS", "-Xmx512m -Dstdout.encoding=UTF-8");
        List<String> commands = shown("sh").stream().filter(command -> command.contains("examples/library/")).toList();
        List<String> outputs = shown("text");
        assertThat(commands).hasSize(2).hasSameSizeAs(outputs);
        for (int i = 0; i < commands.size(); i++) {
            assertThat(Run.of(folder, environment, List.of("sh", "-c", commands.get(i))).checked().out())
                    .isEqualTo(outputs.get(i));
        }
    }
}
