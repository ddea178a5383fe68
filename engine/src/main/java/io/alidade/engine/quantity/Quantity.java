package io.alidade.engine.quantity;

import java.math.BigDecimal;
import java.util.OptionalLong;

/// SIGNATURES ONLY: to be implemented.
public final class Quantity implements Comparable<Quantity> {
    public enum Format { DECIMAL_SI, BINARY_SI, DECIMAL_EXPONENT }

    public static final Quantity ZERO = parse("0");

    /// @throws IllegalArgumentException with the message of node-config 7.1
    public static Quantity parse(String text) { throw new IllegalStateException(text); }

    /// A whole number of bytes in BinarySI.
    public static Quantity ofBytes(long bytes) { throw new IllegalStateException(); }

    /// A whole number in DecimalSI.
    public static Quantity of(long value) { throw new IllegalStateException(); }

    /// The exact value.
    public BigDecimal value() { throw new IllegalStateException(); }

    public Format format() { throw new IllegalStateException(); }

    /// The integer through the fast path (node-config 7.4), or nothing.
    public OptionalLong asLong() { throw new IllegalStateException(); }

    /// Rounded up, away from zero, to a whole number (7.3).
    public long ceilUnits() { throw new IllegalStateException(); }

    public long ceilMillis() { throw new IllegalStateException(); }

    public boolean isZero() { throw new IllegalStateException(); }

    /// -1, 0, 1.
    public int signum() { throw new IllegalStateException(); }

    public Quantity add(Quantity other) { throw new IllegalStateException(); }

    public Quantity subtract(Quantity other) { throw new IllegalStateException(); }

    /// Canonical text (7.5).
    public String toText() { throw new IllegalStateException(); }

    @Override
    public int compareTo(Quantity other) { throw new IllegalStateException(); }
}
