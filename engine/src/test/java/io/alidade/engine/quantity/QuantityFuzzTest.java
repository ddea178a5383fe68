package io.alidade.engine.quantity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Whatever text comes as a quantity, it is a number, which printed and read again is the same, or a plain refusal
/// (node-config 7).
class QuantityFuzzTest {
    @FuzzTest(maxDuration = "5s")
    void parse_anyText_isAQuantityOrRefused(byte[] bytes) {
        Quantity quantity;
        try {
            quantity = Quantity.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageNotContaining("Exception");
            return;
        }
        // A number of many digits may print longer than what is read.
        if (quantity.toText().length() <= Quantity.MAX_TEXT_LENGTH) {
            assertThat(Quantity.parse(quantity.toText())).isEqualByComparingTo(quantity);
        }
        assertThat(quantity.add(quantity).subtract(quantity)).isEqualByComparingTo(quantity);
    }
}
