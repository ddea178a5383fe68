package io.alidade.engine.mask;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.testkit.Property;
import io.alidade.testkit.Randomness;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Sets of CPUs against [BitSet].
class CpuSetProperties {
    private static final int CASES = 3_000;

    @Test
    void setOperations_randomSets_areThoseOfBitSet() {
        Property.check("operations", CASES, random -> {
            BitSet a = random.note("a", bits(random));
            BitSet b = random.note("b", bits(random));
            CpuSet left = set(a);
            CpuSet right = set(b);
            BitSet both = copy(a);
            both.and(b);
            BitSet either = copy(a);
            either.or(b);
            BitSet rest = copy(a);
            rest.andNot(b);
            assertSame(left.and(right), both);
            assertSame(left.or(right), either);
            assertSame(left.andNot(right), rest);
            assertThat(left.andSize(right)).isEqualTo(both.cardinality());
            assertThat(left.intersects(right)).isEqualTo(a.intersects(b));
            assertThat(left.isSubsetOf(right)).isEqualTo(rest.isEmpty());
            assertThat(left.and(right).isSubsetOf(left)).isTrue();
            assertThat(left.equals(right)).isEqualTo(a.equals(b));
            assertSame(left, a);
        });
    }

    @Test
    void queries_randomSets_areThoseOfBitSet() {
        Property.check("queries", CASES, random -> {
            BitSet bits = random.note("bits", bits(random));
            CpuSet set = set(bits);
            assertSame(set, bits);
            assertThat(set.size()).isEqualTo(bits.cardinality());
            assertThat(set.isEmpty()).isEqualTo(bits.isEmpty());
            assertThat(set.first()).isEqualTo(bits.nextSetBit(0));
            assertThat(set.last()).isEqualTo(bits.length() - 1);
            int cpu = random.note("cpu", random.between(0, 300));
            assertThat(set.contains(cpu)).isEqualTo(bits.get(cpu));
            assertThat(set.next(cpu)).isEqualTo(bits.nextSetBit(cpu));
            BitSet more = copy(bits);
            more.set(cpu);
            assertSame(set.with(cpu), more);
            long[] words = bits.toLongArray();
            assertSame(CpuSet.ofWords(words), bits);
            for (int word = 0; word < 6; word++) {
                assertThat(set.word(word)).isEqualTo(word < words.length ? words[word] : 0);
            }
            List<Integer> visited = new ArrayList<>();
            set.forEach(visited::add);
            assertThat(visited).isEqualTo(bits.stream().boxed().toList());
        });
    }

    // cpu-manager 1.1 and 1.2
    @Test
    void listText_randomSets_readsBackAndIsShortest() {
        Property.check("text", CASES, random -> {
            BitSet bits = random.note("bits", bits(random));
            String text = random.note("text", set(bits).toListString());
            assertThat(text).isEqualTo(listText(bits));
            assertSame(CpuSet.parseList(text), bits);
        });
    }

    private static String listText(BitSet bits) {
        List<String> runs = new ArrayList<>();
        for (int start = bits.nextSetBit(0); start >= 0;) {
            int end = bits.nextClearBit(start) - 1;
            runs.add(start == end ? String.valueOf(start) : start + "-" + end);
            start = bits.nextSetBit(end + 1);
        }
        return String.join(",", runs);
    }

    private static void assertSame(CpuSet set, BitSet bits) {
        assertThat(set.toArray()).isEqualTo(bits.stream().toArray());
        assertThat(set).isEqualTo(set(bits)).hasSameHashCodeAs(set(bits));
    }

    private static CpuSet set(BitSet bits) {
        return CpuSet.of(bits.stream().toArray());
    }

    private static BitSet copy(BitSet bits) {
        return (BitSet) bits.clone();
    }

    // Single CPUs and runs, often up to a word's edge.
    private static BitSet bits(Randomness random) {
        BitSet bits = new BitSet();
        int pieces = random.growing(0, 8);
        for (int piece = 0; piece < pieces; piece++) {
            int first = random.between(0, random.pick(List.of(10, 64, 260)));
            int last = random.flip() ? first : random.pick(List.of(first + 1, first | 63, first + 70));
            bits.set(first, last + 1);
        }
        return bits;
    }
}
