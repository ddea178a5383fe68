package io.alidade.live.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    private static Spread of(Double... rounds) {
        return new Spread(List.of(rounds));
    }

    @Test
    void median_isTheOneInTheMiddle() {
        assertThat(of(3.0, 1.0, 2.0).median()).isEqualTo(2);
        assertThat(of(4.0, 1.0, 2.0, 3.0).median()).isEqualTo(2.5);
    }

    @Test
    void isNoisy_moreThanTenPercentOrTooFewRounds() {
        assertThat(of(100.0, 105.0, 109.0).isNoisy()).isFalse();
        assertThat(of(100.0, 105.0, 112.0).isNoisy()).isTrue();
        assertThat(of(100.0, 100.0).isNoisy()).isTrue();
    }

    @Test
    void to_anotherOne_tellsOnlyBeyondTheSpreadOfBoth() {
        Spread base = of(100.0, 102.0, 104.0);

        assertThat(of(150.0, 152.0, 155.0).to(base).value()).isCloseTo(1.49, within(0.01));
        assertThat(of(150.0, 152.0, 155.0).to(base).tells()).isTrue();
        assertThat(of(104.0, 106.0, 108.0).to(base).tells()).isFalse();
        assertThat(of(150.0, 152.0, 200.0).to(base).tells()).isFalse();
    }

    @Test
    void rounds_thatAreNoNumbers_areRefused() {
        for (List<Double> rounds : List.of(List.<Double>of(), List.of(0.0), List.of(-1.0), List.of(Double.NaN),
                List.of(Double.POSITIVE_INFINITY))) {
            assertThatThrownBy(() -> new Spread(rounds)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
