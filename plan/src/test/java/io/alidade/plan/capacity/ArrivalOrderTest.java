package io.alidade.plan.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrivalOrderTest {
    private static int[] first(long seed, int number, int count) {
        ArrivalOrder order = new ArrivalOrder(seed, number, 60, 40);
        return IntStream.range(0, count).map(_ -> order.next()).toArray();
    }

    @Test
    void next_sameSeedAndNumber_isTheSameRow() {
        assertThat(first(7, 3, 100)).isEqualTo(first(7, 3, 100));
    }

    @Test
    void next_otherNumbers_areOtherRowsAndNotTheSameOneShifted() {
        Set<String> windows = new HashSet<>();
        for (int number = 0; number < 100; number++) {
            int[] row = first(1, number, 80);
            for (int shift = 0; shift < 20; shift++) {
                assertThat(windows.add(Arrays.toString(Arrays.copyOfRange(row, shift, shift + 60)))).isTrue();
            }
        }
    }

    @Test
    void next_overManyDraws_keepsTheShares() {
        int ofTheFirst = IntStream.range(0, 200).map(number -> (int) Arrays.stream(first(1, number, 100))
                .filter(shape -> shape == 0).count()).sum();
        assertThat(ofTheFirst).isBetween(11_600, 12_400);
    }

    @Test
    void quantiles_byNearestRank_areSamples() {
        Distribution numbers = Distribution.of(IntStream.rangeClosed(1, 200).mapToLong(number -> number).toArray());
        assertThat(numbers.median()).isEqualTo(100);
        assertThat(numbers.worst()).isEqualTo(10);
        assertThat(numbers.quantile(0)).isEqualTo(1);
        assertThat(numbers.quantile(1)).isEqualTo(200);
        assertThat(Distribution.of(3).worst()).isEqualTo(3);
    }

    @Test
    void and_ofParts_isTheDistributionOfAll() {
        assertThat(Distribution.of(5, 1).and(Distribution.of(3))).isEqualTo(Distribution.of(1, 3, 5));
    }
}
