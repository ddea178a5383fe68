package io.alidade.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "1536, 1536", "1048576, 1Mi", "62172168192, 59292Mi", "62172168193, 57.9Gi",
        "16777478144, 15.6Gi", "9223372036854775807, 7.9Ei", "-1, 18446744073709551615"})
    void bytes_exactWhereShort_elseRoundedDown(long bytes, String text) {
        assertThat(Amounts.bytes(bytes)).isEqualTo(text);
    }

    @Test
    void ids_areAListWithRanges() {
        assertThat(Amounts.ids(List.of(0, 1, 3))).isEqualTo("0-1,3");
        assertThat(Amounts.ids(List.of(196611, 3, 196612))).isEqualTo("3,196611-196612");
        assertThat(Amounts.ids(List.of())).isEmpty();
    }
}
