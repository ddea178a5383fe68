package io.alidade.view.picture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountsTest {
    @ParameterizedTest
    @CsvSource({"0,0", "1023,1023", "1024,1Ki", "1536,1.5Ki", "1048575,1023.9Ki", "25665994752,23.9Gi",
        "9223372036854775807,7.9Ei"})
    void bytes_anyAmount_isBelow1024OfItsUnit(long bytes, String shown) {
        assertThat(Counts.bytes(bytes)).isEqualTo(shown);
    }
}
