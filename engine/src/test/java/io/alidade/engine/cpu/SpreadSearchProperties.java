package io.alidade.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.cpu.SpreadSearch.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The bounded search equals the literal enumeration on random free counts. Replay one case with `-Dalidade.seed=SEED
/// -Dalidade.cases=1`.
class SpreadSearchProperties {
    private static final long SEED = Long.getLong("alidade.seed", 20_260_902);
    private static final int CASES = Integer.getInteger("alidade.cases", 2_000);

    private static final int MOST = Integer.getInteger("alidade.numaNodes", 9);

    private record Case(List<Integer> free, List<Integer> socketOf, int count, int groupSize, int firstSize,
            DistributionRules rules) {
        @Override
        public String toString() {
            return free + " on sockets " + socketOf + ": " + count + " by " + groupSize + " from size " + firstSize
                    + ", "
                    + rules;
        }

        private long[] sockets() {
            long[] sockets = new long[10];
            for (int i = 0; i < free.size(); i++) {
                sockets[socketOf.get(i)] |= 1L << i;
            }
            return sockets;
        }
    }

    @Test
    void search_randomFreeCounts_equalsTheOracle() {
        for (long seed = SEED; seed < SEED + CASES; seed++) {
            Case random = random(new SplittableRandom(seed));
            assertThat(search(random)).as("seed %d: %s", seed, random).isEqualTo(oracle(random));
        }
    }

    private static Case random(SplittableRandom random) {
        int groupSize = 1 << random.nextInt(3);
        int numaNodes = random.nextInt(1, 1 + (random.nextInt(10) == 0 ? MOST : 7));
        int most = new int[] {4, 9, 40, 400}[random.nextInt(4)];
        int kinds = random.nextInt(1, 9);
        int[] values = IntStream.range(0, kinds).map(i -> random.nextInt(1, most + 1)).toArray();
        List<Integer> free = IntStream.range(0, numaNodes).mapToObj(i -> values[random.nextInt(kinds)]).toList();
        int total = free.stream().mapToInt(Integer::intValue).sum();
        int count = Math.max(1, random.nextInt(total / groupSize + 1)) * groupSize;
        List<Integer> socketOf = IntStream.range(0, numaNodes).mapToObj(i -> random.nextInt(3)).toList();
        int firstSize = random.nextBoolean() ? 1 : random.nextInt(1, numaNodes + 1);
        return new Case(free, socketOf, count, groupSize, firstSize,
                new DistributionRules(random.nextInt(3) == 0, true, random.nextInt(4) > 0, random.nextInt(3) > 0,
                        false));
    }

    private static String search(Case c) {
        int[] free = c.free.stream().mapToInt(Integer::intValue).toArray();
        SpreadSearch search = new SpreadSearch(free, c.sockets(), c.count, c.groupSize, c.rules);
        for (int size = c.firstSize; size <= c.free.size(); size++) {
            if (search.isPossible(size)) {
                return switch (search.search(size)) {
                    case Outcome.Found found -> positions(found.numaNodes()) + " " + positions(found.takers());
                    case Outcome.Endless _ -> "endless";
                };
            }
        }
        return "none";
    }

    private static List<Integer> positions(long mask) {
        List<Integer> positions = new ArrayList<>();
        for (long rest = mask; rest != 0; rest &= rest - 1) {
            positions.add(Long.numberOfTrailingZeros(rest));
        }
        return positions;
    }

    private static String oracle(Case c) {
        try {
            for (int size = c.firstSize; size <= c.free.size(); size++) {
                Optional<SpreadOracle.Remembered> best = new SpreadOracle(c.free, c.socketOf, c.count, c.groupSize,
                        c.rules.prefersOneSocket(), c.rules.sharesStorage(), c.rules.goesRoundForEver()).search(size);
                if (best.isPresent()) {
                    return best.get().combination() + " " + best.get().subset();
                }
            }
            return "none";
        } catch (SpreadOracle.Endless e) {
            return "endless";
        }
    }
}
