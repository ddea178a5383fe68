package io.alidade.kube.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.kube.document.BadInput;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeAffinityTest {
    private static NodeAffinity affinity(String terms) {
        String text = "{kind: Pod, metadata: {name: a}, spec: {containers: [{name: c}], affinity: {nodeAffinity: "
                + "{requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: " + terms + "}}}}}";
        return PodManifests.read("x", text.getBytes(StandardCharsets.UTF_8), OptionalInt.empty()).pods().getFirst()
                .requiredNodeAffinity().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"{key: zone, operator: In, values: [a, b]}|true", "{key: zone, operator: In, values: [b]}|false",
                "{key: none, operator: In, values: [b]}|false", "{key: zone, operator: NotIn, values: [b]}|true",
                "{key: none, operator: NotIn, values: [b]}|true", "{key: zone, operator: NotIn, values: [a]}|false",
                "{key: zone, operator: Exists}|true", "{key: none, operator: Exists}|false",
                "{key: zone, operator: DoesNotExist}|false", "{key: none, operator: DoesNotExist}|true",
                "{key: cores, operator: Gt, values: ['7']}|true", "{key: cores, operator: Gt, values: ['8']}|false",
                "{key: cores, operator: Lt, values: ['9']}|true", "{key: cores, operator: Lt, values: ['8']}|false",
                "{key: zone, operator: Gt, values: ['1']}|false", "{key: none, operator: Lt, values: ['1']}|false"})
    void matches_oneExpression_followsItsOperator(String expression, boolean matches) {
        assertThat(
                affinity("[{matchExpressions: [" + expression + "]}]").matches("n1", Map.of("zone", "a", "cores", "8")))
                .isEqualTo(matches);
    }

    @Test
    void matches_terms_areAlternativesAndEmptyOnesMatchNothing() {
        Map<String, String> labels = Map.of("zone", "a");
        String onName = "{matchFields: [{key: metadata.name, operator: In, values: [n1]}]}";

        assertThat(affinity("[{}]").matches("n1", labels)).isFalse();
        assertThat(affinity("[{}, " + onName + "]").matches("n1", labels)).isTrue();
        assertThat(affinity("[" + onName + "]").matches("n2", labels)).isFalse();
        assertThat(affinity("[{matchExpressions: [{key: zone, operator: Exists}, {key: x, operator: Exists}]}]")
                .matches("n1", labels)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{key: a, operator: Is}|operator is \"Is\", not an operator.",
        "{key: a}|operator is absent, not an operator.",
        "{operator: Exists}|key is absent, not the name of a node's label.",
        "{key: a, operator: In}|values does not fit the operator In.",
        "{key: a, operator: Exists, values: [b]}|values does not fit the operator Exists.",
        "{key: a, operator: Gt, values: [x]}|values does not fit the operator Gt.",
        "{key: a, operator: Lt, values: ['1', '2']}|values does not fit the operator Lt."})
    void expression_thatTheApiServerRefuses_isRefused(String expression, String message) {
        assertThatThrownBy(() -> affinity("[{matchExpressions: [" + expression + "]}]")).isInstanceOf(BadInput.class)
                .hasMessageContaining("matchExpressions[0]." + message);
    }

    @Test
    void toleration_coversTaints_byKeyValueAndEffect() {
        assertThat(new Toleration("", "Exists", "", "").tolerates("k", "v", "NoExecute")).isTrue();
        assertThat(new Toleration("k", "Exists", "", "NoExecute").tolerates("k", "v", "NoExecute")).isTrue();
        assertThat(new Toleration("k", "Exists", "", "NoSchedule").tolerates("k", "v", "NoExecute")).isFalse();
        assertThat(new Toleration("k", "Equal", "v", "").tolerates("k", "v", "NoExecute")).isTrue();
        assertThat(new Toleration("k", "Equal", "w", "").tolerates("k", "v", "NoExecute")).isFalse();
        assertThat(new Toleration("j", "Exists", "", "").tolerates("k", "v", "NoExecute")).isFalse();
    }
}
