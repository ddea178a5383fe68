package io.alidade.kube.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.FeatureGates;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectiveRequestsTest {
    // node-config 8, example: app = 3, initMax = 3.5, overhead 0.25.
    private static final String EXAMPLE = "overhead: {cpu: 250m}, containers: [" + container("a", "1") + ", "
            + container("b", "1") + "], initContainers: [" + sidecar("s", "500m") + ", " + container("i", "3") + ", "
            + sidecar("t", "500m") + "]";

    private static String container(String name, String cpu) {
        return "{name: " + name + ", resources: {requests: {cpu: " + cpu + "}}}";
    }

    private static String sidecar(String name, String cpu) {
        return "{name: " + name + ", restartPolicy: Always, resources: {requests: {cpu: " + cpu + "}}}";
    }

    private static PodManifest pod(String spec) {
        return PodManifests.read("x", ("{kind: Pod, metadata: {name: a}, spec: {" + spec + "}}")
                .getBytes(StandardCharsets.UTF_8), OptionalInt.empty()).pods().getFirst();
    }

    private static String text(Map<String, Quantity> amounts) {
        return String.join(" ",
                amounts.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList());
    }

    @Test
    void of_specificationExample_isTheGreatestOfAppsAndInits() {
        assertThat(text(EffectiveRequests.of(pod(EXAMPLE)))).isEqualTo("cpu=3750m");
    }

    @Test
    void of_podLevelRequests_replaceTheContainers() {
        PodManifest pod = pod(EXAMPLE + ", resources: {requests: {cpu: 4}}");

        assertThat(text(EffectiveRequests.of(pod))).isEqualTo("cpu=4250m");
        assertThat(text(EffectiveRequests.of(pod, new FeatureGates(Map.of(FeatureGates.POD_LEVEL_RESOURCES, false)))))
                .isEqualTo("cpu=3750m");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // apps alone
        "containers: [{name: a, resources: {requests: {cpu: 1, memory: 1Gi}}}, {name: b, resources: {requests: {memory: 1Gi}}}]"
                + "|cpu=1 memory=2Gi|",
        // an init container that is larger in one resource only
        "initContainers: [{name: i, resources: {requests: {cpu: 3, memory: 1Mi}}}], containers: [{name: a, resources: "
                + "{requests: {cpu: 1, memory: 1Gi}}}]|cpu=3 memory=1Gi|",
        // init containers run one at a time
        "initContainers: [{name: i, resources: {requests: {cpu: 2}}}, {name: j, resources: {requests: {cpu: 2}}}], "
                + "containers: [{name: a}]|cpu=2|",
        // nothing but overhead; limits have no overhead without a limit
        "overhead: {cpu: 100m}, containers: [{name: a}]|cpu=100m|",
        "overhead: {cpu: 100m, memory: 1Mi}, containers: [{name: a, resources: {limits: {cpu: 1}}}]"
                + "|cpu=1100m memory=1Mi|cpu=1100m",
        "overhead: {cpu: 100m}, containers: [{name: a, resources: {limits: {cpu: 0}}}]|cpu=100m|cpu=0",
        // a pod-level amount for one name leaves the others
        "resources: {limits: {memory: 4Gi}}, containers: [{name: a, resources: {limits: {cpu: 2, nvidia.com/gpu: 1}}}]"
                + "|cpu=2 memory=4Gi nvidia.com/gpu=1|cpu=2 memory=4Gi nvidia.com/gpu=1"})
    void ofAndLimitsOf_eachRule_countsPerResource(String spec, String requests, String limits) {
        assertThat(text(EffectiveRequests.of(pod(spec)))).isEqualTo(requests);
        assertThat(text(EffectiveRequests.limitsOf(pod(spec), FeatureGates.DEFAULTS)))
                .isEqualTo(limits == null ? "" : limits);
    }
}
