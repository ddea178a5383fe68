package io.alidade.engine.hint;

import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import java.util.List;

/// Distances between NUMA nodes, and the average over a mask that `prefer-closest-numa-nodes` compares
/// (topology-manager 3.4).
final class NumaDistances {
    private final int[][] rows;

    NumaDistances(NodeTopology topology) {
        List<NumaNode> numaNodes = topology.numaNodes();
        rows = new int[numaNodes.size()][numaNodes.size()];
        for (int from = 0; from < rows.length; from++) {
            List<Integer> distances = numaNodes.get(from).distances();
            for (int to = 0; to < rows.length; to++) {
                rows[from][to] = to < distances.size() ? distances.get(to) : 0;
            }
        }
    }

    /// The average over all ordered pairs of NUMA nodes of the mask, a node with itself included; 0 for the empty mask.
    double average(long bits) {
        if (bits == 0) {
            return 0;
        }
        int size = Long.bitCount(bits);
        return (double) sum(bits) / (size * size);
    }

    /// The sum over the same pairs. Of masks of one size, the one with the smaller sum has the smaller average.
    long sum(long bits) {
        long sum = 0;
        for (long from = bits; from != 0; from &= from - 1) {
            int[] row = rows[Long.numberOfTrailingZeros(from)];
            for (long to = bits; to != 0; to &= to - 1) {
                sum += row[Long.numberOfTrailingZeros(to)];
            }
        }
        return sum;
    }

    /// What two NUMA nodes add to the sum of a mask that has both: the distances there and back.
    long between(int a, int b) {
        return (long) rows[a][b] + rows[b][a];
    }
}
