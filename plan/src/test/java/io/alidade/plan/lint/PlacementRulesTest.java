package io.alidade.plan.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Affinities and selectors, with and without the machine of the case, which has the labels `pool: gpu, cores: "32"`.
class PlacementRulesTest {
    private static final String ID = "node-affinity-never-matches";

    private static String pod(String spec) {
        return "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {" + spec
                + " containers: [{name: c, resources: {limits: {cpu: 2, memory: 1Gi}}}]}}";
    }

    private static String affinity(String expressions) {
        return "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms:"
                + " [{matchExpressions: [" + expressions + "]}]}}},";
    }

    private static List<Finding> onMachine(String text) {
        SourceFile file = SourceFile.of("pod.yaml", text.getBytes(StandardCharsets.UTF_8));
        return Cases.linter(ID).lint(List.of(SourceGroup.of(file))).findings().stream()
                .filter(finding -> finding.id().equals(ID)).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{key: a, operator: In, values: [v]}, {key: a, operator: NotIn, values: [v]}",
        "{key: a, operator: In, values: [v]}, {key: a, operator: In, values: [w]}",
        "{key: a, operator: Exists}, {key: a, operator: DoesNotExist}",
        "{key: a, operator: Gt, values: ['7']}, {key: a, operator: Lt, values: ['8']}",
        "{key: pool, operator: In, values: [cpu]}",
    })
    void affinity_thatContradictsItself_isAnError(String expressions) {
        String spec = (expressions.contains("pool") ? "nodeSelector: {pool: gpu}, " : "") + affinity(expressions);

        assertThat(Cases.lintTexts(pod(spec)).findings()).filteredOn(finding -> finding.id().equals(ID)).singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.ERROR));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{key: a, operator: In, values: [v, w]}, {key: a, operator: NotIn, values: [v]}",
        "{key: a, operator: NotIn, values: [v]}, {key: a, operator: DoesNotExist}",
        "{key: a, operator: Gt, values: ['7']}, {key: a, operator: Lt, values: ['9']}",
        "{key: a, operator: Gt, values: ['-9223372036854775808']}, {key: b, operator: Exists}",
    })
    void affinity_thatSomeNodeMayMatch_isNone(String expressions) {
        assertThat(Cases.ids(Cases.lintTexts(pod(affinity(expressions))))).doesNotContain(ID);
    }

    @Test
    void machine_withOtherLabels_isNamed() {
        assertThat(onMachine(pod("nodeSelector: {pool: cpu, pol: gpu},"))).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.message()).contains("pool=cpu (the machine has gpu)",
                    "pol=gpu (the machine has no such label; maybe pool is meant)");
        });
        assertThat(onMachine(pod(affinity("{key: cores, operator: Gt, values: ['32']}")))).singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .contains("cores Gt [32] (the machine has 32). The pod never runs here."));
        assertThat(onMachine(pod("nodeSelector: {pool: gpu, kubernetes.io/os: linux, numa.node.count: '2'},"
                + affinity("{key: cores, operator: Gt, values: ['31']}")))).isEmpty();
    }
}
