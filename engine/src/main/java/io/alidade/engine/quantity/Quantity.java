package io.alidade.engine.quantity;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An exact decimal number in one of three notations (node-config 7).
///
/// A quantity has one of two forms, as in the kubelet (node-config 7.4): the fast form, a long times a power of ten, or
/// the big form, a decimal of any length. The form is visible through [#asLong] only, and decides there: `1536Mi` has
/// an integer form, `1.5Gi`, the same number, has none.
///
/// Order is by exact value alone. Equality is by exact value and format, so `1` and `1000m` are equal, `1Ki` and `1024`
/// are not, and two equal quantities may still differ in [#asLong] and in [#toText].
public final class Quantity implements Comparable<Quantity> {
    private static final int SHORT_TEXT = 7;
    private static final List<String> UNITS = List.of("Ki", "Mi", "Gi", "Ti", "Pi", "Ei");

    /// The notation a quantity was written in and is printed in.
    public enum Format {
        /// `500m`, `2`, `1G`.
        DECIMAL_SI,
        /// `512Mi`.
        BINARY_SI,
        /// `1e3`.
        DECIMAL_EXPONENT
    }

    /// The longest text that is read.
    public static final int MAX_TEXT_LENGTH = 64;

    public static final Quantity ZERO = of(0);

    /// The fast form is `unscaled * 10^scale`; both are 0 in the big form.
    private final long unscaled;
    private final int scale;
    private final @Nullable BigDecimal big;
    private final Format format;
    /// The text as read, where it already looked canonical (node-config 7.5).
    private final @Nullable String text;

    private Quantity(long unscaled, int scale, @Nullable BigDecimal big, Format format, @Nullable String text) {
        this.unscaled = unscaled;
        this.scale = scale;
        this.big = big;
        this.format = format;
        this.text = text;
    }

    static Quantity fast(long unscaled, int scale, Format format, @Nullable String text) {
        return new Quantity(unscaled, scale, null, format, text);
    }

    static Quantity big(BigDecimal value, Format format) {
        return new Quantity(0, 0, value, format, null);
    }

    /// Reads a quantity (node-config 7.1, 7.2). Blanks are not trimmed: only a JSON value may have them around it. A text
    /// longer than [#MAX_TEXT_LENGTH] or an exponent beyond 999 is refused, so that no text is costly.
    ///
    /// @throws IllegalArgumentException with the message of node-config 7.1
    public static Quantity parse(String text) {
        return QuantityParser.parse(text);
    }

    /// A whole number of bytes in BinarySI.
    public static Quantity ofBytes(long bytes) {
        return fast(bytes, 0, Format.BINARY_SI, null);
    }

    /// A whole number in DecimalSI.
    public static Quantity of(long value) {
        return fast(value, 0, Format.DECIMAL_SI, null);
    }

    /// Thousandths in DecimalSI: `ofMillis(1500)` is `1500m`. [#asLong] has no answer, as the scale is below 0.
    public static Quantity ofMillis(long millis) {
        return fast(millis, -3, Format.DECIMAL_SI, null);
    }

    /// The exact value.
    public BigDecimal value() {
        return big != null ? big : BigDecimal.valueOf(unscaled, -scale);
    }

    public Format format() {
        return format;
    }

