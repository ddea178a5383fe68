package io.alidade.testkit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// The source of the inputs of one case of a [Property]: the same seed and size give the same draws in the same order.
/// It is not for use by several threads.
public final class Randomness {
    /// The size of the last cases of a property; the first has size 1.
    public static final int MAX_SIZE = 100;

    private final SplittableRandom random;
    private final int size;
    private final Map<String, String> notes = new LinkedHashMap<>();

    /// A source for use outside a [Property]: fixed examples, benchmarks.
    public Randomness(long seed, int size) {
        if (size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException("a size is 1 to " + MAX_SIZE + ", not " + size + ".");
        }
        this.random = new SplittableRandom(seed);
        this.size = size;
    }

    /// A value and how often it is drawn relative to the others of its list.
    public record Weighted<T>(int weight, T value) {
        public Weighted {
            if (weight < 0) {
                throw new IllegalArgumentException("a weight is not negative, but " + weight + " was given.");
            }
        }
    }

    /// How large the inputs of this case should be: 1 to [#MAX_SIZE].
    public int size() {
        return size;
    }

    /// A number from `low` to `high`, both included, all equally likely.
    public int between(int low, int high) {
        return (int) between((long) low, (long) high);
    }

    /// A number from `low` to `high`, both included, all equally likely.
    public long between(long low, long high) {
        if (low > high) {
            throw new IllegalArgumentException("nothing lies between " + low + " and " + high + ".");
        }
        // The bound of nextLong is exclusive, so a range that ends at the largest long is drawn one lower and moved.
        if (high < Long.MAX_VALUE) {
            return random.nextLong(low, high + 1);
        }
        return low == Long.MIN_VALUE ? random.nextLong() : random.nextLong(low - 1, high) + 1;
    }

    /// A number from `low` to a bound that grows with the size of the case: `low` alone or one more at first, all up to
    /// `high` at the end.
    public int growing(int low, int high) {
        long room = (long) high - low;
        return between(low, (int) (low + (room * size + MAX_SIZE - 1) / MAX_SIZE));
    }

    /// True in `percent` of 100 draws.
    public boolean chance(int percent) {
        return between(1, 100) <= percent;
    }

    /// True in half of the draws.
    public boolean flip() {
        return random.nextBoolean();
    }

    /// One of the values, all equally likely.
    public <T> T pick(List<T> values) {
        return values.get(between(0, values.size() - 1));
    }

    /// One of the values, each as often as its weight says; a weight of 0 is never drawn.
    public <T> T pickWeighted(List<Weighted<T>> choices) {
        int total = choices.stream().mapToInt(Weighted::weight).reduce(0, Math::addExact);
        int left = between(1, total);
        for (Weighted<T> choice : choices) {
            left -= choice.weight();
            if (left <= 0) {
                return choice.value();
            }
        }
        throw new IllegalStateException("the weights sum to " + total + ", yet none of them was reached.");
    }

    /// A list of `low` to `high` values drawn one after the other; short in small cases.
    public <T> List<T> list(int low, int high, Supplier<T> value) {
        int length = growing(low, high);
        List<T> values = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            values.add(value.get());
        }
        return List.copyOf(values);
    }

    /// Some of the values in their order, possibly none or all; every subset is equally likely.
    public <T> List<T> subset(Collection<T> values) {
        return values.stream().filter(_ -> flip()).toList();
    }

    /// Exactly `count` of the values in random order.
    public <T> List<T> sample(int count, Collection<T> values) {
        return shuffled(values).subList(0, count);
    }

    /// The values in random order, every order equally likely.
    public <T> List<T> shuffled(Collection<T> values) {
        List<T> shuffled = new ArrayList<>(values);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            Collections.swap(shuffled, i, between(0, i));
        }
        return List.copyOf(shuffled);
    }

    /// Some of the bits of `within`, possibly none or all; every choice is equally likely.
    public long maskWithin(long within) {
        return random.nextLong() & within;
    }

    /// A mask of the bits 0 to `bits - 1`, possibly empty.
    public long mask(int bits) {
        return maskWithin(MaskHint.allOf(bits));
    }

    /// A mask of the bits 0 to `bits - 1` with at least one of them.
    public long nonEmptyMask(int bits) {
        return mask(bits) | 1L << between(0, bits - 1);
    }

    /// Keeps a drawn value for the message of a failure and hands it back. A label used twice keeps the later value.
    public <T> T note(String label, T value) {
        notes.put(label, String.valueOf(value));
        return value;
    }

    Map<String, String> notes() {
        return Collections.unmodifiableMap(notes);
    }
}
