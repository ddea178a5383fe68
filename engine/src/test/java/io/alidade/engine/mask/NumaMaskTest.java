package io.alidade.engine.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.testkit.Property;
import java.math.BigInteger;
import java.util.BitSet;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

class NumaMaskTest {
    @Test
    void setOperations_randomMasks_areThoseOfBitSet() {
        Property.check("operations", 2_000, random -> {
            NumaMask a = random.note("a", new NumaMask(random.maskWithin(-1L)));
            NumaMask b = random.note("b", new NumaMask(random.maskWithin(random.flip() ? -1L : a.bits())));
            BitSet left = BitSet.valueOf(new long[] {a.bits()});
            BitSet right = BitSet.valueOf(new long[] {b.bits()});
            assertThat(a.positions()).isEqualTo(left.stream().toArray());
            assertThat(a.size()).isEqualTo(left.cardinality());
            assertThat(a.isEmpty()).isEqualTo(left.isEmpty());
            assertThat(a.intersects(b)).isEqualTo(left.intersects(right));
            int position = random.between(-2, 65);
            assertThat(a.contains(position)).isEqualTo(position >= 0 && left.get(position));
            BitSet both = (BitSet) left.clone();
            both.and(right);
            BitSet either = (BitSet) left.clone();
            either.or(right);
            BitSet rest = (BitSet) left.clone();
            rest.andNot(right);
            assertThat(a.and(b)).isEqualTo(NumaMask.of(both.stream().toArray()));
            assertThat(a.or(b)).isEqualTo(NumaMask.of(either.stream().toArray()));
            assertThat(a.andNot(b)).isEqualTo(NumaMask.of(rest.stream().toArray()));
            assertThat(a.isSubsetOf(b)).isEqualTo(rest.isEmpty());
        });
    }

    // topology-manager 1.4
    @Test
    void isNarrowerThan_randomMasks_isBySizeThenUnsigned() {
        Comparator<NumaMask> order = Comparator.comparingInt(NumaMask::size)
                .thenComparing(mask -> new BigInteger(Long.toUnsignedString(mask.bits())));
        Property.check("narrower", 2_000, random -> {
            int bits = random.between(1, 64);
            NumaMask a = random.note("a", new NumaMask(random.mask(bits)));
            NumaMask b = random.note("b", random.chance(10) ? a : new NumaMask(random.mask(bits)));
            assertThat(a.isNarrowerThan(b)).isEqualTo(order.compare(a, b) < 0);
        });
    }

    @Test
    void isNarrowerThan_highestPosition_comesLast() {
        assertThat(NumaMask.of(62).isNarrowerThan(NumaMask.of(63))).isTrue();
        assertThat(NumaMask.of(63).isNarrowerThan(NumaMask.of(0, 1))).isTrue();
        assertThat(NumaMask.of(1, 2).isNarrowerThan(NumaMask.of(0, 3))).isTrue();
    }

    @Test
    void factories_positionsOutsideTheWord_areRefused() {
        assertThatThrownBy(() -> NumaMask.of(64)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a position in a NUMA mask is 0 to 63, not 64.");
        assertThatThrownBy(() -> NumaMask.of(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NumaMask.firstPositions(65)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NumaMask.firstPositions(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(NumaMask.firstPositions(64).size()).isEqualTo(64);
        assertThat(NumaMask.firstPositions(3)).isEqualTo(NumaMask.of(0, 1, 2)).hasToString("0-2");
        assertThat(NumaMask.firstPositions(0)).isEqualTo(NumaMask.EMPTY);
    }
}
