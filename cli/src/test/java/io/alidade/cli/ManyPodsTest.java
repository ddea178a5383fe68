package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.kube.document.DocumentReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// More pods, or findings of a kind, than one reads.
class ManyPodsTest {
    @TempDir
    Path folder = Path.of("");
    private Samples samples = Samples.NOWHERE;

    @BeforeEach
    void writeSamples() {
        samples = new Samples(folder);
        samples.write("many.yaml", pods(0, 25, 2) + "---\n" + pods(25, 30, 1));
        samples.write("few.yaml", pods(0, 20, 2));
    }

    private static String pods(int from, int to, int cpus) {
        return IntStream.range(from, to).mapToObj(i -> """
                apiVersion: v1
                kind: Pod
                metadata: {name: p%d}
                spec:
                  containers:
                  - name: c
                    resources: {limits: {cpu: %c, memory: 1Gi}, requests: {cpu: 500m}}
                """.replace("%d", Integer.toString(i)).replace("%c", Integer.toString(cpus))
                .replace(i % 5 == 4 ? "nothing" : ", requests: {cpu: 500m}", ""))
                .collect(Collectors.joining("---\n"));
    }

    private CliRun explain(String... arguments) {
        return CliRun.of(Stream.concat(Stream.of("explain", "--node", samples.path("machine.yaml"), "--config",
                samples.path("kubelet.yaml")), Stream.of(arguments)).toArray(String[]::new));
    }

    @Test
    void admit_ofManyPods_isByVerdictAndShape() {
        CliRun run = samples.admit("many.yaml");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("""
                ✔ 10 pods admitted
                  pods  class       each asks for         which
                  ────  ──────────  ────────────────────  ─────────────────────
                     6  Guaranteed  cpu 2, memory 1Gi     default/p0 and 5 more
                     4  Burstable   cpu 500m, memory 1Gi  default/p4 and 3 more

                ✘ 20 pods refused: OutOfcpu
                  Node didn't have enough resource: cpu, requested: 2000, used: 12500,
                    capacity: 14000 (the first, other figures for others)
                  pods  class       each asks for         which
                  ────  ──────────  ────────────────────  ──────────────────────
                    14  Guaranteed  cpu 2, memory 1Gi     default/p7 and 13 more
                     2  Burstable   cpu 500m, memory 1Gi  default/p24 and 1 more
                     4  Guaranteed  cpu 1, memory 1Gi     default/p25 and 3 more

                  when default/p7 came
                  whole pod        cpu  memory
                """, "\n10 of 30 pods admitted\n--all shows each pod\n")
                .doesNotContain("✘ default/", "(from its limit)");
        assertThat(run.out()).containsPattern("(?s)! \\d+ pods: containers\\[c\\]");
        assertThat(run.out().lines().count()).isLessThan(60);
    }

    @Test
    void all_showsEachPod() {
        assertThat(samples.admit("--all", "many.yaml").out()).contains("✔ default/p0 · ", "✘ default/p10 · ", "p29 · ")
                .doesNotContain("--all", "each asks for");
        assertThat(explain("--all", samples.path("many.yaml")).out()).contains("✔ default/p0 · ", "✘ default/p10 · ")
                .doesNotContain("--all", "each asks for");
    }

    @Test
    void pods_thatAreFew_areShownOneByOne() {
        assertThat(samples.admit("few.yaml").out()).contains("✔ default/p0 · ", "default/p19 · ")
                .doesNotContain("--all");
    }

    @Test
    void explain_ofManyPods_tellsTheStoryOfOneOfEachKind() {
        CliRun run = explain(samples.path("many.yaml"));

        assertThat(run.out()).contains("pods admitted, aligned\n", "each asks for", "--all tells of each pod")
                .containsOnlyOnce("✔ default/p0 · ").doesNotContain("default/p1 ·")
                .contains("(the same verdict for 5 more that ask for the same)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "yaml"})
    void documents_areComplete(String format) {
        CliRun run = samples.admit("-o", format, "many.yaml");

        assertThat(DocumentReader.readOne("answer", run.out().getBytes(StandardCharsets.UTF_8)).toString())
                .contains("default/p0", "default/p29");
        assertThat(samples.admit("--all", "-o", format, "many.yaml").out()).isEqualTo(run.out());
    }

    @Test
    void lint_ofSeveralFindingsOfAKind_tellsOfTheFirst() {
        CliRun run = CliRun.of("lint", samples.path("kubelet.yaml"), samples.path("few.yaml"));

        assertThat(run.out()).contains("and 19 more node-affinity-missing:", "(--all shows each)",
                "looked at 1 kubelet configuration, 20 workloads, for kubelet 1.36: ")
                .containsOnlyOnce("info node-affinity-missing");
        assertThat(CliRun.of("lint", "--all", samples.path("kubelet.yaml"), samples.path("few.yaml")).out()
                .split("info node-affinity-missing", -1)).hasSize(21);
        assertThat(CliRun.of("lint", "-o", "json", samples.path("kubelet.yaml"), samples.path("few.yaml")).out()
                .split("\"node-affinity-missing\"", -1)).hasSize(21);
    }
}
