package io.alidade.engine.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.FeatureGates;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// node-config 4, 6 and 8.
class QosTest {
    private static final ResourceAmounts GUARANTEED = ResourceAmounts.both("cpu=2", "memory=1Gi");

    private static QosClass of(PodRequest.Builder pod) {
        return Qos.of(pod.build(), FeatureGates.DEFAULTS);
    }

    // 6, the table
    @Test
    void of_podsOfTheTable_haveTheirClass() {
        assertThat(of(PodRequest.builder("a").app("main", "cpu=2", "memory=1Gi"))).isEqualTo(QosClass.GUARANTEED);
        assertThat(of(PodRequest.builder("a").app("main", "cpu=1500m", "memory=1Gi"))).isEqualTo(QosClass.GUARANTEED);
        assertThat(of(PodRequest.builder("a").container("main", ContainerKind.APP,
                new ResourceAmounts(Map.of(), Quantity.byResource("memory=1Gi"))))).isEqualTo(QosClass.BURSTABLE);
        assertThat(of(PodRequest.builder("a").app("main", "memory=1Gi"))).isEqualTo(QosClass.BURSTABLE);
        assertThat(of(PodRequest.builder("a").app("main"))).isEqualTo(QosClass.BEST_EFFORT);
        assertThat(of(PodRequest.builder("a").app("main", "nvidia.com/gpu=1"))).isEqualTo(QosClass.BEST_EFFORT);
        assertThat(of(PodRequest.builder("a").init("setup").app("main", "cpu=2", "memory=1Gi")))
                .isEqualTo(QosClass.BURSTABLE);
        assertThat(of(PodRequest.builder("a"))).isEqualTo(QosClass.BEST_EFFORT);
    }

    // 6: cpu and memory must be equal, both zero or both not
    @ParameterizedTest
    @CsvSource({"cpu=1 memory=1Gi, cpu=1 memory=1Gi, GUARANTEED",
        "cpu=1 memory=1Gi, cpu=1000m memory=1024Mi, GUARANTEED",
        "cpu=1 memory=1Gi, cpu=2 memory=1Gi, BURSTABLE", "cpu=1 memory=1Gi, cpu=1 memory=2Gi, BURSTABLE",
        "cpu=0 memory=0, cpu=0 memory=0, BEST_EFFORT", "cpu=0 memory=1Gi, cpu=0 memory=1Gi, BURSTABLE",
        "cpu=1 memory=0, cpu=1 memory=0, BURSTABLE", "hugepages-1Gi=1Gi, hugepages-1Gi=1Gi, BEST_EFFORT",
        "cpu=1 memory=1Gi x/y=1, cpu=1 memory=1Gi x/y=2, GUARANTEED"})
    void of_requestsAndLimits_giveTheClass(String requests, String limits, QosClass expected) {
        assertThat(Qos.of(
                new ResourceAmounts(Quantity.byResource(requests.split(" ")), Quantity.byResource(limits.split(" ")))))
                .isEqualTo(expected);
    }

    @Test
    void of_recordedClass_comesFirst() {
        assertThat(of(PodRequest.builder("a").app("main", "cpu=2", "memory=1Gi").qosClass(QosClass.BURSTABLE)))
                .isEqualTo(QosClass.BURSTABLE);
    }

    // 6 rule 1: spec.resources alone, while the gate is on
    @Test
    void of_podLevelResources_countAlone() {
        PodRequest pod = PodRequest.builder("a").podResources("cpu=2", "memory=1Gi").app("main").build();
        assertThat(Qos.of(pod, FeatureGates.DEFAULTS)).isEqualTo(QosClass.GUARANTEED);
        FeatureGates off = new FeatureGates(Map.of(FeatureGates.POD_LEVEL_RESOURCES, false));
        assertThat(Qos.of(pod, off)).isEqualTo(QosClass.BEST_EFFORT);
        assertThat(of(PodRequest.builder("a").podResources().app("main", "cpu=2", "memory=1Gi")))
                .isEqualTo(QosClass.BEST_EFFORT);
    }

    // memory-manager 4.3
    @Test
    void hasPodLevelResources_onlySupportedNames() {
        assertThat(Qos.hasPodLevelResources(PodRequest.builder("a").podResources("cpu=1").build())).isTrue();
        assertThat(Qos.hasPodLevelResources(PodRequest.builder("a").podResources("hugepages-2Mi=2Mi").build()))
                .isTrue();
        assertThat(Qos.hasPodLevelResources(PodRequest.builder("a").podResources("nvidia.com/gpu=1").build()))
                .isFalse();
        assertThat(Qos.hasPodLevelResources(PodRequest.builder("a").podResources().build())).isFalse();
        assertThat(Qos.hasPodLevelResources(PodRequest.builder("a").build())).isFalse();
        PodRequest limitsOnly = new PodRequest("a", "n", "a", Optional.empty(),
                Optional.of(new ResourceAmounts(Map.of(), Quantity.byResource("memory=1Gi"))), List.of());
        assertThat(Qos.hasPodLevelResources(limitsOnly)).isTrue();
    }

    // cpu-manager 6.2
    @Test
    void isGuaranteed_container_looksAtItsOwnResources() {
        assertThat(Qos.isGuaranteed(new ContainerRequest("c", ContainerKind.APP, GUARANTEED))).isTrue();
        assertThat(Qos.isGuaranteed(new ContainerRequest("c", ContainerKind.APP, ResourceAmounts.both("cpu=2"))))
                .isFalse();
        assertThat(Qos.isGuaranteed(new ContainerRequest("c", ContainerKind.APP, ResourceAmounts.NONE))).isFalse();
    }

    // 8, the example in half CPUs: sidecar 1, regular 6, sidecar 1, apps 2 and 2
    @Test
    void effective_theExample_isTheStart() {
        PodRequest pod = PodRequest.builder("a").sidecar("s1", "x/y=1").init("i", "x/y=6").sidecar("s2", "x/y=1")
                .app("a1", "x/y=2").app("a2", "x/y=2").build();
        assertThat(Qos.effective(pod,
                container -> container.resources().limits().getOrDefault("x/y", Quantity.ZERO).ceilUnits()))
                .isEqualTo(7);
    }

    // 4
    @Test
    void featureGates_notConfigured_haveTheirDefaults() {
        assertThat(FeatureGates.DEFAULTS.isOn(FeatureGates.CPU_BETA_OPTIONS)).isTrue();
        assertThat(FeatureGates.DEFAULTS.isOn(FeatureGates.CPU_ALPHA_OPTIONS)).isFalse();
        assertThat(FeatureGates.DEFAULTS.isOn(FeatureGates.POD_LEVEL_RESOURCES)).isTrue();
        assertThat(FeatureGates.DEFAULTS.managesPodLevelResources()).isFalse();
        assertThat(FeatureGates.DEFAULTS.isOn("NobodyKnows")).isFalse();
        FeatureGates on = new FeatureGates(Map.of(FeatureGates.POD_LEVEL_RESOURCE_MANAGERS, true));
        assertThat(on.managesPodLevelResources()).isTrue();
    }

    @Test
    void podRequest_thatCannotBe_isRefused() {
        assertThatThrownBy(() -> PodRequest.builder("a").app("main").app("main").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pod default/a has two containers named main. Rename one.");
        assertThatThrownBy(() -> PodRequest.builder("a").app("main").init("late").build())
                .isInstanceOf(IllegalArgumentException.class).hasMessage(
                        "pod default/a lists init container late after an app container. Put init containers first.");
        assertThatThrownBy(() -> PodRequest.builder("").app("main").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has an empty uid");
    }
}
