package io.alidade.kube.golang;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;

/// Texts the way Go orders and quotes them.
public final class GoStrings {
    /// The order of Go's map keys: by UTF-8 bytes, which is not the order of Java's chars above U+D7FF.
    public static final Comparator<String> BYTEWISE = GoStrings::compareBytes;

    private GoStrings() {}

    /// The text with every half of a surrogate pair that stands alone replaced, as Go's text cannot hold one.
    public static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return withoutHalves(text);
            }
        }
        return text;
    }

    private static String withoutHalves(String text) {
        StringBuilder result = new StringBuilder();
        text.codePoints().forEach(c -> result.appendCodePoint(isSurrogate(c) ? 0xFFFD : c));
        return result.toString();
    }

    /// The text in double quotes as Go's `%q` prints it. What counts as printable is Java's table of characters, which may
    /// be of another Unicode version than Go's.
    public static String quote(String text) {
        StringBuilder result = new StringBuilder("\"");
        wellFormed(text).codePoints().forEach(c -> appendQuoted(result, c));
        return result.append('"').toString();
    }

    /// A byte as Go's JSON messages name it: `'x'`.
    public static String quoteByte(byte value) {
        int c = value & 0xFF;
        if (c == '\'') {
            return "'\\''";
        }
        if (c == '"') {
            return "'\"'";
        }
        StringBuilder result = new StringBuilder("'");
        appendQuoted(result, c);
        return result.append('\'').toString();
    }

    private static void appendQuoted(StringBuilder result, int c) {
        int named = "\u0007\b\f\n\r\t\u000B\\\"".indexOf(c);
        if (named >= 0) {
            result.append('\\').append("abfnrtv\\\"".charAt(named));
        } else if (c < ' ' || c == 0x7F) {
            result.append("\\x").append(HexFormat.of().toHexDigits(c, 2));
        } else if (isPrintable(c)) {
            result.appendCodePoint(c);
        } else if (c < 0x10000) {
            result.append("\\u").append(HexFormat.of().toHexDigits(c, 4));
        } else {
            result.append("\\U").append(HexFormat.of().toHexDigits(c, 8));
        }
    }

    private static boolean isPrintable(int c) {
        return c == ' ' || switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR ->
                false;
            default -> true;
        };
    }

    private static boolean isSurrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }

    // Only where the texts differ in half a surrogate pair the order of chars is another.
    private static int compareBytes(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char one = a.charAt(i);
            char other = b.charAt(i);
            if (one != other) {
                return Character.isSurrogate(one) || Character.isSurrogate(other)
                        ? Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8))
                        : one - other;
            }
        }
        return a.length() - b.length();
    }
}
