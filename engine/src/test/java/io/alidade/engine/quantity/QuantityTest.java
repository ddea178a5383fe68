package io.alidade.engine.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    private static Quantity q(String text) {
        return Quantity.parse(text);
    }

    // node-config 7.5, table; `-` stands for "not an integer on the fast path" and for "not in the table".
    @ParameterizedTest
    @CsvSource({
        "1.5Gi, 1536Mi, -, 1610612736, -", "1536Mi, 1536Mi, 1610612736, 1610612736, -",
        "3.2Gi, 3435973836800m, -, 3435973837, -", "1024Ki, 1Mi, 1048576, 1048576, -", "0.5, 500m, -, 1, 500",
        "1000m, 1, -, 1, 1000", "1.0, 1, -, 1, 1000", "1500m, 1500m, -, 2, 1500", "0.1m, 100u, -, 1, 1",
        "1e3, 1e3, 1000, 1000, 1000000", "1k, 1k, 1000, 1000, 1000000", "99999Gi, 99999Gi, 107373108658176, -, -",
        "100000Gi, 100000Gi, -, 107374182400000, -", "99Ti, 99Ti, 108851651149824, -, -",
        "100Ti, 100Ti, -, 109951162777600, -", "1Pi, 1Pi, -, 1125899906842624, -",
        "1Ei, 1Ei, -, 1152921504606846976, 9223372036854775807",
        // 7.2, 7.3
        "0.1n, 1n, -, 1, 1", "-0.1n, -1n, -, -1, -1", "-1500m, -1500m, -, -2, -1500",
        "8Ei, 9223372036854775807, -, -, -",
        "-9Ei, -9223372036854775807, -, -9223372036854775807, -9223372036854775808", "0.0001Ki, 102400u, -, 1, 103",
        // 7.4: the last fast and the first big of each kind
        "99999999999Ki, 99999999999Ki, 102399999998976, -, -", "100000000000Ki, 97656250Mi, -, -, -",
        "99999999Mi, 99999999Mi, 104857598951424, -, -", "100000000Mi, 100000000Mi, -, -, -",
        "999999999999999999, 999999999999999999, 999999999999999999, -, 9223372036854775807",
        "1000000000000000000, 1E, -, 1000000000000000000, 9223372036854775807", "1E, 1E, 1000000000000000000, -, -",
        "10E, 10E, -, 9223372036854775807, -", "1e18, 1e18, 1000000000000000000, -, -", "0, 0, 0, 0, 0",
        "0m, 0, -, 0, 0",
        "1n, 1n, -, 1, 1", "0.5n, 1n, -, 1, 1", "1e-9, 1e-9, -, 1, 1", "1e-10, 1e-9, -, 1, 1",
        // 7.5: oddities that are kept, and not kept
        "+5, +5, 5, 5, 5000", "007, 007, 7, 7, 7000", "5., 5., 5, 5, 5000", "+5Gi, +5Gi, 5368709120, -, -",
        "1000, 1k, 1000, 1000, -", "100, 100, 100, 100, -", "+0.5, 500m, -, 1, 500", "8Ki, 8Ki, 8192, -, -",
        "+8Ki, 8Ki, 8192, -, -", "2048Mi, 2Gi, 2147483648, -, -", "12345678, 12345678, 12345678, -, -",
        "120k, 120k, 120000, -, -", "1.2k, 1200, 1200, 1200, -", "1e4, 10e3, 10000, -, -", "1E4, 10e3, 10000, -, -",
        "1e21, 1e21, -, 9223372036854775807, -", "1e-999, 1e-9, -, 1, 1", "-0, 0, 0, 0, 0", ".5, 500m, -, 1, 500"})
    void parse_everyForm_readsPrintsAndRoundsAsTheKubelet(String text, String canonical, String integer, String units,
            String millis) {
        Quantity quantity = q(text);

        assertThat(quantity.toText()).isEqualTo(canonical).isEqualTo(quantity.toString());
        assertThat(quantity.asLong()).isEqualTo(integer.equals("-") ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(integer)));
        if (!units.equals("-")) {
            assertThat(quantity.ceilUnits()).isEqualTo(Long.parseLong(units));
        }
        if (!millis.equals("-")) {
            assertThat(quantity.ceilMillis()).isEqualTo(Long.parseLong(millis));
        }
    }

    @ParameterizedTest
    @CsvSource({"n, -9", "u, -6", "m, -3", "'', 0", "k, 3", "M, 6", "G, 9", "T, 12", "P, 15", "E, 18"})
    void parse_decimalSuffix_isAPowerOfTen(String suffix, int exponent) {
        assertThat(q("7" + suffix).value()).isEqualByComparingTo(BigDecimal.valueOf(7).scaleByPowerOfTen(exponent));
        assertThat(q("7" + suffix).format()).isEqualTo(Quantity.Format.DECIMAL_SI);
    }

    @ParameterizedTest
    @CsvSource({"Ki, 1", "Mi, 2", "Gi, 3", "Ti, 4", "Pi, 5", "Ei, 6"})
    void parse_binarySuffix_isAPowerOf1024(String suffix, int power) {
        assertThat(q("3" + suffix).value()).isEqualByComparingTo(BigDecimal.valueOf(1024).pow(power).multiply(
                BigDecimal.valueOf(3)));
        assertThat(q("3" + suffix).format()).isEqualTo(Quantity.Format.BINARY_SI);
    }

    @Test
    void parse_smallBinaryFraction_becomesDecimal() {
        assertThat(q("0.0001Ki").format()).isEqualTo(Quantity.Format.DECIMAL_SI);
        assertThat(q("0.5Ki").format()).isEqualTo(Quantity.Format.BINARY_SI);
        assertThat(q("0.0Ki").format()).isEqualTo(Quantity.Format.BINARY_SI);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " 1", "1 ", "1.1.1", "a", "1Mb", "1gi", "1KI", "1e3.5", "1_000", "\u0661", "0x10", "1,5"})
    void parse_strayCharacters_isAFormatError(String text) {
        assertThatThrownBy(() -> q(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(QuantityParser.BAD_FORMAT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Gi", "E", ".", "+", "-", "m", "-.k"})
    void parse_withoutDigits_isZero(String text) {
        assertThat(Quantity.parse(text).signum()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1K", "-1-", "1e", "1i", "1ki", "1Kii", "1mm", "1+5", "1k5", "1Ki5", "1ee3", "1e+", "1ei",
        "1e1000", "1e-1000", "1e999999999", "1e-999999999", "1e99999999999999999999"})
    void parse_unknownOrBoundlessSuffix_isASuffixError(String text) {
        assertThatThrownBy(() -> q(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(QuantityParser.BAD_SUFFIX);
    }

    @Test
    void parse_longText_isRefusedByLength() {
        assertThat(q("1".repeat(64)).value()).isEqualByComparingTo(new BigDecimal("1".repeat(64)));
        assertThatThrownBy(() -> q("1".repeat(65))).hasMessage("quantities must have at most 64 characters");
    }

    @ParameterizedTest
    @CsvSource({"1Gi, 1Gi, 2Gi, 2147483648", "1Gi, 512Mi, 1536Mi, 1610612736", "0, 1Gi, 1Gi, 1073741824",
        "1Gi, 0, 1Gi, 1073741824", "1Gi, 1G, 2073741824, 2073741824", "1G, 1Gi, 2073741824, 2073741824",
        "500m, 500m, 1, -", "1, 500m, 1500m, -", "1.5Gi, 512Mi, 2Gi, -", "512Mi, 1.5Gi, 2Gi, -",
        "1e3, 1k, 2e3, 2000", "9E, 9E, 18E, -", "0m, 1, 1, 1", "1, 0m, 1, 1", "+5, 0, 5, 5", "0, +5, 5, 5",
        "1e20, 1n, 100000000000000000000000000001e-9, -"})
    void add_twoQuantities_keepsFormatAndForm(String left, String right, String sum, String integer) {
        assertThat(q(left).add(q(right)).toText()).isEqualTo(sum);
        assertThat(q(left).add(q(right)).asLong()).isEqualTo(integer.equals("-") ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(integer)));
    }

    @ParameterizedTest
    @CsvSource({"2Gi, 1Gi, 1Gi", "1Gi, 2Gi, -1Gi", "0, 1Gi, -1Gi", "1, 1500m, -500m", "1.5Gi, 1536Mi, 0",
        "2, 1Ki, -1022",
        "-9E, 9E, -18E", "64Gi, 4294967296, 60Gi"})
    void subtract_twoQuantities_keepsTheLeftFormat(String left, String right, String difference) {
        assertThat(q(left).subtract(q(right)).toText()).isEqualTo(difference);
    }

    @Test
    void subtract_smallestLong_staysExact() {
        Quantity difference = Quantity.of(0).subtract(Quantity.of(Long.MIN_VALUE));

        assertThat(difference.value()).isEqualByComparingTo("9223372036854775808");
        assertThat(difference.asLong()).isEmpty();
        assertThat(difference.ceilUnits()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "+5, +5", "1500m, 1500m", "1m, 1m", "0.1m, 1m", "-0.1m, -1m", "1.0001, 1001m",
        "3.2Gi, 3435973836800m",
        "1.00000001Gi, 1073741834738m", "1e-9, 1e-3", "0u, 0"})
    void roundUpToMillis_finerParts_goAwayFromZero(String text, String rounded) {
        assertThat(q(text).roundUpToMillis().toText()).isEqualTo(rounded);
        assertThat(q(text).roundUpToMillis().asLong()).isEqualTo(q(text).asLong());
    }

    @Test
    void equality_sameValue_needsTheSameFormat() {
        assertThat(q("1")).isEqualTo(q("1000m")).hasSameHashCodeAs(q("1000m")).isEqualTo(q("+1"));
        assertThat(q("1536Mi")).isEqualTo(q("1.5Gi")).hasSameHashCodeAs(q("1.5Gi"));
        assertThat(q("0")).isEqualTo(q("0m")).hasSameHashCodeAs(q("0m"));
        assertThat(q("1024")).isNotEqualTo(q("1Ki")).isEqualByComparingTo(q("1Ki"));
        assertThat(q("1")).isNotEqualTo(q("2")).isNotEqualTo("1").isLessThan(q("1.0000000001"));
    }

    @Test
    void factories_wholeNumbers_areFast() {
        assertThat(Quantity.ofBytes(1536L << 20).toText()).isEqualTo("1536Mi");
        assertThat(Quantity.ofBytes(1536L << 20).asLong()).hasValue(1536L << 20);
        assertThat(Quantity.of(4000).toText()).isEqualTo("4k");
        assertThat(Quantity.ofMillis(1500).toText()).isEqualTo("1500m");
        assertThat(Quantity.ZERO.isZero()).isTrue();
        assertThat(Quantity.ZERO.toText()).isEqualTo("0");
        assertThat(q("-1").signum()).isEqualTo(-1);
        assertThat(Quantity.ofBytes(Long.MIN_VALUE).toText()).isEqualTo("-8Ei");
        assertThat(Quantity.ofBytes(1000).toText()).isEqualTo("1k");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "1536, 1536", "1048576, 1Mi", "62172168192, 59292Mi", "62172168193, 57.9Gi",
        "16777478144, 15.6Gi", "9223372036854775807, 7.9Ei", "-1, 18446744073709551615"})
    void shortBytes_exactWhereShort_elseRoundedDown(long bytes, String text) {
        assertThat(Quantity.shortBytes(bytes)).isEqualTo(text);
    }
}
