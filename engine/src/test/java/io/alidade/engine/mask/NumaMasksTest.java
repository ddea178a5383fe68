package io.alidade.engine.mask;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.testkit.Property;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/// topology-manager 1.6.
class NumaMasksTest {
    @Test
    void next_threeNumaNodes_goesBySizeThenLexicographic() {
        assertThat(all(NumaMask.firstPositions(3)).stream().map(NumaMask::toString)).containsExactly("0", "1", "2",
                "0-1", "0,2", "1-2", "0-2");
    }

    @Test
    void next_noNumaNode_hasNoMask() {
        assertThat(all(NumaMask.EMPTY)).isEmpty();
    }

    @Test
    void next_anyNumaNodes_givesEverySubsetInOrder() {
        Comparator<NumaMask> order = Comparator.comparingInt(NumaMask::size)
                .thenComparing(NumaMask::positions, Arrays::compare);
        Property.check("masks", 150, random -> {
            int[] positions = random.sample(random.growing(1, 9), numbers()).stream().mapToInt(Integer::intValue)
                    .toArray();
            NumaMask among = random.note("among", NumaMask.of(positions));
            List<NumaMask> masks = all(among);
            assertThat(masks).hasSize((1 << positions.length) - 1).doesNotHaveDuplicates()
                    .allMatch(mask -> mask.isSubsetOf(among) && !mask.isEmpty()).isSortedAccordingTo(order);
            assertThat(new NumaMasks(among).width()).isEqualTo(positions.length);
        });
    }

    private static List<Integer> numbers() {
        List<Integer> numbers = new ArrayList<>();
        for (int number = 0; number < Long.SIZE; number++) {
            numbers.add(number);
        }
        return numbers;
    }

    private static List<NumaMask> all(NumaMask among) {
        List<NumaMask> masks = new ArrayList<>();
        for (NumaMasks cursor = new NumaMasks(among); cursor.next();) {
            NumaMask mask = new NumaMask(cursor.bits());
            assertThat(cursor.size()).isEqualTo(mask.size());
            masks.add(mask);
        }
        return masks;
    }
}
