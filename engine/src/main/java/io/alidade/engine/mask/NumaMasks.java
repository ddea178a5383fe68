package io.alidade.engine.mask;

/// Walks all non-empty subsets of some NUMA nodes in the kubelet's order: by size, then lexicographic by position
/// (topology-manager 1.6). With positions 0, 1, 2: `{0} {1} {2} {0,1} {0,2} {1,2} {0,1,2}`.
///
/// A cursor, so that a loop over all masks allocates nothing: `for (masks...; masks.next();) use(masks.bits())`.
public final class NumaMasks {
    private final int[] positions;
    private final int[] chosen;
    private int size;
    private long bits;

    public NumaMasks(NumaMask among) {
        positions = among.positions();
        chosen = new int[positions.length];
    }

    /// The number of NUMA nodes chosen among.
    public int width() {
        return positions.length;
    }

    /// Steps to the next mask; false after the last.
    public boolean next() {
        int last = size - 1;
        while (last >= 0 && chosen[last] == positions.length - size + last) {
            last--;
        }
        if (last < 0) {
            if (size == positions.length) {
                return false;
            }
            size++;
            for (int i = 0; i < size; i++) {
                chosen[i] = i;
            }
        } else {
            chosen[last]++;
            for (int i = last + 1; i < size; i++) {
                chosen[i] = chosen[i - 1] + 1;
            }
        }
        bits = 0;
        for (int i = 0; i < size; i++) {
            bits |= 1L << positions[chosen[i]];
        }
        return true;
    }

    /// The current mask, as bits of [NumaMask].
    public long bits() {
        return bits;
    }

    /// The number of NUMA nodes in the current mask.
    public int size() {
        return size;
    }

    /// The current mask, `{0,2}`; `{}` before the first.
    @Override
    public String toString() {
        return "{" + new NumaMask(bits) + "}";
    }
}
