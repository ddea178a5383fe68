package io.alidade.engine.mask;

import java.util.Arrays;
import java.util.function.IntConsumer;

/// An immutable set of logical CPUs on a `long[]`, with the kubelet's list text (cpu-manager 1).
///
/// Every operation is word arithmetic: cost is one step for 64 CPUs. Sets of machines of different size may be mixed.
/// Text is `0-2,5,7-8`: ascending, runs of two or more joined, the empty set is the empty string.
public final class CpuSet {
    /// The largest CPU id that a set holds.
    public static final int MAX_CPU = 65_535;
    public static final CpuSet EMPTY = new CpuSet(new long[0]);

    // Invariant "trimmed": the last word is not zero.
    private final long[] words;

    private CpuSet(long[] words) {
        this.words = words;
    }

    public static CpuSet empty() {
        return EMPTY;
    }

    public static CpuSet of(int... cpus) {
        Builder builder = new Builder();
        for (int cpu : cpus) {
            builder.add(cpu);
        }
        return builder.build();
    }

    /// The CPUs `first` to `last`, both included.
    public static CpuSet range(int first, int last) {
        return new Builder().addRange(first, last).build();
    }

    /// Reads the kubelet's list text (cpu-manager 1.2): pieces `n` or `a-b` separated by `,`, nothing trimmed, overlaps
    /// allowed, the empty text is the empty set.
    ///
    /// @throws IllegalArgumentException with the kubelet's message; for an id above [#MAX_CPU] with one of our own
    public static CpuSet parseList(String text) {
        return CpuListParser.parse(text);
    }

    /// The set of the CPUs whose bits are set: CPU `64 * i + b` is bit *b* of `words[i]`. The array is copied.
    public static CpuSet ofWords(long[] words) {
        if (words.length > (MAX_CPU >> 6) + 1) {
            throw new IllegalArgumentException("a set holds at most " + (MAX_CPU + 1) + " CPUs, not " + words.length
                    + " words of 64.");
        }
        return trimmed(words.clone());
    }

    /// The CPUs `64 * index` to `64 * index + 63` as bits: for loops that work on words of their own. Zero beyond the
    /// last CPU.
    public long word(int index) {
        return index < words.length ? words[index] : 0;
    }

    public CpuSet and(CpuSet other) {
        long[] result = new long[Math.min(words.length, other.words.length)];
        for (int i = 0; i < result.length; i++) {
            result[i] = words[i] & other.words[i];
        }
        return trimmed(result);
    }

    public CpuSet or(CpuSet other) {
        if (other.words.length > words.length) {
            return other.or(this);
        }
        if (other.words.length == 0) {
            return this;
        }
        long[] result = words.clone();
        for (int i = 0; i < other.words.length; i++) {
            result[i] |= other.words[i];
        }
        return new CpuSet(result);
    }

    public CpuSet andNot(CpuSet other) {
        if (other.words.length == 0 || words.length == 0) {
            return this;
        }
        long[] result = words.clone();
        int common = Math.min(result.length, other.words.length);
        for (int i = 0; i < common; i++) {
            result[i] &= ~other.words[i];
        }
        return trimmed(result);
    }

    public CpuSet with(int cpu) {
        return contains(cpu) ? this : or(of(cpu));
    }

    public boolean contains(int cpu) {
        int word = cpu >> 6;
        return cpu >= 0 && word < words.length && (words[word] >>> cpu & 1) != 0;
    }

    public boolean intersects(CpuSet other) {
        int common = Math.min(words.length, other.words.length);
        for (int i = 0; i < common; i++) {
            if ((words[i] & other.words[i]) != 0) {
                return true;
            }
        }
        return false;
    }

    public boolean isSubsetOf(CpuSet other) {
        if (words.length > other.words.length) {
            return false;
        }
        for (int i = 0; i < words.length; i++) {
            if ((words[i] & ~other.words[i]) != 0) {
                return false;
            }
        }
        return true;
    }

