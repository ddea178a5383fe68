package io.alidade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.testkit.Randomness.Weighted;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RandomnessTest {
    private final Randomness random = new Randomness(7, Randomness.MAX_SIZE);

    @Test
    void between_manyDraws_reachesBothEndsAndNothingElse() {
        assertThat(draw(500, () -> random.between(-2, 3))).containsOnly(-2, -1, 0, 1, 2, 3);
        assertThat(draw(50, () -> random.between(Long.MAX_VALUE - 1, Long.MAX_VALUE)))
                .containsOnly(Long.MAX_VALUE - 1, Long.MAX_VALUE);
        assertThat(random.between(Long.MIN_VALUE, Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
        assertThat(draw(50, () -> random.between(Long.MIN_VALUE, Long.MAX_VALUE)).stream().distinct()).hasSize(50);
        assertThatThrownBy(() -> random.between(1, 0)).hasMessage("nothing lies between 1 and 0.");
    }

    @Test
    void growing_sizeOfTheCase_boundsTheDraw() {
        Randomness small = new Randomness(7, 1);
        assertThat(draw(200, () -> small.growing(1, 8))).containsOnly(1, 2);
        assertThat(draw(200, () -> random.growing(1, 8))).containsOnly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(draw(50, () -> small.list(0, 100, small::flip).size())).containsOnly(0, 1);
    }

    @Test
    void pickWeighted_manyDraws_followsTheWeights() {
        List<Weighted<String>> choices = List.of(
                new Weighted<>(1, "rare"), new Weighted<>(0, "never"), new Weighted<>(9, "often"));
        TreeMap<String, Integer> counts = new TreeMap<>();
        draw(2000, () -> random.pickWeighted(choices)).forEach(value -> counts.merge(value, 1, Integer::sum));
        assertThat(counts).containsOnlyKeys("rare", "often");
        assertThat(counts.get("rare")).isBetween(120, 280);
    }

    @Test
    void chance_extremes_areCertain() {
        assertThat(draw(200, () -> random.chance(0))).containsOnly(false);
        assertThat(draw(200, () -> random.chance(100))).containsOnly(true);
    }

    @Test
    void subsetsAndOrders_manyDraws_reachAll() {
        List<Integer> values = List.of(1, 2, 3);
        assertThat(draw(300, () -> random.subset(values)).stream().distinct()).hasSize(8);
        assertThat(draw(300, () -> random.shuffled(values)).stream().distinct()).hasSize(6)
                .allSatisfy(order -> assertThat(order).containsExactlyInAnyOrder(1, 2, 3));
        assertThat(draw(300, () -> random.sample(2, values)).stream().distinct()).hasSize(6);
        assertThat(draw(100, () -> random.pick(values))).containsOnly(1, 2, 3);
    }

    @Test
    void masks_manyDraws_stayWithinTheirBits() {
        assertThat(draw(200, () -> random.mask(2))).containsOnly(0L, 1L, 2L, 3L);
        assertThat(draw(200, () -> random.nonEmptyMask(2))).containsOnly(1L, 2L, 3L);
        assertThat(draw(200, () -> random.maskWithin(0b101))).containsOnly(0L, 1L, 4L, 5L);
        assertThat(draw(200, () -> random.mask(64))).anyMatch(mask -> mask < 0);
        assertThat(random.mask(0)).isZero();
    }

    private static <T> List<T> draw(int times, Supplier<T> source) {
        List<T> drawn = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            drawn.add(source.get());
        }
        return drawn;
    }
}
