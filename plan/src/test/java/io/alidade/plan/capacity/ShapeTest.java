package io.alidade.plan.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.pod.Qos;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.pod.PodManifests;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {
    @Test
    void parse_withName_asksForTheAmountsAsRequestsAndLimits() {
        Shape shape = Shape.parse("train:cpu=8,memory=32Gi,nvidia.com/gpu=1");
        assertThat(shape.name()).isEqualTo("train");
        assertThat(shape.asks()).isEqualTo("cpu 8, memory 32Gi, nvidia.com/gpu 1");
        assertThat(shape.note()).isEmpty();
        assertThat(Qos.of(shape.pod().request(), FeatureGates.DEFAULTS)).isEqualTo(QosClass.GUARANTEED);
    }

    @Test
    void parse_cpuAlone_isGuaranteedAllTheSameAndSaysHow() {
        Shape shape = Shape.parse("cpu=9");
        assertThat(shape.name()).isEqualTo("cpu=9");
        assertThat(Qos.of(shape.pod().request(), FeatureGates.DEFAULTS)).isEqualTo(QosClass.GUARANTEED);
        assertThat(shape.note().orElse("")).contains("memory=64Mi is added");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            cpu=0                | cpu is 0, not above 0.
            cpu=-4,memory=1Gi    | cpu is -4, not above 0.
            cpu=70000            | cpu is 70000, more than any machine has (65536).
            memory=9Ei           | memory is 9Ei, more than any machine has (1Ei).
            cpu=many             | 'many' is no quantity of cpu.
            cpu                  | 'cpu' is no amount of a resource.
            cpu=1,,memory=1Gi    | '' is no amount of a resource.
            cpu=1,cpu=2          | cpu is given twice.
            A B:cpu=1            | 'A B' is not a name of small letters, digits and dashes.
            cpu=1,gpu=1          | gpu
            cpu=1,nvidia.com/gpu=500m | nvidia.com/gpu
            """)
    void parse_unusableText_isRefusedWithShapeAndValue(String text, String message) {
        assertThatThrownBy(() -> Shape.parse(text)).isInstanceOf(BadInput.class)
                .hasMessageStartingWith("the shape '" + text + "': ").hasMessageContaining(message);
    }

    @Test
    void of_replicas_areOneShapeUnderTheNameOfTheWorkload() {
        String pods = """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 3
                  template: {spec: {containers: [{name: main, resources: {limits: {cpu: 2, memory: 1Gi}}}]}}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: other}
                spec: {containers: [{name: main, resources: {limits: {cpu: 4, memory: 1Gi}}}]}
                """;
        assertThat(Shape.of(PodManifests.read("pods", pods.getBytes(StandardCharsets.UTF_8), OptionalInt.empty())
                .pods())).extracting(Shape::name).containsExactly("web", "web-2");
    }
}
