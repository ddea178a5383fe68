package io.alidade.plan.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.machine.CgroupMode;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Value;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.plan.advise.Draft.DraftLine;
import io.alidade.plan.lint.LintReport;
import io.alidade.plan.lint.Linter;
import io.alidade.plan.lint.Severity;
import io.alidade.plan.lint.SourceFile;
import io.alidade.plan.lint.SourceGroup;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AdvisorTest {
    private static final String TWO_SOCKETS = """
            layout: {sockets: 2, coresPerSocket: 8, threadsPerCore: 2, siblings: split}
            numaNodes: [{node: 0, memory: 64Gi, distances: [10, 20]}, {node: 1, memory: 64Gi, distances: [20, 10]}]
            """;
    private static final String GPU_ON_0 = TWO_SOCKETS + "devices: [{resource: nvidia.com/gpu, id: g, numa: [0]}]\n";

    private static Candidate best(String machine, Goal goal, String... limits) {
        return Inputs.advise(Inputs.machine(machine), goal, Platform.KUBELET, Inputs.pods(limits)).chosen().candidate();
    }

    @Test
    void goals_podThatFitsAnywhere_preferTheirOwnPolicy() {
        assertThat(best(TWO_SOCKETS, Goal.LATENCY, "cpu: 4, memory: 8Gi").topologyPolicy())
                .isEqualTo("single-numa-node");
        assertThat(best(TWO_SOCKETS, Goal.THROUGHPUT, "cpu: 4, memory: 8Gi").topologyPolicy())
                .isEqualTo("best-effort");
    }

    @Test
    void latency_podLargerThanANumaNode_doesNotRefuseIt() {
        assertThat(best(TWO_SOCKETS, Goal.LATENCY, "cpu: 20, memory: 80Gi").topologyPolicy()).isEqualTo("restricted");
        // Its memory alone fits on one NUMA node, so the two are not what the kubelet prefers.
        assertThat(best(TWO_SOCKETS, Goal.LATENCY, "cpu: 20, memory: 8Gi").topologyPolicy()).isEqualTo("best-effort");
    }

    @Test
    void latency_oddRequest_leavesFullPcpusOut() {
        KubeletVersion version = KubeletVersion.V1_37;
        assertThat(advise(version, "cpu: 3, memory: 8Gi").chosen().candidate().has(Candidate.FULL_PCPUS)).isFalse();
        assertThat(advise(version, "cpu: 4, memory: 8Gi").chosen().candidate().has(Candidate.FULL_PCPUS)).isTrue();
    }

    /// At a restart 1.36 counts the CPUs that pods hold as taken before it asks for whole free cores (cpu-manager 7.3).
    @Test
    void latency_podsThatARestartRefuses_leavesFullPcpusOutAndSaysWhy() {
        Advice advice = advise(KubeletVersion.V1_36, "cpu: 4, memory: 8Gi");

        assertThat(advice.chosen().candidate().has(Candidate.FULL_PCPUS)).isFalse();
        assertThat(advice.why()).anyMatch(sentence -> sentence.startsWith(
                "with full-pcpus-only: when the kubelet is restarted, once the node is full, it refuses"));
    }

    /// Three resources on 8 NUMA nodes: 2^24 combinations, which 1.38 goes through only where nothing is preferred.
    @ParameterizedTest
    @CsvSource({"V1_37,false", "V1_38,true"})
    void latency_eightNumaNodes_isLongUpTo137(KubeletVersion version, boolean isAligned) {
        StringBuilder machine = new StringBuilder("layout: {sockets: 8, coresPerSocket: 4}\nnumaNodes:\n");
        StringBuilder devices = new StringBuilder("devices:\n");
        for (int numaNode = 0; numaNode < 8; numaNode++) {
            machine.append("- {node: ").append(numaNode).append(", memory: 16Gi}\n");
            devices.append("- {resource: v.com/a, id: a").append(numaNode).append(", numa: [").append(numaNode)
                    .append("]}\n- {resource: v.com/b, id: b").append(numaNode).append(", numa: [").append(numaNode)
                    .append("]}\n");
        }
        Advice advice = Advisor.advise(new Advisor.Question(Inputs.machine(machine + devices.toString()), version,
                Goal.THROUGHPUT, Platform.KUBELET, "worker",
                Inputs.pods("cpu: 1, memory: 1Gi, v.com/a: 1, v.com/b: 1"), Optional.empty()));
        assertThat(advice.chosen().candidate().policies().combinesHints()).isEqualTo(isAligned);
        assertThat(advice.warnings().stream().anyMatch(warning -> warning.contains("may wait for minutes")))
                .isEqualTo(isAligned);
    }

    private static Advice advise(KubeletVersion version, String limits) {
        return Advisor.advise(new Advisor.Question(Inputs.machine(TWO_SOCKETS), version, Goal.LATENCY,
                Platform.KUBELET, "worker", Inputs.pods(limits), Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource(CgroupMode.class)
    void draft_forAnyCgroupMode_passesItsOwnLint(CgroupMode mode) {
        MachineDescription plain = Inputs.machine(TWO_SOCKETS);
        Hardware known = plain.hardware();
        Hardware hardware = new Hardware(known.usableCpus(), known.offlineCpus(), known.isolatedCpus(), known.sockets(),
                known.cores(), known.numaNodes(), known.caches(), known.coreKinds(), known.memoryTiers(),
                known.devices(), Optional.of(mode));
        MachineDescription machine = MachineDescription.of(plain.topology(), hardware);

        Advice advice = Inputs.advise(machine, Goal.LATENCY, Platform.KUBELET, List.of());
        byte[] draft = DocumentWriter.toYaml(advice.draft().configuration()).getBytes(StandardCharsets.UTF_8);
        LintReport report = new Linter(Optional.of(machine), KubeletVersion.DEFAULT)
                .lint(List.of(SourceGroup.of(SourceFile.of("draft.yaml", draft))));

        assertThat(report.findings()).filteredOn(finding -> finding.severity() != Severity.INFO).isEmpty();
        assertThat(DraftFields.configuration(advice.draft()).failCgroupV1()).isEqualTo(mode == CgroupMode.V2);
    }

    @Test
    void strict_poolThatRunsEmpty_isLeftOut() {
        // 30 CPUs are left beside one reserved core: pods of 2 take them all, pods of 4 do not.
        assertThat(best(TWO_SOCKETS, Goal.DENSITY, "cpu: 2, memory: 1Gi").has(Candidate.STRICT)).isFalse();
        assertThat(best(TWO_SOCKETS, Goal.LATENCY, "cpu: 2, memory: 1Gi").has(Candidate.STRICT)).isFalse();
        assertThat(best(TWO_SOCKETS, Goal.LATENCY, "cpu: 4, memory: 1Gi").has(Candidate.STRICT)).isTrue();
    }

    @Test
    void reservedCores_deviceOnOneNumaNode_areOnTheOther() {
        assertThat(best(GPU_ON_0, Goal.LATENCY).reservedCpus().toListString()).isEqualTo("8,24");
        assertThat(best(TWO_SOCKETS, Goal.LATENCY).reservedCpus().toListString()).isEqualTo("0,16");
        assertThat(best(TWO_SOCKETS, Goal.THROUGHPUT).reservedCpus().toListString()).isEqualTo("0,8,16,24");
    }

    @Test
    void reservedCores_deviceWithoutNumaNode_doesNotMatter() {
        assertThat(best(TWO_SOCKETS + "devices: [{resource: example.com/d, id: d}]\n", Goal.LATENCY).reservedCpus()
                .toListString()).isEqualTo("0,16");
    }

    @ParameterizedTest
    @EnumSource(Goal.class)
    void laptop_oneNumaNode_alignsNothing(Goal goal) {
        Candidate chosen = best("{layout: {sockets: 1, coresPerSocket: 4}, numaNodes: [{node: 0, memory: 16Gi}]}", goal,
                "cpu: 1, memory: 1Gi");

        assertThat(chosen.topologyPolicy()).isEqualTo("none");
        assertThat(chosen.memoryPolicy()).isEqualTo("None");
        assertThat(chosen.cpuPolicy()).isEqualTo("static");
        assertThat(chosen.cpuOptions()).doesNotContain(Candidate.FULL_PCPUS);
    }

    @Test
    void singleCore_cannotGiveIt() {
        Candidate chosen = best("{layout: {sockets: 1, coresPerSocket: 1}, numaNodes: [{node: 0, memory: 4Gi}]}",
                Goal.LATENCY);

        assertThat(chosen.cpuPolicy()).isEqualTo("none");
    }

    @Test
    void board_of34NumaNodes_isSparedWhatTheKubeletCannotList() {
        StringBuilder text = new StringBuilder("layout: {sockets: 2, coresPerSocket: 72}\nnumaNodes:\n");
        StringBuilder cpus = new StringBuilder("cpus:\n");
        text.setLength(0);
        text.append("numaNodes:\n");
        for (int id = 0; id < 34; id++) {
            text.append("- {node: ").append(id).append(", memory: ").append(id < 2 ? "480Gi" : "0").append("}\n");
        }
        for (int cpu = 0; cpu < 144; cpu++) {
            cpus.append("- {cpu: ").append(cpu).append(", core: ").append(cpu).append(", socket: ").append(cpu / 72)
                    .append(", numa: ").append(cpu / 72).append("}\n");
        }
        MachineDescription board = Inputs.machine(text.append(cpus).toString());

        Advice advice = Inputs.advise(board, Goal.LATENCY, Platform.KUBELET, Inputs.pods("cpu: 8, memory: 16Gi"));

        assertThat(advice.chosen().candidate().topologyPolicy()).isEqualTo("none");
        assertThat(advice.chosen().candidate().memoryPolicy()).isEqualTo("None");
        assertThat(advice.trials()).filteredOn(trial -> !trial.candidate().topologyPolicy().equals("none"))
                .isNotEmpty().allSatisfy(trial -> assertThat(trial.obstacle().orElse("")).contains("2^34"))
                .allSatisfy(trial -> assertThat(trial.candidate().topologyOptions())
                        .containsEntry("max-allowable-numa-nodes", "34"));
    }

    @Test
    void openShift_hasNoUseForKubeReserved() {
        Advice advice = Inputs.advise(Inputs.machine(TWO_SOCKETS), Goal.LATENCY, Platform.OPENSHIFT, List.of());

        Map<String, Value> fields = advice.draft().fields().fields();
        assertThat(fields).doesNotContainKey("kubeReserved").containsKeys("systemReserved", "reservedMemory");
    }

    @Test
    void aks_isDraftedWithWhatItExposes() {
        Advice advice = Inputs.advise(Inputs.machine(TWO_SOCKETS), Goal.LATENCY, Platform.AKS,
                Inputs.pods("cpu: 4, memory: 8Gi"));

        assertThat(advice.chosen().candidate().scope()).isEqualTo("container");
        assertThat(advice.chosen().candidate().memoryPolicy()).isEqualTo("None");
        assertThat(advice.inexpressible()).extracting(DraftLine::path).contains("kubeReserved.cpu")
                .doesNotContain("cpuManagerPolicy", "topologyManagerPolicy");
    }

    @Test
    void machine_withoutRoomForTheEvictionThreshold_isRefused() {
        MachineDescription tiny = Inputs.machine("{layout: {sockets: 1, coresPerSocket: 2}, numaNodes: "
                + "[{node: 0, memory: 64Mi}]}");

        assertThatThrownBy(() -> Inputs.advise(tiny, Goal.LATENCY, Platform.KUBELET, List.of()))
                .isInstanceOf(BadInput.class).hasMessageContaining("Expected capacity >= reservation");
    }

    @Test
    void kubeletCpus_areThePublishedFigures() {
        assertThat(List.of(1, 2, 4, 8, 16, 32, 64)).extracting(Reservation::kubeMillis)
                .containsExactly(60, 100, 140, 180, 260, 420, 740);
    }
}
