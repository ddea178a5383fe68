package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pods that a kubelet admits again over its checkpoints: what a refused one held is free only after the last of them
/// (cpu-manager 12.3).
class RestartCasesTest {
    private static CliRun smt(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command, "--node", Cases.file("smt-restart/node.yaml"),
                "--state", Cases.file("smt-restart/st")));
        arguments.addAll(List.of(more));
        return CliRun.of(arguments.toArray(String[]::new));
    }

    @Test
    void admit_twoPodsOnTheLastCores_refusesBothAndThenFreesBoth() {
        CliRun run = smt("admit", "--config", Cases.file("smt-restart/kubelet.yaml"),
                Cases.file("smt-restart/pods.yaml"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().lines().filter(line -> line.contains("available physical CPUs"))).hasSize(2);
        assertThat(run.out()).contains("0 of 2 pods admitted").containsPattern("0 +4 +1-2,4-5\n");
    }

    @Test
    void explain_twoPodsOnTheLastCores_triesSettingsOverTheSameCheckpoints() {
        CliRun run = smt("explain", "--config", Cases.file("smt-restart/kubelet.yaml"),
                Cases.file("smt-restart/pods.yaml"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().lines().filter(line -> line.contains("refused: SMTAlignmentError"))).hasSize(2);
        assertThat(run.out().lines().filter(line -> line.contains("full-pcpus-only false instead of true"))).hasSize(2);
    }

    @Test
    void compare_overCheckpoints_startsBothKubeletsOnThem() {
        CliRun run = smt("compare", Cases.file("smt-restart/kubelet.yaml"), Cases.file("smt-restart/plain.yaml"),
                Cases.file("smt-restart/pods.yaml"));

        assertThat(run.exitCode()).isEqualTo(1);
        // A long name of the machine makes the line of the count a second one.
        assertThat(run.out().replaceAll("\\s+", " ")).contains("2 of 2 pods treated differently",
                "✔ aligned on NUMA 0, CPUs 1,4", "✔ aligned on NUMA 0, CPUs 2,5");
    }

    @Test
    void compare_checkpointsForTwoMachines_saysThatTheyAreOfOne() {
        CliRun run = smt("compare", "--node", Cases.file("smt-restart/node.yaml"),
                Cases.file("smt-restart/kubelet.yaml"), Cases.file("smt-restart/plain.yaml"),
                Cases.file("smt-restart/pods.yaml"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("""
                alidade: --state is of one machine, and 2 are named.
                Compare on one machine after the other.
                """);
    }

    /// Recorded from the kubelet: p2 is refused and p3 does not find its CPUs; p1 is new and comes last.
    @ParameterizedTest
    @CsvSource({"known.yaml, 2", "pods.yaml, 3"})
    void admit_newPodAmongKnown_comesAfterThem(String pods, int count) {
        String folder = "recorded-rs510326/";
        CliRun run = CliRun.of("admit", "--node", Cases.file(folder + "node.json"), "--config",
                Cases.file(folder + "kubelet.json"), "--state", Cases.file(folder + "st"), Cases.file(folder + pods));

        assertThat(run.out())
                .containsSubsequence("default/p2", "= 6, requested CPUs = 14", "default/p3", "= 6, requested CPUs = 10")
                .contains("0 of " + count + " pods admitted").containsPattern("1 +16 +16-31\n");
        if (count == 3) {
            assertThat(run.out()).containsSubsequence("default/p3", "default/p1", "requested 7 cpus not multiple")
                    .contains("the pods that the checkpoints know are admitted again before the others come");
        }
    }

    @Test
    void admit_podWhoseInitContainerHasNoHealthyDevice_isRefused() {
        String folder = "dev-restart/";
        List<String> arguments = List.of("admit", "--node", Cases.file(folder + "node.yaml"), "--config",
                Cases.file(folder + "kubelet.yaml"), "--state", Cases.file(folder + "st"),
                Cases.file(folder + "pod.yaml"));

        assertThat(CliRun.of(arguments.toArray(String[]::new)).exitCode()).isZero();
        for (String devices : List.of("none.yaml", "unhealthy.yaml")) {
            List<String> gone = new ArrayList<>(arguments);
            gone.addAll(List.of("--devices", Cases.file(folder + devices)));
            assertThat(CliRun.of(gone.toArray(String[]::new)).out()).contains("refused: UnexpectedAdmissionError")
                    .contains("no healthy devices present");
        }
    }

    /// What a refused pod leaves in the memory state (c5-111), and pages of a size that some NUMA nodes do not have
    /// (c5-104), stop the next start.
    @ParameterizedTest
    @CsvSource({"c5-111, the expected machine state is different from the real one",
        "c5-104, the memory assignment uses memory resource that does not exist"})
    void saveState_thatNoKubeletStartsOn_isAnnounced(String name, String error, @TempDir Path folder) {
        String files = "saved-state/" + name + "/";
        String saved = folder.resolve("saved").toString();
        List<String> node = List.of("-o", "json", "--node", Cases.file(files + "m.yaml"), "--config",
                Cases.file(files + "k.yaml"), Cases.file(files + "p.yaml"));
        CliRun first = run(node, "admit", "--save-state", saved);
        CliRun next = run(node, "admit", "--state", saved);

        assertThat(first.out()).contains("the kubelet would not start again").contains(error);
        assertThat(run(node, "explain").out()).contains("the kubelet would not start again");
        assertThat(next.out()).contains("\"startError\"").contains(error);
    }

    @ParameterizedTest
    @CsvSource({"strict-advise/node.yaml, strict-advise/pods.yaml",
        "saved-state/c5-111/m.yaml, saved-state/c5-111/p.yaml",
        "saved-state/c5-104/m.yaml, saved-state/c5-104/p.yaml"})
    void advise_draft_outlivesARestart(String machine, String pods, @TempDir Path folder) throws IOException {
        List<String> node = List.of("--node", Cases.file(machine), Cases.file(pods));
        for (String goal : List.of("latency", "throughput", "density")) {
            String draft = Files.writeString(folder.resolve(goal + ".yaml"),
                    run(node, "advise", "--goal", goal).out()).toString();
            String saved = folder.resolve(goal).toString();
            CliRun before = run(node, "admit", "--config", draft, "--save-state", saved);
            CliRun after = run(node, "admit", "--config", draft, "--state", saved);

            assertThat(lastLine(after)).isEqualTo(lastLine(before)).endsWith("pods admitted");
        }
    }

    /// The states of the two cases as they were saved: a start refuses them, but the one without a refused pod's mark.
    @ParameterizedTest
    @CsvSource({"c5-104/, st, the memory assignment uses memory resource that does not exist",
        "c5-111/, st, the expected machine state is different from the real one",
        "c5-111/, st1, the expected machine state is different from the real one", "c5-111/, st0, admitted"})
    void admit_savedState_isReadAsAKubeletReadsIt(String name, String state, String words) {
        String files = "saved-state/" + name;
        CliRun run = CliRun.of("admit", "--node", Cases.file(files + "m.yaml"), "--config",
                Cases.file(files + "k.yaml"), "--state", Cases.file(files + state), Cases.file(files + "p.yaml"));
        String said = run.out().replaceAll("\\s+", " ");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(said).contains(words);
        assertThat(said.contains("✘ the kubelet does not start")).isEqualTo(!state.equals("st0"));
        assertThat(said.contains("✔ default/p0 · Guaranteed · admitted")).isEqualTo(state.equals("st0"));
    }

    /// A draft with full-pcpus-only is not proposed: over its checkpoints the kubelet refuses what ran before.
    @Test
    void advise_settingsThatARestartDoesNotBear_areNamedAndNotProposed() {
        String folder = "strict-advise/";
        CliRun restarted = CliRun.of("admit", "--node", Cases.file(folder + "node.yaml"), "--config",
                Cases.file(folder + "out.yaml"), "--state", Cases.file(folder + "state"),
                Cases.file(folder + "pods.yaml"));
        String advised = CliRun.of("advise", "--node", Cases.file(folder + "node.yaml"),
                Cases.file(folder + "pods.yaml")).out();

        assertThat(restarted.out().lines().filter(line -> line.contains("refused: SMTAlignmentError"))).hasSize(2);
        assertThat(restarted.out()).contains("1 of 3 pods admitted");
        assertThat(advised).doesNotContain("full-pcpus-only: \"true\"", "strict-cpu-reservation: \"true\"");
        assertThat(advised.replaceAll("[#\\s]+", " ")).contains("with full-pcpus-only: when the kubelet is restarted it"
                + " refuses 2 pods that ran",
                "with strict-cpu-reservation: the kubelet does not start again for default"
                        + " cpuset cannot be empty");
    }

    private static String lastLine(CliRun run) {
        return run.out().lines().reduce("", (first, last) -> last);
    }

    private static CliRun run(List<String> node, String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(node);
        return CliRun.of(arguments.toArray(String[]::new));
    }
}
