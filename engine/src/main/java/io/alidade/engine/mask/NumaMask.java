package io.alidade.engine.mask;

/// A set of NUMA nodes as one 64-bit word: bit *i* stands for the NUMA node at **position** *i* of the machine's NUMA
/// nodes in ascending id (topology-manager 1.1 to 1.4). Positions keep the order of ids, so every comparison is the
/// kubelet's, and ids may be anything.
public record NumaMask(long bits) {
    public static final NumaMask EMPTY = new NumaMask(0);

    /// The mask of the positions 0 to `count - 1`.
    public static NumaMask firstPositions(int count) {
        if (count < 0 || count > Long.SIZE) {
            throw new IllegalArgumentException("a NUMA mask holds 0 to 64 positions, not " + count + ".");
        }
        return new NumaMask(count == Long.SIZE ? -1L : (1L << count) - 1);
    }

    public static NumaMask of(int... positions) {
        long bits = 0;
        for (int position : positions) {
            if (position < 0 || position >= Long.SIZE) {
                throw new IllegalArgumentException("a position in a NUMA mask is 0 to 63, not " + position + ".");
            }
            bits |= 1L << position;
        }
        return new NumaMask(bits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumaMask mask && bits == mask.bits;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(bits);
    }

    public NumaMask and(NumaMask other) {
        return new NumaMask(bits & other.bits);
    }

    public NumaMask or(NumaMask other) {
        return new NumaMask(bits | other.bits);
    }

    public NumaMask andNot(NumaMask other) {
        return new NumaMask(bits & ~other.bits);
    }

    public boolean contains(int position) {
        return position >= 0 && position < Long.SIZE && (bits >>> position & 1) != 0;
    }

    public boolean intersects(NumaMask other) {
        return (bits & other.bits) != 0;
    }

    public boolean isSubsetOf(NumaMask other) {
        return (bits & ~other.bits) == 0;
    }

    /// The number of NUMA nodes in the mask.
    public int size() {
        return Long.bitCount(bits);
    }

    public boolean isEmpty() {
        return bits == 0;
    }

    /// True if this mask has fewer NUMA nodes, or as many and is the smaller unsigned number: `{0}` before `{1}` before
    /// `{0,1}` (topology-manager 1.4). A strict total order.
    public boolean isNarrowerThan(NumaMask other) {
        return isNarrower(bits, other.bits);
    }

    /// [#isNarrowerThan] on raw words, for loops that must not allocate.
    public static boolean isNarrower(long a, long b) {
        int sizeA = Long.bitCount(a);
        int sizeB = Long.bitCount(b);
        return sizeA != sizeB ? sizeA < sizeB : Long.compareUnsigned(a, b) < 0;
    }

    /// The positions in the mask, ascending.
    public int[] positions() {
        int[] positions = new int[size()];
        long rest = bits;
        for (int i = 0; i < positions.length; i++) {
            positions[i] = Long.numberOfTrailingZeros(rest);
            rest &= rest - 1;
        }
        return positions;
    }

    /// The positions as a list, `0-1,3`.
    @Override
    public String toString() {
        return CpuSet.of(positions()).toListString();
    }
}