    /// The integer through the fast path (node-config 7.4), or nothing: the big form, a scale below 0 (`1000m`, `1.0`,
    /// even `0m`), or a value beyond a long has none.
    public OptionalLong asLong() {
        if (big != null || scale < 0) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Math.multiplyExact(unscaled, Decimals.power(unscaled, scale)));
        } catch (ArithmeticException _) {
            return OptionalLong.empty();
        }
    }

    /// Rounded up, away from zero, to a whole number (node-config 7.3); at most `Long.MAX_VALUE` in magnitude and sign.
    public long ceilUnits() {
        return ceilShifted(0);
    }

    /// As [#ceilUnits], in thousandths.
    public long ceilMillis() {
        return ceilShifted(3);
    }

    private long ceilShifted(int shift) {
        if (big != null) {
            BigDecimal rounded = big.movePointRight(shift).setScale(0, RoundingMode.UP);
            return rounded.max(BigDecimal.valueOf(Long.MIN_VALUE)).min(BigDecimal.valueOf(Long.MAX_VALUE))
                    .longValueExact();
        }
        int exponent = scale + shift;
        if (exponent < 0) {
            long divisor = Decimals.power(1, -exponent);
            return unscaled / divisor + Long.signum(unscaled % divisor);
        }
        try {
            return Math.multiplyExact(unscaled, Decimals.power(unscaled, exponent));
        } catch (ArithmeticException _) {
            return unscaled < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /// This quantity with nothing finer than a thousandth, rounded away from zero: what the API server makes of every
    /// amount of a pod. The form stays (node-config 7.4).
    public Quantity roundUpToMillis() {
        if (big != null) {
            return big.scale() <= 3 ? this : big(big.setScale(3, RoundingMode.UP), format);
        }
        return scale >= -3 ? this : fast(ceilMillis(), -3, format, null);
    }

    /// What reading [#toText] again gives, which the API server does: the same value, maybe in the other form (node-config 7.4).
    /// What prints longer than what is read has no short form to gain and stays.
    public Quantity reread() {
        if (text != null) {
            return this;
        }
        String written = toText();
        return written.length() <= MAX_TEXT_LENGTH ? parse(written) : this;
    }

    boolean isBig() {
        return big != null;
    }

    public boolean isZero() {
        return signum() == 0;
    }

    /// -1, 0, 1.
    public int signum() {
        return big != null ? big.signum() : Long.signum(unscaled);
    }

    /// The exact sum. It keeps this format, or takes the other's if this is zero. Two fast forms give a fast form unless
    /// a long overflows on the way; anything else gives the big form (node-config 7.4, 7.5).
    public Quantity add(Quantity other) {
        Format sumFormat = isZero() ? other.format : format;
        if (big == null && other.big == null) {
            try {
                return addFast(other.unscaled, other.scale, sumFormat);
            } catch (ArithmeticException _) {
                return big(value().add(other.value()), sumFormat);
            }
        }
        return big(value().add(other.value()), sumFormat);
    }

    /// The exact difference, which may be negative; format and form as in [#add].
    public Quantity subtract(Quantity other) {
        Format differenceFormat = isZero() ? other.format : format;
        if (big == null && other.big == null) {
            try {
                return addFast(Math.negateExact(other.unscaled), other.scale, differenceFormat);
            } catch (ArithmeticException _) {
                return big(value().subtract(other.value()), differenceFormat);
            }
        }
        return big(value().subtract(other.value()), differenceFormat);
    }

    private Quantity addFast(long otherUnscaled, int otherScale, Format sumFormat) {
        if (otherUnscaled == 0) {
            return fast(unscaled, scale, sumFormat, null);
        }
        if (unscaled == 0) {
            return fast(otherUnscaled, otherScale, sumFormat, null);
        }
        int sumScale = Math.min(scale, otherScale);
        long left = Math.multiplyExact(unscaled, Decimals.power(unscaled, scale - sumScale));
        long right = Math.multiplyExact(otherUnscaled, Decimals.power(otherUnscaled, otherScale - sumScale));
        return fast(Math.addExact(left, right), sumScale, sumFormat, null);
    }

    /// The fields of the value as Go shows them, `{{200 0} {<nil>}  DecimalSI}`: what the kubelet prints where it does not make
    /// a text of an amount. Absent in the big form, of which Go shows an address.
    public Optional<String> goFields() {
        String shown = switch (format) {
            case BINARY_SI -> "BinarySI";
            case DECIMAL_SI -> "DecimalSI";
            case DECIMAL_EXPONENT -> "DecimalExponent";
        };
        return big != null ? Optional.empty()
                : Optional.of("{{" + unscaled + " " + scale + "} {<nil>}  " + shown + "}");
    }

    /// Canonical text (node-config 7.5): whole digits and the largest suffix that loses nothing. A text that already
    /// looked canonical when it was read comes back unchanged.
    public String toText() {
        if (text != null) {
            return text;
        }
        return big == null && scale == 0 ? QuantityPrinter.print(unscaled, format)
                : QuantityPrinter.print(value(), format);
    }

    /// By exact value alone, so `compareTo` is 0 also where formats differ.
    @Override
    public int compareTo(Quantity other) {
        if (big == null && other.big == null && scale == other.scale) {
            return Long.compare(unscaled, other.unscaled);
        }
        return value().compareTo(other.value());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Quantity quantity && format == quantity.format && compareTo(quantity) == 0;
    }

    @Override
    public int hashCode() {
        return Objects.hash(isZero() ? BigDecimal.ZERO : value().stripTrailingZeros(), format);
    }

    /// Amounts by resource name, each written `cpu=2`: what requests, limits and reservations are made of.
    ///
    /// @throws IllegalArgumentException for a text that is not `NAME=QUANTITY`, and for a name that comes twice
    public static SortedMap<String, Quantity> byResource(String... amounts) {
        SortedMap<String, Quantity> parsed = new TreeMap<>();
        for (String amount : amounts) {
            int equals = amount.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("\"" + amount + "\" is no amount of a resource. Write cpu=2.");
            }
            String resource = amount.substring(0, equals);
            if (parsed.put(resource, parse(amount.substring(equals + 1))) != null) {
                throw new IllegalArgumentException(resource + " is given twice. Leave out one.");
            }
        }
        return parsed;
    }

    /// Bytes for people: as a quantity where that is exact and short (`59292Mi`), else rounded down to one decimal
    /// (`62.4Gi`). The number is unsigned.
    public static String shortBytes(long bytes) {
        if (bytes < 0) {
            return Long.toUnsignedString(bytes);
        }
        String exact = ofBytes(bytes).toText();
        if (exact.length() <= SHORT_TEXT) {
            return exact;
        }
        int unit = (Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes)) / 10;
        int shift = 10 * unit;
        long rest = bytes & (1L << shift) - 1;
        return (bytes >>> shift) + "." + ((rest * 10) >>> shift) + UNITS.get(unit - 1);
    }

    @Override
    public String toString() {
        return toText();
    }
}
