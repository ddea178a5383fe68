package io.alidade.engine.cpu;

/// Combinations of positions in lexicographic order, and what becomes of a remembered one.
///
/// The kubelet builds combinations by appending to a growing array and remembers the best by reference. Lengths 1, 2,
/// 3, 5, 9, 17, ... get an array of their own; at the other lengths the appended positions are written over by later
/// combinations with the same beginning (cpu-manager 11.2b).
final class Combinations {
    private Combinations() {}

    static int[] first(int size) {
        int[] combination = new int[size];
        for (int i = 0; i < size; i++) {
            combination[i] = i;
        }
        return combination;
    }

    /// How many combinations of a size there are; [Long#MAX_VALUE] for numbers near that and beyond.
    static long count(int count, int size) {
        long combinations = 1;
        for (int i = 1; i <= Math.min(size, count - size); i++) {
            // In this order each division is exact.
            long factors = times(combinations, count - i + 1);
            if (factors == Long.MAX_VALUE) {
                return factors;
            }
            combinations = factors / i;
        }
        return combinations;
    }

    /// The product of two positive numbers; [Long#MAX_VALUE] if it is larger.
    static long times(long left, long right) {
        return left > Long.MAX_VALUE / right ? Long.MAX_VALUE : left * right;
    }

    /// Makes `combination` the next one of the positions 0 to `count - 1`; false if it was the last.
    static boolean next(int[] combination, int count) {
        int at = combination.length - 1;
        while (at >= 0 && combination[at] == count - combination.length + at) {
            at--;
        }
        if (at < 0) {
            return false;
        }
        combination[at]++;
        for (int i = at + 1; i < combination.length; i++) {
            combination[i] = combination[i - 1] + 1;
        }
        return true;
    }

    /// What a remembered combination holds when the enumeration has gone to its end: the beginning stays, the
    /// positions that share their array with later combinations are those of the last one.
    static int[] overwrittenToEnd(int[] remembered, int count) {
        int[] result = remembered.clone();
        for (int i = keptLength(result.length); i < result.length; i++) {
            result[i] = count - result.length + i;
        }
        return result;
    }

    /// What a remembered combination holds when the enumeration stops at the one right after it, which has been
    /// written by then.
    static int[] overwrittenByNext(int[] remembered, int[] next) {
        for (int i = 0; i < keptLength(remembered.length); i++) {
            if (remembered[i] != next[i]) {
                return remembered;
            }
        }
        return next.clone();
    }

    static long mask(int[] combination) {
        long mask = 0;
        for (int position : combination) {
            mask |= 1L << position;
        }
        return mask;
    }

    /// The length at which the array of a combination was made: 1, 2, 3, 5, 9, 17, ...
    private static int keptLength(int size) {
        return size < 2 ? size : Integer.highestOneBit(size - 1) + 1;
    }
}