    public int size() {
        int size = 0;
        for (long word : words) {
            size += Long.bitCount(word);
        }
        return size;
    }

    /// The size of the intersection, without making it.
    public int andSize(CpuSet other) {
        int common = Math.min(words.length, other.words.length);
        int size = 0;
        for (int i = 0; i < common; i++) {
            size += Long.bitCount(words[i] & other.words[i]);
        }
        return size;
    }

    public boolean isEmpty() {
        return words.length == 0;
    }

    /// The lowest CPU id, or -1 for the empty set.
    public int first() {
        return next(0);
    }

    /// The lowest CPU id at or above `from`, or -1.
    public int next(int from) {
        int word = from >> 6;
        if (word >= words.length) {
            return -1;
        }
        long rest = words[word] & -1L << from;
        while (rest == 0) {
            if (++word == words.length) {
                return -1;
            }
            rest = words[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(rest);
    }

    /// The highest CPU id, or -1 for the empty set.
    public int last() {
        return words.length == 0
                ? -1
                : (words.length << 6) - 1 - Long.numberOfLeadingZeros(words[words.length - 1]);
    }

    /// Calls `action` with every CPU id, ascending.
    public void forEach(IntConsumer action) {
        for (int i = 0; i < words.length; i++) {
            for (long rest = words[i]; rest != 0; rest &= rest - 1) {
                action.accept((i << 6) + Long.numberOfTrailingZeros(rest));
            }
        }
    }

    public int[] toArray() {
        int[] cpus = new int[size()];
        int count = 0;
        for (int cpu = first(); cpu >= 0; cpu = next(cpu + 1)) {
            cpus[count++] = cpu;
        }
        return cpus;
    }

    /// The kubelet's list text (cpu-manager 1.1).
    public String toListString() {
        StringBuilder text = new StringBuilder();
        for (int start = first(); start >= 0;) {
            int end = start;
            while (contains(end + 1)) {
                end++;
            }
            if (!text.isEmpty()) {
                text.append(',');
            }
            text.append(start);
            if (end > start) {
                text.append('-').append(end);
            }
            start = next(end + 1);
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CpuSet set && Arrays.equals(words, set.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return toListString();
    }

    private static CpuSet trimmed(long[] words) {
        int length = words.length;
        while (length > 0 && words[length - 1] == 0) {
            length--;
        }
        if (length == 0) {
            return EMPTY;
        }
        return new CpuSet(length == words.length ? words : Arrays.copyOf(words, length));
    }

    /// Collects CPUs one at a time; the only mutable face of a set.
    public static final class Builder {
        private long[] words = new long[4];

        /// Of no CPU yet.
        public Builder() {}

        public Builder add(int cpu) {
            if (cpu < 0 || cpu > MAX_CPU) {
                throw new IllegalArgumentException("a CPU id is 0 to " + MAX_CPU + ", not " + cpu + ".");
            }
            int word = cpu >> 6;
            if (word >= words.length) {
                words = Arrays.copyOf(words, Math.max(word + 1, words.length * 2));
            }
            words[word] |= 1L << cpu;
            return this;
        }

        /// Adds the CPUs `first` to `last`, both included, 64 at a time; none if `first` is above `last`.
        public Builder addRange(int first, int last) {
            if (first > last) {
                return this;
            }
            add(first).add(last);
            int firstWord = first >> 6;
            int lastWord = last >> 6;
            long fromFirst = -1L << first;
            long toLast = -1L >>> -(last + 1);
            if (firstWord == lastWord) {
                words[firstWord] |= fromFirst & toLast;
                return this;
            }
            words[firstWord] |= fromFirst;
            Arrays.fill(words, firstWord + 1, lastWord, -1L);
            words[lastWord] |= toLast;
            return this;
        }

        /// The set so far; the builder may be used on.
        public CpuSet build() {
            return trimmed(words.clone());
        }
    }
}
