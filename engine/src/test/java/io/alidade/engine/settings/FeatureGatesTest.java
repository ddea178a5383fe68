package io.alidade.engine.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// node-config 4: what the gates that matter are without a configuration, minor by minor.
class FeatureGatesTest {
    @ParameterizedTest
    @CsvSource({"V1_32,PodLevelResources,false", "V1_33,PodLevelResources,false", "V1_34,PodLevelResources,true",
        "V1_38,PodLevelResources,true", "V1_36,PodLevelResourceManagers,false",
        "V1_38,PodLevelResourceManagers,false", "V1_36,PodLevelResourcesFixKubeletQOSClass,false",
        "V1_37,PodLevelResourcesFixKubeletQOSClass,true", "V1_32,CPUManagerPolicyBetaOptions,true",
        "V1_38,CPUManagerPolicyAlphaOptions,false", "V1_32,TopologyManagerPolicyBetaOptions,true"})
    void isOn_notConfigured_isTheDefaultOfTheVersion(KubeletVersion version, String gate, boolean expected) {
        assertThat(FeatureGates.DEFAULTS.in(version).isOn(gate)).isEqualTo(expected);
    }

    @Test
    void isOn_gateThatTheVersionLacks_isOff() {
        FeatureGates on = new FeatureGates(Map.of(FeatureGates.POD_LEVEL_RESOURCE_MANAGERS, true,
                FeatureGates.POD_LEVEL_RESOURCES, true));
        assertThat(on.in(KubeletVersion.V1_35).managesPodLevelResources()).isFalse();
        assertThat(on.in(KubeletVersion.V1_36).managesPodLevelResources()).isTrue();
    }
}
