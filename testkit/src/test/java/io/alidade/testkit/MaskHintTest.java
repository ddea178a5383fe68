package io.alidade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MaskHintTest {
    // topology-manager 1.6
    @Test
    void masksOver_threeIds_comeBySizeThenLexicographically() {
        assertThat(MaskHint.masksOver(List.of(0, 1, 2)))
                .containsExactly(0b001L, 0b010L, 0b100L, 0b011L, 0b101L, 0b110L, 0b111L);
        assertThat(MaskHint.masksOver(List.of(3, 5))).containsExactly(0b1000L, 0b100000L, 0b101000L);
        assertThat(MaskHint.masksOver(List.of())).isEmpty();
    }

    // topology-manager 1.4: as numbers, {1,2} comes before {0,3} although it is enumerated later
    @Test
    void narrower_sameWidth_followsTheUnsignedNumber() {
        assertThat(MergeOracle.narrower(0b0110, 0b1001)).isTrue();
        assertThat(MergeOracle.narrower(0b1000, 0b0011)).isTrue();
        assertThat(MergeOracle.narrower(0b1, 0b1)).isFalse();
        assertThat(MergeOracle.narrower(1L << 63, 1)).isFalse();
    }

    @Test
    void allOf_extremes_fillTheWord() {
        assertThat(MaskHint.allOf(0)).isZero();
        assertThat(MaskHint.allOf(3)).isEqualTo(0b111);
        assertThat(MaskHint.allOf(64)).isEqualTo(-1L);
        assertThat(MaskHint.bitsOf(1L << 63 | 0b101)).containsExactly(0, 2, 63);
    }

    @Test
    void toString_hints_readAsInTheSpecification() {
        assertThat(MaskHint.of(0b10, true)).hasToString("(10,t)");
        assertThat(MaskHint.any(false)).hasToString("(any,f)");
    }
}
