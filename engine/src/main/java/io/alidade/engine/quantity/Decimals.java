package io.alidade.engine.quantity;

/// Powers of ten that fit a long.
final class Decimals {
    private static final long[] POWERS = powers();

    private Decimals() {}

    private static long[] powers() {
        long[] powers = new long[19];
        powers[0] = 1;
        for (int exponent = 1; exponent < powers.length; exponent++) {
            powers[exponent] = 10 * powers[exponent - 1];
        }
        return powers;
    }

    /// `10^exponent`, to multiply `factor` with. For a zero factor any power will do, so it is 1.
    ///
    /// @throws ArithmeticException if the power exceeds a long
    static long power(long factor, int exponent) {
        if (factor == 0) {
            return 1;
        }
        if (exponent >= POWERS.length) {
            throw new ArithmeticException("10^" + exponent + " exceeds a long");
        }
        return POWERS[exponent];
    }
}
