package io.alidade.plan.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.AdmissionReport;
import io.alidade.kube.admission.AdmissionRun;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineReader;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import io.alidade.testkit.Property;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final MachineDescription MACHINE = MachineReader.read(document("""
            layout: {sockets: 2, coresPerSocket: 4, threadsPerCore: 2}
            numaNodes: [{node: 0, memory: 16Gi}, {node: 1, memory: 16Gi}]
            """));

    private static final MachineDescription ADJACENT = MachineReader.read(document("""
            layout: {sockets: 1, coresPerSocket: 8, threadsPerCore: 2, siblings: adjacent}
            numaNodes: [{node: 0, memory: 16Gi}]
            """));

    private static DocumentNode document(String text) {
        return DocumentReader.readOne("text", text.getBytes(StandardCharsets.UTF_8));
    }

    private static Comparison.Side side(String name, String policy) {
        return new Comparison.Side(name, KubeletConfigurationReader.STRICT.decode(document(
                "{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration, cpuManagerPolicy: static,"
                        + " reservedSystemCPUs: \"0,8\", topologyManagerPolicy: " + policy + "}")),
                KubeletVersion.DEFAULT);
    }

    private static List<PodManifest> pods(List<Integer> cpus) {
        List<PodManifest> pods = new ArrayList<>();
        cpus.forEach(count -> pods.add(PodManifests.readPod(document("{apiVersion: v1, kind: Pod, metadata: {name: p"
                + pods.size() + "}, spec: {containers: [{name: c, resources: {limits: {cpu: " + count
                + ", memory: 1Gi}}}]}}"))));
        return pods;
    }

    private static Comparison compare(Comparison.Side a, Comparison.Side b, List<Integer> cpus) {
        return compare(MACHINE, List.of(a, b), cpus);
    }

    private static Comparison compare(MachineDescription machine, List<Comparison.Side> sides, List<Integer> cpus) {
        return Comparison.of(List.of(new Comparison.NamedMachine("m", machine, Optional.empty())), sides, pods(cpus),
                List.of());
    }

    @Test
    void pods_refusedByOneOnly_comeFirst() {
        Comparison comparison = compare(side("a", "best-effort"), side("b", "single-numa-node"), List.of(2, 10, 2));

        MachineComparison machine = comparison.machines().getFirst();
        assertThat(comparison.isEqual()).isFalse();
        assertThat(machine.pods().getFirst().name()).isEqualTo("p1");
        assertThat(machine.pods().getFirst().differences()).containsExactly(Aspect.VERDICT);
        assertThat(machine.pods().getFirst().outcomes().getLast()).isInstanceOf(Outcome.Refused.class);
        assertThat(machine.totals(0).admitted()).isEqualTo(3);
        assertThat(machine.totals(1).admitted()).isEqualTo(2);
    }

    @Test
    void versions_ofOneConfiguration_differWhereTheirRulesDo() {
        KubeletConfiguration spread = KubeletConfigurationReader.STRICT.decode(document("{apiVersion:"
                + " kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration, cpuManagerPolicy: static,"
                + " reservedSystemCPUs: \"0-1\", cpuManagerPolicyOptions: {distribute-cpus-across-cores: \"true\"},"
                + " featureGates: {CPUManagerPolicyAlphaOptions: true}}"));
        Comparison comparison = compare(ADJACENT,
                Stream.of(KubeletVersion.V1_34, KubeletVersion.V1_37, KubeletVersion.V1_38)
                        .map(version -> new Comparison.Side("spread", spread, version)).toList(),
                List.of(4));

        assertThat(comparison.commonVersion()).isEmpty();
        MachineComparison machine = comparison.machines().getFirst();
        assertThat(machine.differing()).extracting(PodComparison::name).containsExactly("p0");
        assertThat(machine.differing().getFirst().differences()).containsExactly(Aspect.CPUS);
        assertThat(machine.differing().getFirst().outcomes().get(1))
                .isEqualTo(machine.differing().getFirst().outcomes().getFirst());
        assertThat(machine.totals(2)).isEqualTo(machine.totals(0));
    }

    @Test
    void kubelet_thatDoesNotStart_decidesNothing() {
        Comparison.Side broken = side("b",
                "restricted, topologyManagerPolicyOptions: {max-allowable-numa-nodes: \"2\"}");
        Comparison comparison = compare(side("a", "restricted"), broken, List.of(2));

        MachineComparison machine = comparison.machines().getFirst();
        assertThat(machine.startErrors().getLast()).isPresent();
        assertThat(machine.pods().getFirst().outcomes().getLast()).isEqualTo(new Outcome.Undecided());
        assertThat(comparison.isEqual()).isFalse();
        assertThat(compare(broken, broken, List.of(2)).isEqual()).isTrue();
    }

    @Test
    void configuration_againstItself_isEqualAndAsAdmitSays() {
        Property.check("compare with itself", 40, random -> {
            Comparison.Side side = side("a", random.note("policy",
                    random.pick(List.of("none", "best-effort", "restricted", "single-numa-node"))));
            List<Integer> cpus = random.note("cpus", random.list(0, 8, () -> random.between(1, 10)));

            Comparison comparison = compare(side, side, cpus);

            KubeletConfiguration configuration = side.configuration();
            AdmissionReport report = AdmissionRun.of(
                    KubeletNode.start(MACHINE, configuration, KubeletVersion.DEFAULT), KubeletVersion.DEFAULT,
                    configuration, pods(cpus), List.of()).report();
            assertThat(comparison.isEqual()).isTrue();
            List<PodComparison> compared = comparison.machines().getFirst().pods();
            assertThat(compared).hasSameSizeAs(report.pods());
            for (int i = 0; i < compared.size(); i++) {
                var refusal = report.pods().get(i).refusal();
                if (compared.get(i).outcomes().getFirst() instanceof Outcome.Refused(String reason, String message)) {
                    assertThat(refusal.orElseThrow().reason()).isEqualTo(reason);
                    assertThat(refusal.orElseThrow().message()).isEqualTo(message);
                } else {
                    assertThat(refusal).isEmpty();
                }
            }
        });
    }
}
