package io.alidade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void hp2m_oneMemoryTypeIsShort_isBlamedAlone() {
        String hugepages = flat(explain("hp2m", "--node", "node.yaml", "--config", "kubelet.yaml", "pods.yaml"));
        String memory = flat(explain("hp2m", "--node", "node.yaml", "--config", "kubelet.yaml", "reverse.yaml"));

        assertThat(hugepages).contains("- 24Mi of hugepages-2Mi is more than one NUMA node of this machine can give",
                "NUMA node 0 7 ✔ 20Mi ✘ 15240Mi ✔").doesNotContain("24Mi of memory is more");
        assertThat(memory).contains("- 20Gi of memory is more than one NUMA node of this machine can give",
                "NUMA node 0 7 ✔ 20Mi ✔ 15240Mi ✘").doesNotContain("hugepages-2Mi is more");
    }

    /// As much memory as hugepages is asked for, and only these are short.
    @Test
    void hp2m_sameAmountOfBothTypes_blamesHugepagesAndTriesLess() {
        assertThat(flat(explain("hp2m", "--node", "node.yaml", "--config", "kubelet.yaml", "small.yaml")))
                .contains("- 24Mi of hugepages-2Mi is more than one NUMA node of this machine can give",
                        "- containers[c]: hugepages-2Mi 20Mi instead of 24Mi")
                .doesNotContain("24Mi of memory is more");
    }

    @Test
    void hp2m_restricted_onlyTheWideTypeContradicts() {
        assertThat(flat(explain("hp2m", "--node", "node.yaml", "--config", "kubelet-r.yaml", "pods.yaml")))
                .contains("cpu prefers 1 NUMA node, hugepages-2Mi prefers 2 NUMA nodes (as few");
        assertThat(flat(explain("hp2m", "--node", "node.yaml", "--config", "kubelet-r.yaml", "reverse.yaml")))
                .contains("cpu prefers 1 NUMA node, memory prefers 2 NUMA nodes (as few");
    }

    @Test
    void hp2m_numaNodeUsedByOthers_isShortOfHugepagesOnly() {
        String used = flat(explain("hp2m", "--node", "node.yaml", "--config", "kubelet-r.yaml", "used.yaml"));

        assertThat(used).contains("NUMA node 0 5 ✘ 0 ✘ 14216Mi ✔", "NUMA nodes 0-1 together have 4Mi of hugepages-2Mi"
                + " and 29556Mi of memory free, which would do, but NUMA node 0 serves a pod by itself");
    }

    @Test
    void initcpu_smallInitContainerBindsTheMainOne_isCuredByMoreOrByAFraction() {
        CliRun run = explain("initcpu", "--node", "node.yaml", "--config", "kubelet.yaml", "deploy.yaml");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(flat(run)).contains("what would make it fit (each one tried)"
                + " - initContainers[init]: cpu 900m instead of 1 (a fraction: it shares CPUs)"
                + " - initContainers[init]: cpu 26, up from 1");
        for (String cured : List.of("deploy-w.yaml", "deploy-f.yaml")) {
            assertThat(explain("initcpu", "--node", "node.yaml", "--config", "kubelet.yaml", cured).exitCode())
                    .isZero();
        }
    }

    @Test
    void noobaa_oddCpusInTwoContainers_areCuredByWholeCoresInBoth(@TempDir Path folder) throws IOException {
        Path config = folder.resolve("kubelet.yaml");
        Files.writeString(config, Files.readString(Path.of("cli/src/test/resources/cases/initcpu/kubelet.yaml"))
                + "cpuManagerPolicyOptions: {full-pcpus-only: 'true'}\n");
        CliRun run = CliRun.of("explain", "--node", "cli/src/test/resources/cases/initcpu/node.yaml", "--config",
                config.toString(), "cli/src/test/resources/cases/noobaa/pod.yaml");

        assertThat(flat(run)).contains("refused: SMTAlignmentError", "what would make it fit (each one tried)"
                + " - initContainers[bootstrap]: cpu 2 instead of 1 and containers[db]: cpu 2 instead of 1, together");
    }

    @Test
    void memdrift_aPageLessOnANumaNode_isNamedWithFileAndDrain() {
        CliRun run = explain("memdrift", "--node", "node.yaml", "--kubelet-dir", "kubelet", "../noobaa/pod.yaml");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(flat(run)).contains("memory of NUMA node 0: 99759243264 bytes in the file, 99759239168 on this"
                + " machine, 4Ki less", "drain this node, delete", "memdrift/kubelet/memory_manager_state")
                .doesNotContain("NUMA node 1:");
    }

    @Test
    void strictEmpty_noCpuLeftForTheSharedPool_namesWhoHoldsThem() {
        CliRun run = explain("strict-empty", "--node", "node.yaml", "--config", "kubelet.yaml", "--state", "state",
                "pod.yaml");

        assertThat(flat(run)).contains("no CPU is left for the shared pool: 1-3 are held by u1/c, and"
                + " strict-cpu-reservation keeps the reserved CPUs 0 out of it",
                "to start: drain this node, delete", "strict-empty/state/cpu_manager_state");
    }

    @Test
    void rancherPolicy_checkpointOfAnotherPolicyOrMachine_saysWhatDiffers() {
        assertThat(flat(explain("rancher-policy", "--node", "node.yaml", "--config", "kubelet.yaml", "--state", "st",
                "../noobaa/pod.yaml"))).contains("the file was written with cpuManagerPolicy none, and the"
                        + " configuration says static", "drain this node, delete",
                        "rancher-policy/st/cpu_manager_state");
        assertThat(flat(explain("rancher-policy", "--node", "node.yaml", "--config", "kubelet.yaml", "--state", "st4",
                "../noobaa/pod.yaml"))).contains("CPUs 4-7 of this machine are not in the file, which knows 0-3 only");
    }

    @Test
    void podlevelRestart_podIsGivenItsCpusAnew_saysSo() {
        assertThat(flat(explain("podlevel-restart", "--kubelet-version", "1.37", "--node", "node.yaml", "--config",
                "kubelet.yaml", "--state", "st", "pod.yaml"))).contains("is admitted again over what it holds (it holds"
                        + " 1-2)", "given its CPUs anew then, beside those that it holds: 1 CPU left for that");
        assertThat(flat(explain("podlevel-restart", "--kubelet-version", "1.37", "--node", "node6.yaml", "--config",
                "kubelet.yaml", "--state", "st6", "pod.yaml"))).contains("c: CPUs 3-4, 2 cores; before the restart it"
                        + " had 1-2");
    }

    @Test
    void spreadAdjacent_neighboursShareACore_optionDoesNothing() {
        assertThat(flat(explain("spread-adjacent", "--node", "node.yaml", "--config", "kubelet.yaml", "pod.yaml")))
                .contains("CPUs 2-5, 2 whole cores; distribute-cpus-across-cores does nothing here");
    }

    @Test
    void uncorePartial_cacheHasRoomButCoresInUse_saysWhyCachesAreCrossed() {
        assertThat(flat(explain("uncore-partial", "--node", "node.yaml", "--config", "kubelet.yaml", "--state", "state",
                "pod.yaml"))).contains("they are behind 2 L3 caches although prefer-align-cpus-by-uncorecache is on and"
                        + " L3 cache 1 has 6 CPUs free: the option takes the free CPUs of the 3 lowest cores");
    }

    @Test
    void initLeak_endedInitContainerHoldsACpu_isNamed() {
        CliRun run = explain("init-leak", "--node", "node-smt.yaml", "--config", "kubelet.yaml", "pods3.yaml");

        assertThat(flat(run)).contains("i1 (init): CPU 5, 1 single thread; no later container takes over 5",
                "CPU 5 is still held by the init container i1 of default/a, which has ended");
        for (String pods : List.of("pods.yaml", "pods2.yaml", "pods3.yaml")) {
            assertThat(flat(explain("init-leak", "--node", "node.yaml", "--config", "kubelet.yaml", pods)))
                    .doesNotContain("still held");
        }
    }

    @Test
    void hpBurstable_hugepagesOfABurstablePod_areSaidNotToBeCounted() {
        CliRun run = CliRun.of("explain", "--node", "cli/src/test/resources/cases/hp-burstable/node.yaml", "--config",
                "cli/src/test/resources/cases/hp2m/kubelet.yaml",
                "cli/src/test/resources/cases/hp-burstable/pods8.yaml");

        assertThat(flat(run)).contains("8Gi of hugepages-1Gi are counted on no NUMA node, for the pod is Burstable",
                "default/burst uses up to 8Gi of hugepages-1Gi that are counted on no NUMA node");
    }

    @Test
    void hpBurstable_guaranteedPodAfterIt_isRefusedForTheSumAndWarned() {
        CliRun run = CliRun.of("explain", "--node", CASES + "hp-burstable/node.yaml", "--config",
                CASES + "hp2m/kubelet.yaml", CASES + "hp-burstable/pods.yaml");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(flat(run)).contains("✘ default/gu · Guaranteed · refused: OutOfhugepages-1Gi",
                "16Gi of hugepages-1Gi can be allocated on this node, 12Gi requested by other pods, 8Gi asked: 4Gi"
                        + " short",
                "default/burst uses up to 12Gi of hugepages-1Gi that are counted on no NUMA node");
    }

    @Test
    void talos_devicesWithoutNumaNode_areShownAsSuch() {
        CliRun run = explain("talos", "--node", "node.yaml", "--config", "kubelet.yaml", "pod.yaml");

        assertThat(flat(run)).contains("NUMA node 0 54 ✔ 1022.9Gi ✔ - -", "no NUMA node - - 8 ✔ 8 ✔",
                "nvidia.com/gpu gpu-0 gpu-1 gpu-2 gpu-3 (on no NUMA node)").doesNotContain(" 0 ✔");
    }

    private static final String CASES = "cli/src/test/resources/cases/";

    @Test
    void verifyEmpty_emptySharedPool_isNoCpuAndNotAny() {
        CliRun run = CliRun.of("verify", "--root", CASES + "verify-empty");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(flat(run)).contains("shared pool empty", "✘ pooler shared no CPU 0-1,6-7",
                "✘ nginx shared no CPU 0-7",
                "default cpuset cannot be empty");
    }

    @Test
    void ownL1_secondThreadsOwnCache_isKept() {
        assertThat(flat(CliRun.of("topology", "show", "--node", CASES + "own-l1/own-l1.tar.bz2")))
                .contains("L1d 2 32Ki 1", "L3 1 4Mi 2");
    }

    @Test
    void sriovTwoNics_deliberateExclusion_isLeftAsItIs(@TempDir Path folder) throws IOException {
        Path policy = Files.copy(Path.of(CASES + "sriov-two-nics/policy.yaml"), folder.resolve("policy.yaml"));

        CliRun run = CliRun.of("lint", "--fix", policy.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(flat(run)).contains("info no-topology-from-device");
        assertThat(policy).hasSameTextualContentAs(Path.of(CASES + "sriov-two-nics/policy.yaml"));
    }

    @Test
    void sriovTwoNics_cardsOnTwoNumaNodes_fitOnlyWhereTheyTellNone() {
        String told = flat(explain("sriov-two-nics", "--node", "node.yaml", "--config", "kubelet.yaml", "pod.yaml"));
        String excluded = flat(explain("sriov-two-nics", "--node", "node-ex.yaml", "--config", "kubelet.yaml",
                "pod.yaml"));

        assertThat(told).contains("refused: TopologyAffinityError");
        assertThat(excluded).contains("admitted");
    }

    @Test
    void unmodelled_isWarnedOfInEveryCommand() {
        for (List<String> command : List.of(List.of("admit"), List.of("explain"), List.of("advise"), List.of("lint"))) {
            List<String> words = new ArrayList<>(command);
            words.addAll(List.of("--node", "examples/machines/gpu-server.yaml", CASES + "unmodelled/dra.yaml"));
            assertThat(flat(CliRun.of(words.toArray(String[]::new)))).as(command.getFirst())
                    .contains("dynamic resource allocation is not modelled");
        }
        String configuration = CASES + "sriov-two-nics/kubelet.yaml";
        assertThat(
                flat(CliRun.of("compare", "--node", "examples/machines/gpu-server.yaml", configuration, configuration,
                        CASES + "unmodelled/dra.yaml")))
                .contains("dynamic resource allocation is not modelled");
        assertThat(
                flat(CliRun.of("admit", "--node", "examples/machines/gpu-server.yaml", CASES + "unmodelled/nn2.yaml")))
                .contains("NodeName");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"koord.yaml|2 sockets · 2 NUMA nodes · 2 cores · 4 CPUs · 32Gi of memory",
        "volcano.yaml|2 sockets · 2 NUMA nodes · 2 cores · 2 CPUs", "list.yaml|2 NUMA nodes · 8 cores · 8 CPUs",
        "api.yaml|0 zones that are NUMA nodes"})
    void nrt_objectsOfSchedulers_areMachines(String file, String words) {
        assertThat(flat(CliRun.of("topology", "show", "--node", CASES + "nrt/" + file))).contains(words);
    }

    @Test
    void configz_withoutAVersion_isSaidNotToTellIt(@TempDir Path folder) throws IOException {
        Path answer = Files.writeString(folder.resolve("configz.json"),
                "{\"kubeletconfig\":{\"cpuManagerPolicy\":\"none\"}}");
        List<String> words = List.of("admit", "--node", "examples/pastes/lscpu.txt", "--config", answer.toString(),
                "examples/pods/web.yaml");
        List<String> named = new ArrayList<>(words);
        named.addAll(List.of("--kubelet-version", "1.36"));
        List<String> told = new ArrayList<>(words);
        told.addAll(List.of("--node", "examples/pastes/node.yaml"));

        String said = "/configz does not tell the kubelet's version: the rules of 1.36 are taken";
        assertThat(flat(CliRun.of(words.toArray(String[]::new)))).contains(said);
        assertThat(flat(CliRun.of(named.toArray(String[]::new)))).doesNotContain(said);
        assertThat(flat(CliRun.of(told.toArray(String[]::new)))).doesNotContain(said);
    }
}
