package io.alidade.engine.hint;

import java.util.Arrays;

/// For every i, the sums of the smallest weights from i on: what it costs at least to leave out so many NUMA nodes. NUMA
/// nodes that must be kept are not among them.
final class CheapestSums {
    private final long[][] sums;

    CheapestSums(long[] weights, int[] positions, long kept) {
        sums = new long[weights.length + 1][];
        long[] sorted = new long[weights.length];
        int size = 0;
        sums[weights.length] = new long[1];
        for (int i = weights.length - 1; i >= 0; i--) {
            if ((kept >>> positions[i] & 1) == 0) {
                int at = size++;
                while (at > 0 && sorted[at - 1] > weights[i]) {
                    sorted[at] = sorted[at - 1];
                    at--;
                }
                sorted[at] = weights[i];
            }
            sums[i] = Arrays.copyOf(sums[i + 1], size + 1);
            for (int n = 0; n < size; n++) {
                sums[i][n + 1] = sums[i][n] + sorted[n];
            }
        }
    }

    /// The least that `count` of the NUMA nodes from i on weigh together.
    long of(int i, int count) {
        return sums[i][count];
    }
}
