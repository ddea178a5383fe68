package io.alidade.engine.quantity;

import io.alidade.engine.quantity.Quantity.Format;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// Reads one quantity (node-config 7.1, 7.2, 7.4) in one pass; short texts need no big numbers.
final class QuantityParser {
    static final String BAD_FORMAT = "quantities must match the regular expression "
            + "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    static final String BAD_SUFFIX = "unable to parse quantity's suffix";

    /// Larger exponents have no meaning on any machine, and a number of that many digits is cheap.
    private static final int MAX_EXPONENT = 999;
    private static final int FAST_DIGITS = 18;
    private static final int FINEST_SCALE = -9;

    private static final String BAD_NUMBER = "unable to parse numeric part of quantity";
    private final String text;
    private boolean negative;
    /// Whole digits without leading zeros, fraction digits, suffix: `[start, end)` in the text.
    private int wholeStart;
    private int wholeEnd;
    private int fractionStart;
    private int fractionEnd;
    private int suffixStart;

    private QuantityParser(String text) {
        this.text = text;
    }

    static Quantity parse(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException(BAD_FORMAT);
        }
        if (text.length() > Quantity.MAX_TEXT_LENGTH) {
            throw new IllegalArgumentException(
                    "quantities must have at most " + Quantity.MAX_TEXT_LENGTH + " characters");
        }
        QuantityParser parser = new QuantityParser(text);
        int digitless = parser.scan();
        if (digitless < 0) {
            return parser.interpret();
        }
        // For the kubelet a missing number is 0, even before a unit: `Gi`, `.`, `-`. Not so before one that takes more than a
        // long, `Pi`: there it wants digits.
        Quantity zero = parse(text.substring(0, digitless) + "0" + text.substring(digitless));
        if (zero.isBig()) {
            throw new IllegalArgumentException(BAD_NUMBER);
        }
        return zero;
    }

    /// Where the digits should be, if there are none; otherwise -1.
    private int scan() {
        negative = text.charAt(0) == '-';
        int start = negative || text.charAt(0) == '+' ? 1 : 0;
        wholeStart = start;
        while (wholeStart < text.length() && text.charAt(wholeStart) == '0') {
            wholeStart++;
        }
        wholeEnd = skipDigits(wholeStart);
        fractionStart = wholeEnd;
        fractionEnd = wholeEnd;
        if (wholeEnd < text.length() && text.charAt(wholeEnd) == '.') {
            fractionStart = wholeEnd + 1;
            fractionEnd = skipDigits(fractionStart);
        }
        suffixStart = fractionEnd;
        int end = suffixStart;
        while (end < text.length() && "eEinumkKMGTP".indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        if (end < text.length() && (text.charAt(end) == '+' || text.charAt(end) == '-')) {
            end++;
        }
        if (skipDigits(end) != text.length()) {
            throw new IllegalArgumentException(BAD_FORMAT);
        }
        return wholeEnd == start && fractionEnd == fractionStart ? start : -1;
    }

    private int skipDigits(int from) {
        int index = from;
        while (index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9') {
            index++;
        }
        return index;
    }

    private Quantity interpret() {
        int suffixLength = text.length() - suffixStart;
        char first = suffixLength == 0 ? ' ' : text.charAt(suffixStart);
        if (suffixLength == 2 && text.charAt(suffixStart + 1) == 'i') {
            int step = "KMGTPE".indexOf(first);
            if (step < 0) {
                throw new IllegalArgumentException(BAD_SUFFIX);
            }
            return binary(10 * (step + 1));
        }
        if (suffixLength > 1 && (first == 'e' || first == 'E')) {
            return decimal(exponent(), Format.DECIMAL_EXPONENT);
        }
        int step = "num kMGTPE".indexOf(first);
        if (suffixLength > 1 || step < 0) {
            throw new IllegalArgumentException(BAD_SUFFIX);
        }
        return decimal(3 * (step - 3), Format.DECIMAL_SI);
    }

    private int exponent() {
        try {
            int exponent = Integer.parseInt(text, suffixStart + 1, text.length(), 10);
            if (Math.abs((long) exponent) <= MAX_EXPONENT) {
                return exponent;
            }
        } catch (NumberFormatException _) {
            // refused below, like an exponent out of range
        }
        throw new IllegalArgumentException(BAD_SUFFIX);
    }

    private int wholeLength() {
        return Math.max(1, wholeEnd - wholeStart);
    }

    private int fractionLength() {
        return fractionEnd - fractionStart;
    }

    private Quantity decimal(int exponent, Format format) {
        int scale = exponent - fractionLength();
        if (wholeLength() + fractionLength() > FAST_DIGITS || scale < FINEST_SCALE) {
            return big(exact().scaleByPowerOfTen(exponent), format);
        }
        long unscaled = fastDigits();
        boolean canonical = scale % 3 == 0 && wholeEnd > wholeStart && unscaled % 1000 != 0;
        return Quantity.fast(negative ? -unscaled : unscaled, scale, format, remembered(canonical));
    }

    private Quantity binary(int exponent) {
        // Digits of a 15-digit budget that the power of two leaves over; the kubelet's own estimate.
        boolean fits = 15 - wholeLength() - exponent * 3 / 10 - 1 >= 0;
        if (!fits || fractionLength() > 0) {
            return big(exact().multiply(new BigDecimal(BigInteger.ONE.shiftLeft(exponent))), Format.BINARY_SI);
        }
        long digits = fastDigits();
        long unscaled = digits << exponent;
        return Quantity.fast(negative ? -unscaled : unscaled, 0, Format.BINARY_SI, remembered((digits & 7) != 0));
    }

    private @Nullable String remembered(boolean canonical) {
        return canonical ? text : null;
    }

    /// All digits as a whole number, the point left out; at most 18 of them.
    private long fastDigits() {
        long value = 0;
        for (int index = wholeStart; index < fractionEnd; index++) {
            if (text.charAt(index) != '.') {
                value = 10 * value + (text.charAt(index) - '0');
            }
        }
        return value;
    }

    private BigDecimal exact() {
        String digits = "0" + text.substring(wholeStart, wholeEnd) + text.substring(fractionStart, fractionEnd);
        return new BigDecimal(new BigInteger(digits), fractionLength());
    }

    private Quantity big(BigDecimal magnitude, Format format) {
        BigDecimal value = magnitude;
        Format kept = format;
        if (value.scale() > -FINEST_SCALE) {
            value = value.setScale(-FINEST_SCALE, RoundingMode.UP);
        }
        if (format == Format.BINARY_SI) {
            value = value.min(BigDecimal.valueOf(Long.MAX_VALUE));
            if (value.signum() > 0 && value.compareTo(BigDecimal.ONE) < 0) {
                kept = Format.DECIMAL_SI;
            }
        }
        return Quantity.big(negative ? value.negate() : value, kept);
    }
}
