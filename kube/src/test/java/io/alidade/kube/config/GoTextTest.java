package io.alidade.kube.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.kube.golang.GoText;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoTextTest {
    @ParameterizedTest
    @CsvSource({"10s, PT10S", "1m30s, PT1M30S", "1.5h, PT1H30M", "-2ms, PT-0.002S", "0, PT0S", ".5s, PT0.5S",
        "3us, PT0.000003S"})
    void duration_valid_isRead(String text, Duration duration) {
        assertThat(GoText.duration(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"10, missing unit", "'', invalid duration", "s, invalid duration", "1.2.3s, invalid duration",
        "5d, unknown unit", "9999999999h, invalid duration", "-, invalid duration"})
    void duration_invalid_isRefused(String text, String message) {
        assertThatThrownBy(() -> GoText.duration(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void quoted_controlCharacters_areEscaped() {
        assertThat(GoText.quoted("a\"b\\c\nd\u0001")).isEqualTo("\"a\\\"b\\\\c\\nd\\x01\"");
    }
}
