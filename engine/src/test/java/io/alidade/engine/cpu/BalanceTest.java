package io.alidade.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BalanceTest {
    private static final long SEED = Long.getLong("alidade.seed", 20_260_903);

    private static long exact(int... left) {
        return new Balance(left.length, Arrays.stream(left).sum()).of(sumOfSquares(left));
    }

    private static long sumOfSquares(int... left) {
        return Arrays.stream(left).mapToLong(value -> (long) value * value).sum();
    }

    /// The two balances of the sixth example of cpu-manager 11.5: 30 CPUs from 19, 20, 20, 20.
    @Test
    void of_exampleOfTheSpecification_isRoundedToThousandths() {
        assertThat(exact(4, 5, 20, 20)).isEqualTo(7_758);
        assertThat(exact(19, 5, 5, 20)).isEqualTo(7_259);
    }

    @Test
    void of_nothingLeft_isZero() {
        assertThat(exact(0, 0, 0)).isZero();
    }

    @Test
    void of_randomCounts_equalsTheFloatingPointFormula() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 20_000; i++) {
            int most = new int[] {4, 40, 400, 4_000}[random.nextInt(4)];
            int[] left = IntStream.range(0, random.nextInt(1, 17)).map(x -> random.nextInt(most)).toArray();
            List<Integer> values = Arrays.stream(left).boxed().toList();
            assertThat(exact(left)).as("seed %d: %s", SEED, values)
                    .isEqualTo(Math.round(SpreadOracle.deviation(values) * 1000));
        }
    }

    @Test
    void largestSum_anyDeviation_isTheLastThatRoundsToIt() {
        Balance balance = new Balance(7, 61);
        for (long deviation = 0; deviation < 40_000; deviation += 37) {
            long sum = balance.largestSum(deviation);
            assertThat(balance.of(sum + 1)).isGreaterThan(deviation);
            if (sum >= 61L * 61 / 7 + 1) {
                assertThat(balance.of(sum)).isLessThanOrEqualTo(deviation);
            }
        }
    }
}
