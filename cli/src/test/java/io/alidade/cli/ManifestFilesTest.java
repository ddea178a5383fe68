package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.kube.document.BadInput;
import io.alidade.testkit.ExternalTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestFilesTest {
    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void writeThem() throws IOException {
        for (String name : List.of("d/b.yaml", "d/a.yml", "d/c.json", "d/t.txt", "d/U.YAML", "d/.h.yaml",
                "d/sub/s.yaml",
                "d/.hid/x.yaml", "d/sub/e/f.yml", "top.txt", "odd{1}.yaml")) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, """
                    {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s"},
                     "spec": {"containers": [{"name": "c", "image": "i"}]}}
                    """.replace("%s", name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "")));
        }
        Files.createDirectories(folder.resolve("empty/below"));
        Files.createSymbolicLink(folder.resolve("d/l.yaml"), Path.of("../top.txt"));
        Files.createSymbolicLink(folder.resolve("d/k"), Path.of("sub"));
    }

    /// What `-f` of these names stands for, below the folder.
    private List<String> files(boolean isRecursive, String... names) {
        List<String> below = new ArrayList<>();
        for (String name : names) {
            below.add(name.equals("-") ? name : folder + "/" + name);
        }
        return new ManifestFiles(isRecursive).of(below).stream()
                .map(file -> file.startsWith(folder + "/") ? file.substring(folder.toString().length() + 1) : file)
                .toList();
    }

    @Test
    void folder_standsForItsManifestsInTheOrderOfTheirNames() {
        assertThat(files(false, "d")).containsExactly("d/.h.yaml", "d/a.yml", "d/b.yaml", "d/c.json", "d/l.yaml");
        assertThat(files(true, "d/")).containsExactly("d/.h.yaml", "d/.hid/x.yaml", "d/a.yml", "d/b.yaml", "d/c.json",
                "d/l.yaml", "d/sub/e/f.yml", "d/sub/s.yaml");
    }

    @Test
    void otherNames_standForThemselves() {
        assertThat(files(true, "top.txt", "-", "nothing", "odd{1}.yaml"))
                .containsExactly("top.txt", "-", "nothing", "odd{1}.yaml");
    }

    @Test
    void patterns_standForWhatMatches() {
        assertThat(files(false, "d/*.yaml")).containsExactly("d/.h.yaml", "d/b.yaml", "d/l.yaml");
        assertThat(files(false, "*/[^b].y*ml")).containsExactly("d/a.yml", "d/l.yaml");
        assertThat(files(false, "odd{?}.yaml")).containsExactly("odd{1}.yaml");
        assertThat(files(true, "d/s?b")).containsExactly("d/sub/e/f.yml", "d/sub/s.yaml");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            empty                 | holds no manifest: no file in it ends in .json, .yaml or .yml.
            d/*.xml               | does not exist, and nothing matches it.
            d/[                   | is not a pattern
            """)
    void names_ofNothing_areRefused(String name, String message) {
        assertThatThrownBy(() -> files(false, name)).isInstanceOf(BadInput.class).hasMessageContaining(message);
    }

    @Test
    void name_withoutACharacter_isRefused() {
        assertThatThrownBy(() -> new ManifestFiles(false).of(List.of("a.yaml", ""))).isInstanceOf(BadInput.class)
                .hasMessage("a file is named by an empty word.");
    }

    @ParameterizedTest
    @CsvSource({"http://example.com/pod.yaml", "HTTPS://example.com/pod.yaml"})
    void remoteAddresses_areRefusedWithAWayRound(String address) {
        assertThatThrownBy(() -> new ManifestFiles(false).of(List.of(address))).isInstanceOfSatisfying(BadInput.class,
                refusal -> {
                    assertThat(refusal).hasMessage(address + " is a remote address, and only files are read.");
                    assertThat(refusal.cure()).contains("curl", address);
                });
    }

    /// The real one reads the same files in the same order. Each holds a pod that is named after it.
    @ParameterizedTest
    @ValueSource(strings = {"-f d", "-R -f d", "-f d/*.yaml", "-f top.txt -f d/a.yml -f top.txt", "-f top.txt,d/a.yml",
        "-f d -f top.txt", "-R -f d/s?b", "-f */[^b].y*ml"})
    void files_areThoseOfKubectl(String arguments) throws IOException, InterruptedException {
        assumeTrue(ExternalTool.areThere("kubectl"));
        List<String> words = List.of(arguments.split(" ", -1));
        List<String> names = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equals("-f")) {
                names.addAll(List.of(words.get(i + 1).split(",", -1)));
            }
        }
        assertThat(files(words.contains("-R"), names.toArray(String[]::new)).stream()
                .map(file -> file.equals("d/l.yaml") ? "top.txt" : file)
                .map(file -> file.replaceAll("[^a-z]", "")).toList()).isEqualTo(kubectl(words));
    }

    private List<String> kubectl(List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kubectl", "label", "--local", "-o", "name", "x=y"));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        return printed.lines().map(line -> line.replaceFirst("^pod/", "")).toList();
    }
}
