package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Machines and checkpoints as people have them: each with what is right about it.
class MachineCasesTest {
    private static final String CASES = "cli/src/test/resources/cases/";
    private static final String PASTE = CASES + "paste-state/";

    @BeforeAll
    static void inTheRoot() {
        GoldenFiles.checkWorkingDirectory();
    }

    private static String flat(CliRun run) {
        return (run.out() + run.err()).replaceAll("\\s+", " ");
    }

    private static String shown(String file) {
        return flat(CliRun.of("topology", "show", "--node", CASES + file));
    }

    /// The third NUMA node has memory alone: its cpuset in the XML is that of its locality.
    @ParameterizedTest
    @ValueSource(strings = {"xml-memory-only/machine.xml", "xml-memory-only/machine.yaml", "hwloc3/v3.xml"})
    void memoryOnly_numaNode_hasNoCpusAndTakesNone(String machine) {
        CliRun admitted = CliRun.of("admit", "--node", CASES + machine, "--config",
                CASES + "xml-memory-only/kubelet.yaml", CASES + "xml-memory-only/pod.yaml");

        assertThat(shown(machine)).contains("2 sockets · 3 NUMA nodes · 4 cores · 4 CPUs · 64Gi of memory",
                " 0 0 2 2 0-1 16Gi 1 1 2 2 2-3 16Gi 2 0 0 32Gi ");
        assertThat(admitted.exitCode()).isEqualTo(1);
        assertThat(flat(admitted)).contains("refused: TopologyAffinityError",
                "asks 2 20Gi NUMA node 0 has 2 15260Mi NUMA node 1 has 1 16Gi NUMA node 2 has 0 32Gi");
    }

    /// hwloc leaves out the NUMA node without memory; its CPUs stay where they belong, as in the node's own files.
    @ParameterizedTest
    @ValueSource(strings = {"root", "m.xml", "as-on-the-live-machine.xml"})
    void memoryless_numaNode_keepsItsCpus(String machine) {
        CliRun admitted = CliRun.of("admit", "--node", CASES + "xml-memoryless/" + machine, "--config",
                CASES + "xml-memoryless/kc.yaml", CASES + "xml-memoryless/pod.yaml");

        assertThat(shown("xml-memoryless/" + machine)).contains(" 0 0 2 2 0-1 0 1 0 2 2 2-3 8Gi ");
        assertThat(admitted.exitCode()).isZero();
        assertThat(flat(admitted)).contains(" c 0-1,3 0-1 preferred ");
    }

    @Test
    void s390_booksAndDrawers_areSocketsAndCoresOfTheirOwn() {
        assertThat(shown("s390/root")).contains("2 sockets · 1 NUMA node · 4 cores · 4 CPUs · 8Gi of memory",
                "! socket-unknown: CPUs 0-3: no package id is known; counted to socket 0.",
                "! core-id-ambiguous: CPUs 0-3: different cores");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "lscpu.txt|2 sockets · 2 NUMA nodes · 16 cores · 32 CPUs · 2Ti|! siblings-assumed|! memory-unknown",
        "lscpu.json|2 sockets · 2 NUMA nodes · 16 cores · 32 CPUs · 2Ti|! siblings-assumed|! memory-unknown",
        "lscpu-e.txt|0 0 8 16 0-7,16-23 1Ti 1 1 8 16 8-15,24-31 1Ti|L3 2 16|! memory-unknown",
        "lscpu-e.json|0 0 8 16 0-7,16-23 1Ti 1 1 8 16 8-15,24-31 1Ti|L3 2 16|! memory-unknown",
        "lscpu-p.txt|0 0 8 16 0-7,16-23 1Ti 1 1 8 16 8-15,24-31 1Ti|L3 2 16|! memory-unknown",
        "lstopo.txt|0 0 8 16 0-7,16-23 46Gi 1 1 8 16 8-15,24-31 47Gi|L3 2 16|! memory-rounded",
        "numactl.txt|1 NUMA node · 2 cores · 2 CPUs · 11226Mi|! sockets-assumed|! memory-rounded",
        "topo-m.txt|0 0 64 64 0-31,64-95 1Ti 1 1 1 64 64 32-63,96-127 1Ti 1|NIC0 on NUMA node 0|! cores-assumed",
        "describe.txt|64 CPUs · 251.7Gi|0 0 64 64 0-63 251.7Gi 16|! numa-nodes-assumed",
        "node.yaml|64 CPUs · 251.7Gi|0 0 64 64 0-63 251.7Gi 16|! numa-nodes-assumed"})
    void pastes_ofAnyTool_areAMachineWithItsAssumptions(String file, String first, String second, String third) {
        assertThat(shown("pastes/" + file)).contains(first, second, third);
    }

    private static CliRun admitOver(String state) {
        return CliRun.of("admit", "--node", PASTE + "node.yaml", "--config", PASTE + "kubelet.yaml", "--state",
                PASTE + state, PASTE + "pod.yaml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"good", "glued-prompt"})
    void pasteState_withOrWithoutAPrompt_isTheSameCheckpoint(String state) {
        assertThat(flat(admitOver(state))).contains(" c 2,14 ! the checkpoints know this uid",
                " 0 21 1,3-13,15-23 ");
        assertThat(flat(admitOver(state)).contains("the prompt behind it is left out")).isEqualTo(
                state.equals("glued-prompt"));
    }

    @Test
    void pasteState_shortenedUid_holdsItsCpusForAnUnknownPod() {
        assertThat(flat(admitOver("uid-shortened"))).contains("its checksum is not looked at, and pods are not"
                + " recognised by uid", " c 1,13 ", " 0 19 3-12,15-23 ");
    }
}
