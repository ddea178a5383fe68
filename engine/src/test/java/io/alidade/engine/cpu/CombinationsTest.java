package io.alidade.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CombinationsTest {
    @Test
    void next_twoOfFour_isLexicographic() {
        StringBuilder all = new StringBuilder();
        int[] combination = Combinations.first(2);
        do {
            all.append(Arrays.toString(combination));
        } while (Combinations.next(combination, 4));
        assertThat(all).hasToString("[0, 1][0, 2][0, 3][1, 2][1, 3][2, 3]");
    }

    /// Lengths 1, 2, 3, 5, 9 and 17 have arrays of their own (cpu-manager 11.2b).
    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,3", "4,3", "5,5", "6,5", "7,5", "8,5", "9,9", "10,9", "16,9", "17,17"})
    void overwrittenToEnd_firstCombination_keepsTheLengthOfItsArray(int size, int kept) {
        int[] end = Combinations.overwrittenToEnd(Combinations.first(size), 40);
        for (int i = 0; i < size; i++) {
            assertThat(end[i]).isEqualTo(i < kept ? i : 40 - size + i);
        }
    }

    @Test
    void overwrittenByNext_sameArray_isTheNext() {
        assertThat(Combinations.overwrittenByNext(new int[] {0, 1, 3, 5}, new int[] {0, 1, 3, 6})).containsExactly(0, 1,
                3, 6);
    }

    @Test
    void overwrittenByNext_otherArray_isUnchanged() {
        assertThat(Combinations.overwrittenByNext(new int[] {0, 1, 3, 7}, new int[] {0, 1, 4, 5})).containsExactly(0, 1,
                3, 7);
        assertThat(Combinations.overwrittenByNext(new int[] {0, 1, 3}, new int[] {0, 1, 4})).containsExactly(0, 1, 3);
    }

    @ParameterizedTest
    @CsvSource({"16,8,12870", "24,0,1", "24,24,1", "64,2,2016", "64,32,9223372036854775807", "5,1,5"})
    void count_isTheBinomialCoefficientOrMore(int count, int size, long combinations) {
        assertThat(Combinations.count(count, size)).isEqualTo(combinations);
    }

    @Test
    void times_beyondALong_isTheLargest() {
        assertThat(Combinations.times(1L << 40, 1L << 40)).isEqualTo(Long.MAX_VALUE);
        assertThat(Combinations.times(6, 7)).isEqualTo(42);
    }
}
