package io.alidade.plan.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Advice that helps: all at once, nothing undone, policies that admit.
class AdviceTest {
    private static final String HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";

    @Test
    void errors_thatComeOneStartAfterTheOther_areAllFound() {
        LintReport report = Cases.lintTexts(HEADER + """
                cpuManagerPolicy: static
                systemReserved: {cpu: "2", memory: 1Gi, gpu: "1"}
                cpuManagerPolicyOptions:
                  distribute-cpus-across-cores: "true"
                  distribute-cpus-across-numa: "true"
                  prefer-align-cpus-by-uncorecache: "true"
                memoryManagerPolicy: Static
                maxPods: "50"
                evictionSoft: {nodefs.available: 10%}
                featureGates:
                  Nonsense: true
                  SidecarContainers: false
                  PodLevelResources: false
                """);

        assertThat(report.findings()).filteredOn(finding -> finding.severity() == Severity.ERROR)
                .extracting(finding -> finding.id() + ":" + finding.position().line())
                .containsExactlyInAnyOrder("kubelet-does-not-start:4", "option-needs-gate:6", "options-exclusive:6",
                        "options-exclusive:7",
                        "reserved-memory-sum:9", "kubelet-does-not-start:10", "kubelet-does-not-start:11",
                        "unknown-gate:13", "gate-cannot-be-set:14", "gate-cannot-be-set:15");
    }

    @Test
    void gates_areThoseOfTheMinor() {
        String text = HEADER + "featureGates: {SidecarContainers: true, CPUManagerPolicyAlphaOptions: true}\n";

        assertThat(ids(text, KubeletVersion.parse("1.36"))).containsExactly("gate-goes-away");
        assertThat(ids(text, KubeletVersion.parse("1.37"))).containsExactly("unknown-gate");
    }

    private static List<String> ids(String text, KubeletVersion version) {
        return Cases.ids(new Linter(Optional.empty(), version)
                .lint(List.of(SourceGroup.of(SourceFile.of("a.yaml", text.getBytes(StandardCharsets.UTF_8))))));
    }

    @Test
    void fix_undoesNothingThatWasWrittenOnPurpose() {
        LintReport policy = lint("policy.yaml");

        assertThat(policy.findings()).extracting(Finding::id).containsExactly("no-topology-from-device");
        assertThat(policy.reaches(Severity.WARNING)).isFalse();
        assertThat(Fixes.applyAll(policy)).isEmpty();
        assertThat(Fixes.applyAll(Cases.lintTexts(HEADER + """
                cpuManagerPolicy: none
                memoryManagerPolicy: None
                topologyManagerPolicy: restricted
                systemReserved: {cpu: "2", memory: 1Gi}
                """))).isEmpty();
        assertThat(Fixes.applyAll(Cases.lintTexts(HEADER + """
                cpuManagerPolicy: static
                reservedSystemCPUs: "0"
                cpuManagerPolicyOptions: {distribute-cpus-across-cores: "true"}
                featureGates: {CPUManagerPolicyAlphaOptions: false}
                """))).isEmpty();
    }

    @Test
    void cure_namesPoliciesThatAdmit() {
        LintReport single = lint("node.yaml", "kubelet.yaml", "pod.yaml");
        LintReport restricted = lint("node.yaml", "kubelet-r.yaml", "pod.yaml");

        assertThat(messages(single, "larger-than-numa-node"))
                .allMatch(message -> message.endsWith("takes several NUMA nodes (best-effort)."));
        assertThat(messages(restricted, "larger-than-numa-node"))
                .allMatch(message -> message.contains("(best-effort)"));
        assertThat(messages(lint("node-ex.yaml", "kubelet.yaml", "pod.yaml"), "larger-than-numa-node")).isEmpty();
    }

    @Test
    void templateOfAnotherTool_isNotRecognised() {
        LintReport report = new Linter(Optional.empty(), KubeletVersion.DEFAULT)
                .lint(List.of(SourceGroup.of(SourceFile.of("ci.yml", bytes("lint-templates/ci.yml")))));

        assertThat(report.findings()).isEmpty();
        assertThat(report.unrecognised()).singleElement().satisfies(problem -> assertThat(problem)
                .hasMessage("ci.yml:1:1: lint does not know what this is: a mapping of script without a kind."));
    }

    private static List<String> messages(LintReport report, String id) {
        return report.findings().stream().filter(finding -> finding.id().equals(id)).map(Finding::message).toList();
    }

    /// Files of the case `sriov-two-nics`; the first may be a machine.
    private static LintReport lint(String... files) {
        boolean isMachine = files[0].startsWith("node");
        Optional<MachineDescription> machine = isMachine ? Optional.of(MachineReader
                .read(DocumentReader.readOne(files[0], bytes("sriov-two-nics/" + files[0])))) : Optional.empty();
        return new Linter(machine, KubeletVersion.DEFAULT).lint(Stream.of(files).skip(isMachine ? 1 : 0)
                .map(file -> SourceGroup.of(SourceFile.of(file, bytes("sriov-two-nics/" + file)))).toList());
    }

    private static byte[] bytes(String file) {
        try (InputStream in = Objects.requireNonNull(AdviceTest.class.getResourceAsStream(file), file)) {
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
