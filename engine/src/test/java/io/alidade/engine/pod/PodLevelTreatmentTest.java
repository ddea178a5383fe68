package io.alidade.engine.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.FeatureGates;
import io.alidade.engine.settings.KubeletVersion;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// cpu-manager 6.5: 1.32 and 1.33 do not know the case, 1.34 and 1.35 ask one gate, 1.36 and later two.
class PodLevelTreatmentTest {
    private static final PodRequest POD = PodRequest.builder("a").podResources("cpu=4", "memory=4Gi")
            .app("main", "cpu=2", "memory=1Gi")
            .build();

    private static PodLevelTreatment of(PodRequest pod, KubeletVersion version, Map<String, Boolean> gates) {
        return PodLevelTreatment.of(pod, version, new FeatureGates(gates).in(version));
    }

    @ParameterizedTest
    @CsvSource({"V1_32,BY_CONTAINER", "V1_33,BY_CONTAINER", "V1_34,LEFT_ALONE", "V1_35,LEFT_ALONE",
        "V1_36,LEFT_ALONE", "V1_37,LEFT_ALONE", "V1_38,LEFT_ALONE"})
    void of_podLevelResourcesOn_isLeftAloneSince134(KubeletVersion version, PodLevelTreatment expected) {
        assertThat(of(POD, version, Map.of(FeatureGates.POD_LEVEL_RESOURCES, true))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"V1_33,BY_CONTAINER", "V1_34,BY_CONTAINER", "V1_35,BY_CONTAINER", "V1_36,LEFT_ALONE",
        "V1_38,LEFT_ALONE"})
    void of_podLevelResourcesOff_isLeftAloneSince136(KubeletVersion version, PodLevelTreatment expected) {
        assertThat(of(POD, version, Map.of(FeatureGates.POD_LEVEL_RESOURCES, false))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"V1_35,LEFT_ALONE", "V1_36,AS_A_WHOLE", "V1_38,AS_A_WHOLE"})
    void of_managersOn_isServedAsAWholeSince136(KubeletVersion version, PodLevelTreatment expected) {
        assertThat(of(POD, version, Map.of(FeatureGates.POD_LEVEL_RESOURCES, true,
                FeatureGates.POD_LEVEL_RESOURCE_MANAGERS, true))).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void of_podWithoutAny_isServedByContainer(KubeletVersion version) {
        assertThat(of(PodRequest.builder("a").app("main", "cpu=2", "memory=1Gi").build(), version, Map.of()))
                .isEqualTo(PodLevelTreatment.BY_CONTAINER);
    }

    /// node-config 6: empty `spec.resources` made a pod BestEffort up to 1.36.
    @ParameterizedTest
    @CsvSource({"V1_33,GUARANTEED", "V1_34,BEST_EFFORT", "V1_36,BEST_EFFORT", "V1_37,GUARANTEED",
        "V1_38,GUARANTEED"})
    void qos_emptyPodResources_isThatOfTheContainersSince137(KubeletVersion version, QosClass expected) {
        PodRequest empty = PodRequest.builder("a").podResources().app("main", "cpu=2", "memory=1Gi").build();
        assertThat(Qos.of(empty, FeatureGates.DEFAULTS.in(version))).isEqualTo(expected);
    }
}
