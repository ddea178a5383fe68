package io.alidade.plan.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.machine.CgroupMode;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds of all rules: files together, broken files, comments, fixes.
class LinterTest {
    private static final String FRACTION = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              nodeSelector: {a: b}
              containers:
              - name: web
                resources:
                  limits:
                    memory: 1Gi
                    cpu: 1500m
            """;
    private static final String NONE = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: none
            """;
    private static final String TOPOLOGY = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            topologyManagerPolicy: restricted
            systemReserved: {cpu: "2", memory: 1Gi}
            """;

    @Test
    void manifest_besideAConfigurationThatPinsNothing_isNotJudgedByPinning() {
        assertThat(Cases.ids(Cases.lintTexts(FRACTION))).containsExactly("fractional-cpu");
        assertThat(Cases.lintTexts(NONE, FRACTION).findings()).isEmpty();
    }

    @Test
    void brokenDocument_betweenOthers_hidesNone() {
        LintReport report = Cases.lintTexts(FRACTION + "---\n{a: [b\n---\n" + FRACTION, FRACTION);

        assertThat(Cases.ids(report)).contains("syntax")
                .filteredOn("fractional-cpu"::equals).hasSize(3);
        assertThat(report.findings()).filteredOn(finding -> finding.id().equals("fractional-cpu"))
                .extracting(finding -> finding.position().line()).containsExactly(11, 25, 11);
    }

    @Test
    void brokenDocument_alone_isReportedWhereItBreaks() {
        assertThat(Cases.lintTexts("{kind: Pod, kind: Pod}").findings().getFirst().position().toString())
                .isEqualTo("a.yaml:1:13");
        assertThat(Cases.ids(Cases.lintTexts("a\u0000b"))).containsExactly("syntax");
        assertThat(Cases.ids(Cases.lintTexts("x: &a [*a]"))).containsExactly("syntax");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing", "just text", "[1, 2]", "{kind: Service, apiVersion: v1}",
        "{kind: Pod}", "{kind: [Pod]}", "{kind: Pod, spec: {containers: 3}}", "{kind: Pod, spec: {containers: [null]}}",
        "{kind: ConfigMap, apiVersion: v1, data: {a: '{'}}",
        "{kind: List, apiVersion: v1, items: [1, {kind: List, items: []}]}",
        "{version: v1, sharing: 3}", "{version: v1, sharing: {timeSlicing: {resources: [1]}}}",
        "{kind: KubeletConfiguration, reservedMemory: 3}", "{kind: KubeletConfiguration, reservedMemory: [3]}",
        "{kind: KubeletConfiguration, featureGates: [a], systemReserved: 1, evictionHard: x}",
        "{kind: KubeletConfig, apiVersion: machineconfiguration.openshift.io/v1, spec: 3}",
        "{kind: KubeletConfiguration, apiVersion: v1}"})
    void strangeText_endsInAReport(String text) {
        LintReport report = Cases.lintTexts(text);

        assertThat(report.findings()).allSatisfy(finding -> assertThat(finding.message()).isNotBlank());
    }

    @Test
    void comment_onTheLineOrAloneBefore_silences() {
        assertThat(Cases.ids(Cases.lintTexts(FRACTION.replace("1500m", "1500m # alidade: ignore=fractional-cpu"))))
                .isEmpty();
        assertThat(Cases.ids(Cases.lintTexts(FRACTION.replace("        cpu:",
                "        # alidade: ignore=not-guaranteed,fractional-cpu\n        cpu:")))).isEmpty();
        assertThat(Cases.ids(Cases.lintTexts(FRACTION.replace("1Gi", "1Gi # alidade: ignore=fractional-cpu"))))
                .containsExactly("fractional-cpu");
        assertThat(Cases.ids(Cases.lintTexts(FRACTION.replace("1500m", "1500m # alidade: ignore=bad-quantity"))))
                .containsExactly("fractional-cpu");
    }

    @Test
    void fixes_ofAWholeFile_leaveNothing() {
        LintReport report = Cases.lintTexts(TOPOLOGY);
        for (int round = 0; round < 5 && !Fixes.applyAll(report).isEmpty(); round++) {
            Map<String, SourceFile> changed = Fixes.applyAll(report);
            report = new Linter(Optional.empty(), KubeletVersion.DEFAULT)
                    .lint(List.of(SourceGroup.of(Optional.ofNullable(changed.get("a.yaml")).orElseThrow())));
        }

        assertThat(report.findings()).isEmpty();
        assertThat(report.source("a.yaml").orElseThrow().lines()).containsSubsequence("cpuManagerPolicy: static",
                "topologyManagerPolicy: restricted").contains("    memory: 1124Mi");
    }

    @Test
    void fix_ofAJsonFile_keepsItJson() {
        LintReport report = Cases.lintTexts("""
                {"kind": "KubeletConfiguration", "apiVersion": "kubelet.config.k8s.io/v1beta1",
                "topologyManagerPolicy": "restricted", "memoryManagerPolicy": "Static",
                "cpuManagerPolicy": "none", "maxPods": "50", "systemReserved": {"cpu": "1", "memory": "1Gi"},
                "reservedMemory": [{"numaNode": 0, "limits": {"memory": "1Gi"}}]}
                """);
        Fixes.applyAll(report).values().forEach(
                file -> assertThat(new String(file.bytes(), StandardCharsets.UTF_8))
                        .contains("\"memory\": \"1124Mi\"", "\"cpuManagerPolicy\": \"none\"", "\"maxPods\": 50,")
                        .startsWith("{"));
        assertThat(Fixes.applyAll(report)).hasSize(1);
    }

    @Test
    void fix_ofAFileWithWindowsLinesAndMark_keepsBoth() {
        LintReport report = Cases.lintTexts("\uFEFF" + TOPOLOGY.replace("\n", "\r\n"));
        SourceFile after = Fixes.apply(report.source("a.yaml").orElseThrow(),
                report.findings().getFirst().fix().orElseThrow());

        assertThat(new String(after.bytes(), StandardCharsets.UTF_8)).startsWith("\uFEFFapiVersion")
                .contains("cpuManagerPolicy: static\r\n");
    }

    @ParameterizedTest
    @EnumSource(CgroupMode.class)
    void cgroups_ofTheMachine_matterUnlessOfVersionTwo(CgroupMode mode) {
        MachineDescription plain = MachineReader.read(DocumentReader.readOne("m",
                "{numaNodes: [{memory: 64Gi}], layout: {sockets: 1, coresPerSocket: 8, threadsPerCore: 2}}"
                        .getBytes(StandardCharsets.UTF_8)));
        Hardware known = plain.hardware();
        Hardware hardware = new Hardware(known.usableCpus(), known.offlineCpus(), known.isolatedCpus(), known.sockets(),
                known.cores(), known.numaNodes(), known.caches(), known.coreKinds(), known.memoryTiers(),
                known.devices(), Optional.of(mode));
        LintReport report = new Linter(Optional.of(MachineDescription.of(plain.topology(), hardware)),
                KubeletVersion.DEFAULT)
                .lint(List.of(SourceGroup.of(SourceFile.of("a.yaml", NONE.getBytes(StandardCharsets.UTF_8)))));

        assertThat(Cases.ids(report)).isEqualTo(mode == CgroupMode.V2 ? List.of() : List.of("cgroup-v1"));
    }

    @Test
    void manyWorkloads_areLookedAt() {
        LintReport report = Cases.lintTexts((FRACTION + "---\n").repeat(3_000));

        assertThat(report.count(Severity.WARNING)).isEqualTo(3_000);
    }
}
