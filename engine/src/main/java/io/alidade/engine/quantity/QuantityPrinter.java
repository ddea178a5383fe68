package io.alidade.engine.quantity;

import io.alidade.engine.quantity.Quantity.Format;
import java.math.BigDecimal;
import java.math.BigInteger;

/// Prints a quantity in canonical form (node-config 7.5).
final class QuantityPrinter {
    private static final String[] DECIMAL_SUFFIXES = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
    private static final String[] BINARY_SUFFIXES = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

    private QuantityPrinter() {}

    /// A whole number: without decimals where it is one that is mostly met, a positive one that its suffixes divide.
    static String print(long value, Format format) {
        if (format == Format.DECIMAL_SI && value % 1000 != 0) {
            return Long.toString(value);
        }
        if (format == Format.BINARY_SI && value >= 1024) {
            long mantissa = value;
            int steps = 0;
            while (mantissa % 1024 == 0 && steps < BINARY_SUFFIXES.length - 1) {
                mantissa /= 1024;
                steps++;
            }
            return mantissa + BINARY_SUFFIXES[steps];
        }
        return print(BigDecimal.valueOf(value), format);
    }

    static String print(BigDecimal value, Format format) {
        if (value.signum() == 0) {
            return "0";
        }
        BigDecimal stripped = value.stripTrailingZeros();
        if (format == Format.BINARY_SI && stripped.scale() <= 0
                && value.abs().compareTo(BigDecimal.valueOf(1024)) >= 0) {
            return binary(stripped.toBigIntegerExact());
        }
        return decimal(stripped, format);
    }

    private static String binary(BigInteger value) {
        int step = Math.min(value.getLowestSetBit() / 10, BINARY_SUFFIXES.length - 1);
        return value.shiftRight(10 * step) + BINARY_SUFFIXES[step];
    }

    private static String decimal(BigDecimal stripped, Format format) {
        int exponent = Math.floorDiv(-stripped.scale(), 3) * 3;
        BigInteger mantissa = stripped.scaleByPowerOfTen(-exponent).toBigIntegerExact();
        int step = exponent / 3 + 3;
        // Beyond E there is no decimal suffix: the exponent is written out, rather than lost.
        if (format == Format.DECIMAL_EXPONENT || step >= DECIMAL_SUFFIXES.length) {
            return exponent == 0 ? mantissa.toString() : mantissa + "e" + exponent;
        }
        return mantissa + DECIMAL_SUFFIXES[step];
    }
}
