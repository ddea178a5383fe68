package io.alidade.kube.document;

import io.alidade.kube.document.DocumentNode.ScalarKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What an unquoted YAML word is, by the rules of the library that Kubernetes reads YAML with (see the package), and what
/// its number or truth value is.
final class YamlScalars {
    private static final Set<
            String> TRUE = Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<
            String> FALSE = Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<
            String> NOT_FINITE = Set.of(".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf",
                    "+.INF", "-.inf", "-.Inf", "-.INF");
    private static final Pattern INTEGER = Pattern
            .compile("[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final int MAX_NUMBER_LENGTH = 1000;

    private YamlScalars() {}

    static ScalarKind kindOf(String text) {
        if (NULL.contains(text)) {
            return ScalarKind.NULL;
        }
        if (TRUE.contains(text) || FALSE.contains(text)) {
            return ScalarKind.BOOLEAN;
        }
        char first = text.charAt(0);
        boolean maybeNumber = (first >= '0' && first <= '9') || first == '+' || first == '-' || first == '.';
        if (!maybeNumber || text.length() > MAX_NUMBER_LENGTH) {
            return ScalarKind.STRING;
        }
        if (NOT_FINITE.contains(text)) {
            return ScalarKind.FLOAT;
        }
        String plain = first == '.' ? text : text.replace("_", "");
        if (INTEGER.matcher(plain).matches()) {
            return ScalarKind.INTEGER;
        }
        return FLOAT.matcher(plain).matches() ? ScalarKind.FLOAT : ScalarKind.STRING;
    }

    static boolean truth(String text) {
        return TRUE.contains(text);
    }

    /// The value of a text that is an INTEGER: decimal, `0x`, `0b`, `0o` or, as in YAML 1.1, octal after a bare `0`.
    static BigInteger integer(String text) {
        String plain = text.replace("_", "").toLowerCase(Locale.ROOT);
        boolean negative = plain.startsWith("-");
        String digits = negative || plain.startsWith("+") ? plain.substring(1) : plain;
        BigInteger magnitude;
        if (digits.startsWith("0x")) {
            magnitude = new BigInteger(digits.substring(2), 16);
        } else if (digits.startsWith("0b")) {
            magnitude = new BigInteger(digits.substring(2), 2);
        } else if (digits.startsWith("0o")) {
            magnitude = new BigInteger(digits.substring(2), 8);
        } else {
            magnitude = new BigInteger(digits, digits.startsWith("0") ? 8 : 10);
        }
        return negative ? magnitude.negate() : magnitude;
    }

    /// The decimal text of a FLOAT as a 64-bit number, which is what reaches Kubernetes: `1.0` is `1`, `1e3` is `1000`.
    /// Nothing if it is not finite.
    static Optional<String> decimal(String text) {
        if (NOT_FINITE.contains(text)) {
            return Optional.empty();
        }
        double value = Double.parseDouble(text.replace("_", ""));
        if (!Double.isFinite(value)) {
            return Optional.empty();
        }
        if (value == 0) {
            return Optional.of("0");
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        double magnitude = Math.abs(value);
        return Optional.of(magnitude >= 1e-6 && magnitude < 1e21 ? exact.toPlainString()
                : exact.unscaledValue() + "e" + -exact.scale());
    }

    /// The text of a scalar as a key: Kubernetes' keys are strings.
    static String key(ScalarKind kind, String text) {
        return switch (kind) {
            case STRING, NULL -> text;
            case BOOLEAN -> Boolean.toString(truth(text));
            case INTEGER -> integer(text).toString();
            case FLOAT -> decimal(text).orElse(text);
        };
    }
}
