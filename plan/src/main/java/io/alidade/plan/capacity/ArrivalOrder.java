package io.alidade.plan.capacity;

import java.util.SplittableRandom;

/// In which order pods of several shapes come: an endless row of numbers of shapes, drawn by their shares.
///
/// The row depends on the seed and on the number of the order and on nothing else: order 17 is the same whoever looks at
/// which others.
public final class ArrivalOrder {
    private static final long ODD = 0x9E3779B97F4A7C15L;

    private final SplittableRandom random;
    private final double[] upTo;

    /// @param number of the order, from 0
    /// @param shares of the shapes, each above 0; what they add up to is the whole
    public ArrivalOrder(long seed, int number, double... shares) {
        this.random = random(seed, number);
        this.upTo = new double[shares.length];
        double sum = 0;
        for (int shape = 0; shape < shares.length; shape++) {
            sum += shares[shape];
            upTo[shape] = sum;
        }
    }

    /// A source of random numbers for one of many parts. Its state is mixed, since neighbouring states of a
    /// [SplittableRandom] give the same numbers, shifted.
    public static SplittableRandom random(long seed, long number) {
        long mixed = (seed ^ (seed >>> 32)) * ODD + number * 0xD1B54A32D192ED03L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return new SplittableRandom(mixed ^ (mixed >>> 31));
    }

    /// The number of the next shape.
    public int next() {
        double drawn = random.nextDouble() * upTo[upTo.length - 1];
        int shape = 0;
        while (shape < upTo.length - 1 && drawn >= upTo[shape]) {
            shape++;
        }
        return shape;
    }
}
