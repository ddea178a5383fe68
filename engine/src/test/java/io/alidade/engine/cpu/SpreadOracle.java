package io.alidade.engine.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// cpu-manager 11.2 taken literally: every combination, every subset, floating point, and arrays that grow and are
/// shared.
final class SpreadOracle {
    /// What the enumeration remembers at its end. Positions in the list of NUMA nodes.
    record Remembered(List<Integer> combination, List<Integer> subset) {}

    /// The kubelet would go round for ever.
    static final class Endless extends RuntimeException {
        private static final long serialVersionUID = 1;

        Endless() {
            super("no progress", null, false, false);
        }
    }

    /// A slice: `length` values at the beginning of an array that others may share.
    private static final class Slice {
        private final int[] array;
        private final int length;

        Slice(int[] array, int length) {
            this.array = array;
            this.length = length;
        }

        Slice extend(int value, boolean shares) {
            if (shares && length < array.length) {
                array[length] = value;
                return new Slice(array, length + 1);
            }
            int[] copy = Arrays.copyOf(array, array.length == 0 ? 1 : 2 * array.length);
            copy[length] = value;
            return new Slice(copy, length + 1);
        }

        List<Integer> values() {
            return Arrays.stream(array, 0, length).boxed().toList();
        }
    }

    private interface Visitor {
        /// False to stop.
        boolean visit(Slice combination);
    }

    private final List<Integer> free;
    private final List<Integer> socketOf;
    private final int n;
    private final int g;
    private final boolean alignBySocket;
    private final boolean shares;
    private final boolean countsCpus;

    private double bestBalance = Double.POSITIVE_INFINITY;
    private boolean bestOnOneSocket;
    private Optional<Slice> bestCombination = Optional.empty();
    private Optional<Slice> bestSubset = Optional.empty();
    private double local;
    private Optional<Slice> localSubset = Optional.empty();

    /// @param socketOf   for each NUMA node its socket, or -1 if it lies on several
    /// @param countsCpus a subset is tried when its CPUs suffice for the rest, and not only when its groups do
    SpreadOracle(List<Integer> free, List<Integer> socketOf, int n, int g, boolean alignBySocket, boolean shares,
            boolean countsCpus) {
        this.free = free;
        this.socketOf = socketOf;
        this.n = n;
        this.g = g;
        this.alignBySocket = alignBySocket;
        this.shares = shares;
        this.countsCpus = countsCpus;
    }

    Optional<Remembered> search(int k) {
        enumerate(free.size(), k, 0, new Slice(new int[0], 0), this::visit);
        return bestCombination
                .map(best -> new Remembered(best.values(), bestSubset.map(Slice::values).orElse(List.of())));
    }

    private boolean enumerate(int count, int k, int from, Slice prefix, Visitor visitor) {
        if (k == 0) {
            return visitor.visit(prefix);
        }
        for (int x = from; x <= count - k; x++) {
            if (!enumerate(count, k - 1, x + 1, prefix.extend(x, shares), visitor)) {
                return false;
            }
        }
        return true;
    }

    private boolean visit(Slice slice) {
        if (bestBalance == 0 && (!alignBySocket || bestOnOneSocket)) {
            return false;
        }
        List<Integer> combo = slice.values();
        int k = combo.size();
        if (combo.stream().mapToInt(free::get).sum() < n
                || g * combo.stream().mapToInt(x -> free.get(x) / g).sum() < n) {
            return true;
        }
        int d = n / k / g * g;
        for (int x : combo) {
            if (alignBySocket) {
                d = Math.min(d, free.get(x) / g * g);
            } else if (free.get(x) < d) {
                return true;
            }
        }
        List<Integer> after = new ArrayList<>(free);
        for (int x : combo) {
            after.set(x, after.get(x) - d);
        }
        chooseSubset(combo, after, n - d * k);
        boolean oneSocket = combo.stream().map(socketOf::get).distinct().count() == 1
                && socketOf.get(combo.getFirst()) >= 0;
        boolean better = (alignBySocket && oneSocket != bestOnOneSocket) ? oneSocket : local < bestBalance;
        if (better) {
            bestBalance = local;
            bestOnOneSocket = oneSocket && alignBySocket;
            bestSubset = localSubset;
            bestCombination = Optional.of(slice);
        }
        return true;
    }

    private void chooseSubset(List<Integer> combo, List<Integer> after, int r) {
        local = Double.POSITIVE_INFINITY;
        localSubset = Optional.empty();
        if (r == 0) {
            local = deviation(after);
            return;
        }
        List<Integer> able = combo.stream().filter(x -> after.get(x) >= g).toList();
        for (int m = able.size(); m >= 1; m--) {
            enumerate(able.size(), m, 0, new Slice(new int[0], 0), indexes -> {
                List<Integer> w = new ArrayList<>(after);
                List<Integer> subset = indexes.values().stream().map(able::get).toList();
                if (subset.stream().mapToInt(x -> countsCpus ? w.get(x) : w.get(x) / g * g).sum() >= r) {
                    removeInTurn(w, subset, r);
                    double b = deviation(w);
                    if (b < local) {
                        local = b;
                        localSubset = Optional.of(indexes);
                    }
                }
                return true;
            });
        }
        // Indexes become NUMA nodes only now, after the enumeration has written over them.
        localSubset = localSubset.map(indexes -> new Slice(
                indexes.values().stream().mapToInt(i -> able.get(i)).toArray(), indexes.length));
    }

    private void removeInTurn(List<Integer> w, List<Integer> subset, int r) {
        int q = r;
        while (q > 0) {
            int before = q;
            for (int x : subset) {
                if (q == 0) {
                    break;
                }
                if (w.get(x) >= g) {
                    w.set(x, w.get(x) - g);
                    q -= g;
                }
            }
            if (q == before) {
                throw new Endless();
            }
        }
    }

    static double deviation(List<Integer> values) {
        double sum = 0;
        for (int value : values) {
            sum += value;
        }
        double mean = rounded(sum / values.size());
        double squares = 0;
        for (int value : values) {
            squares += (value - mean) * (value - mean);
        }
        return rounded(Math.sqrt(squares / values.size()));
    }

    private static double rounded(double x) {
        return Math.floor(x * 1000 + 0.5) / 1000;
    }
}
