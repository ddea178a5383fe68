package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileOptionsTest {
    @TempDir
    Path folder = Path.of("");
    private Samples samples = Samples.NOWHERE;

    @BeforeEach
    void writeSamples() throws IOException {
        samples = new Samples(folder);
        Path pods = Files.createDirectories(folder.resolve("pods/below")).resolveSibling(".").normalize();
        Files.writeString(pods.resolve("2-wide.yaml"), Samples.WIDE);
        Files.writeString(pods.resolve("1-web.yml"), Samples.WEB);
        Files.writeString(pods.resolve("notes.txt"), "no manifest");
        Files.writeString(pods.resolve("below/more.yaml"), Samples.WEB.replace("name: web}", "name: more}"));
    }

    private String pods() {
        return folder.resolve("pods").toString();
    }

    @Test
    void folder_withOrWithoutTheOption_isReadInTheOrderOfItsNames() {
        CliRun run = samples.admit("-f", pods());

        assertThat(run.out()).containsSubsequence("default/web ·", "default/wide ·");
        assertThat(samples.admit(pods())).isEqualTo(run);
        assertThat(samples.admit("-R", pods()).out()).containsSubsequence("default/web ·", "default/wide ·",
                "default/more ·");
    }

    @Test
    void option_givenSeveralTimes_keepsTheOrder() {
        CliRun run = samples.admit("-f", "wide.yaml", "--filename", "web.yaml");

        assertThat(run.out()).containsSubsequence("default/wide ·", "default/web ·");
        assertThat(samples.admit("-f", samples.path("wide.yaml") + "," + samples.path("web.yaml")).out())
                .isEqualTo(run.out());
    }

    @Test
    void option_withADash_readsStandardInput() {
        CliRun run = CliRun.withInput(Samples.WEB, "admit", "--node", samples.path("machine.yaml"), "-f", "-");

        assertThat(run.out()).contains("default/web");
    }

    @Test
    void files_namedInBothWays_areRefusedWhereTheirOrderCounts() {
        CliRun run = samples.admit("-f", "wide.yaml", "web.yaml");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("alidade: files are named with -f (" + samples.path("wide.yaml")
                + ") and without it (" + samples.path("web.yaml")
                + ").\nWrite -f before each of them, or before none.\n");
    }

    @Test
    void folder_withOtherObjectsToo_isReadAndTheyAreWarnedOf() throws IOException {
        Path other = Files.writeString(folder.resolve("pods/0-service.yaml"), "{apiVersion: v1, kind: Service}");
        Files.writeString(folder.resolve("pods/3-empty.yaml"), "# nothing yet\n");
        CliRun run = samples.admit("-f", pods());

        assertThat(run.out()).contains("default/web ·", "default/wide ·", "0-service.yaml:1:1: a Service has no");
        assertThat(samples.admit("--strict", "-f", pods()).err()).startsWith("alidade: " + other + ":1:1: a Service");
        Files.delete(folder.resolve("pods/1-web.yml"));
        Files.delete(folder.resolve("pods/2-wide.yaml"));
        assertThat(samples.admit("-f", pods()).err()).startsWith("alidade: none of the 2 files holds a pod.\n");
    }

    @Test
    void recursion_withoutFiles_isRefused() {
        assertThat(samples.admit("-R").err()).startsWith("alidade: no pods are named.\n");
    }

    @ParameterizedTest
    @CsvSource({"explain", "advise"})
    void otherCommands_takeTheSameFiles(String command) {
        List<String> node = List.of(command, "--node", samples.path("machine.yaml"), "--config",
                samples.path("kubelet.yaml"));
        List<String> plain = new ArrayList<>(node);
        plain.addAll(
                List.of(folder.resolve("pods/1-web.yml").toString(), folder.resolve("pods/2-wide.yaml").toString()));
        List<String> option = new ArrayList<>(node);
        option.addAll(List.of("-f", pods()));

        assertThat(CliRun.of(option.toArray(String[]::new))).isEqualTo(CliRun.of(plain.toArray(String[]::new)));
    }

    @Test
    void compare_takesPodsFromTheOption() {
        String kubelet = samples.path("kubelet.yaml");
        CliRun run = CliRun.of("compare", kubelet, kubelet, "--node", samples.path("machine.yaml"), "-f", pods());

        assertThat(run.out()).contains("no difference in 2 pods");
        assertThat(CliRun.of("compare", kubelet, "--kubelet-version", "1.36", "--kubelet-version", "1.37", "--node",
                samples.path("machine.yaml"), "-f", pods()).out()).contains("no difference in 2 pods");
        assertThat(CliRun.of("compare", kubelet, "-f", pods()).err())
                .startsWith("alidade: a configuration or the pods are missing.");
        assertThat(CliRun.of("compare", kubelet, kubelet).err())
                .startsWith("alidade: a configuration or the pods are missing.");
    }

    @Test
    void lint_takesFoldersOfManifestsBesideOtherFiles() {
        CliRun run = CliRun.of("lint", samples.path("kubelet.yaml"), "-f", pods());

        assertThat(run.out()).contains("looked at 1 kubelet configuration, 2 workloads");
        assertThat(CliRun.of("lint", samples.path("kubelet.yaml"), pods()).out()).isEqualTo(run.out());
        assertThat(CliRun.of("lint", "-R", "-f", pods()).out()).contains("looked at 3 workloads");
        assertThat(CliRun.of("lint", pods() + "/none").exitCode()).isEqualTo(2);
        assertThat(CliRun.of("lint").err()).startsWith("alidade: no file is named.");
    }

    @Test
    void lint_ofAFolderWithNothing_takesItForAKubeletsAndSaysSo() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        CliRun run = CliRun.of("lint", empty.toString());

        assertThat(run.err()).startsWith("alidade: " + empty + ": no manifests, and no file below it ends in .conf");
        assertThat(run.exitCode()).isZero();
    }
}
