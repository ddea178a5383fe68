package io.alidade.engine.hint;

import java.util.List;

/// The things of a [MaskSlack] that are on several NUMA nodes: lost only when all of these have been left out.
final class SharedThings {
    private final int[] first;
    private final long[] masks;
    private final long[] weights;
    /// By thing: the last of its NUMA nodes to be decided.
    private final int[] last;
    private final int[] positions;

    /// @param within true if NUMA nodes that are no candidates are left out, false if they are kept
    SharedThings(List<Requirement> requirements, long candidates, boolean within, int[] positions) {
        this.positions = positions;
        first = new int[requirements.size() + 1];
        int total = 0;
        for (Requirement requirement : requirements) {
            total += requirement.sharedThings();
        }
        masks = new long[total];
        weights = new long[total];
        last = new int[total];
        int size = 0;
        for (int r = 0; r < requirements.size(); r++) {
            Requirement requirement = requirements.get(r);
            for (int thing = 0; thing < requirement.sharedThings(); thing++) {
                long mask = requirement.sharedMask(thing);
                if ((mask & candidates) != 0 && (within || (mask & requirement.support() & ~candidates) == 0)) {
                    masks[size] = mask & candidates;
                    weights[size] = requirement.sharedWeight(thing);
                    last[size] = lastIndex(masks[size]);
                    size++;
                }
            }
            first[r + 1] = size;
        }
    }

    private int lastIndex(long mask) {
        int index = positions.length - 1;
        while ((mask >>> positions[index] & 1) == 0) {
            index--;
        }
        return index;
    }

    private int size() {
        return first[first.length - 1];
    }

    boolean isEmpty() {
        return size() == 0;
    }

    /// Words of state that the marks take.
    int words() {
        return (size() + Long.SIZE - 1) >> 6;
    }

    boolean contains(int r, int i) {
        for (int thing = first[r]; thing < first[r + 1]; thing++) {
            if (isOn(thing, i)) {
                return true;
            }
        }
        return false;
    }

    private boolean isOn(int thing, int i) {
        return (masks[thing] >>> positions[i] & 1) != 0;
    }

    private static boolean isKept(int thing, long[] state, int offset) {
        return (state[offset + (thing >> 6)] >>> thing & 1) != 0;
    }

    /// The weight that requirement r loses with the NUMA nodes i to `i + drop - 1`; [Requirement#VITAL] if it must not.
    long lost(int r, int i, int drop, long[] state, int offset) {
        long lost = 0;
        for (int thing = first[r]; thing < first[r + 1]; thing++) {
            if (last[thing] >= i && last[thing] < i + drop && !isKept(thing, state, offset)) {
                if (weights[thing] == Requirement.VITAL) {
                    return Requirement.VITAL;
                }
                lost += weights[thing];
            }
        }
        return lost;
    }

    /// The weight that requirement r may still lose from i on.
    long unresolved(int r, int i, long[] state, int offset) {
        long weight = 0;
        for (int thing = first[r]; thing < first[r + 1]; thing++) {
            weight += last[thing] >= i && !isKept(thing, state, offset) ? weights[thing] : 0;
        }
        return weight;
    }

    /// The weight of all things of requirement r that are not decided before i; [Requirement#VITAL] ones apart.
    long weightFrom(int r, int i) {
        long weight = 0;
        for (int thing = first[r]; thing < first[r + 1]; thing++) {
            weight += last[thing] >= i && weights[thing] != Requirement.VITAL ? weights[thing] : 0;
        }
        return weight;
    }

    /// Marks the things of requirement r on NUMA node i as kept.
    void keep(int r, int i, long[] state, int offset) {
        for (int thing = first[r]; thing < first[r + 1]; thing++) {
            if (isOn(thing, i)) {
                state[offset + (thing >> 6)] |= 1L << thing;
            }
        }
    }

    /// Forgets the marks of things whose last NUMA node is i.
    void close(int i, long[] state, int offset) {
        for (int thing = 0; thing < size(); thing++) {
            if (last[thing] == i) {
                state[offset + (thing >> 6)] &= ~(1L << thing);
            }
        }
    }
}
