package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What people reported, rebuilt: each case with the answer that is right.
class FieldCasesTest {
    @BeforeAll
    static void inTheRoot() {
        GoldenFiles.checkWorkingDirectory();
    }

    /// Runs a command on files of a case; words that name a file are looked for there.
    private static CliRun run(String command, String name, String... words) {
        List<String> arguments = new ArrayList<>(List.of(command));
        for (String word : words) {
            boolean isFile = word.contains(".yaml") || word.equals("st") || word.equals("st4") || word.equals("st6")
                    || word.equals("state") || word.equals("kubelet");
            arguments.add(isFile ? "cli/src/test/resources/cases/" + name + "/" + word : word);
        }
        return CliRun.of(arguments.toArray(String[]::new));
    }

    private static CliRun explain(String name, String... words) {
        return run("explain", name, words);
    }

    /// What was printed, on one line.
    private static String flat(CliRun run) {
        return (run.out() + run.err()).replaceAll("\\s+", " ");
    }

    @Test
    void socketGpu_cpusOnOneNumaNodeAndGpuOnAnother_isSplitWhateverWasPreferred() {
        CliRun run = explain("socket-gpu", "--node", "node.yaml", "--config", "kubelet.yaml", "pod.yaml");

        assertThat(flat(run)).contains("! default/t · Guaranteed · admitted, split",
                "what c was given lies apart: cpu on NUMA node 0, nvidia.com/gpu on NUMA node 1, though the merge is"
                        + " preferred: align-by-socket takes CPUs from the whole socket",
                "- cpuManagerPolicyOptions.align-by-socket false instead of true");
    }
}
