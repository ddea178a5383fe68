package io.alidade.engine.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeletVersionTest {
    @ParameterizedTest
    @CsvSource({"1.32,V1_32", "v1.33.13,V1_33", "1.34.0-rc.1,V1_34", "v1.35,V1_35", "1.36+vendor,V1_36",
        "v1.37.2-eks-1a2b3c,V1_37", "1.38.0-beta.0,V1_38"})
    void parse_anyFormOfAMinor_isItsProfile(String text, KubeletVersion expected) {
        assertThat(KubeletVersion.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1.31", "1.3", "1.380", "2.36", "vv1.36", "latest", "''"})
    void parse_anythingElse_listsTheKnown(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> KubeletVersion.parse(text))
                .withMessage("kubelet version \"" + text
                        + "\" is not known. Known are 1.32, 1.33, 1.34, 1.35, 1.36, 1.37, 1.38.");
    }

    @Test
    void preRelease_isTheLastOneOnly() {
        assertThat(KubeletVersion.values()).filteredOn(KubeletVersion::isPreRelease)
                .containsExactly(KubeletVersion.V1_38);
    }
}
