package io.alidade.kube.golang;

import java.math.BigDecimal;
import java.time.Duration;

/// Texts as the kubelet's language writes and reads them.
public final class GoText {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private GoText() {}

    /// The text in double quotes, with `"`, `\` and control characters escaped.
    public static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || c == 127) {
                        out.append("\\x").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    /// Reads a duration such as `1m30s` or `1.5h` to nanoseconds.
    ///
    /// @throws IllegalArgumentException with the message of the Go parser
    public static Duration duration(String text) {
        String rest = text;
        boolean negative = rest.startsWith("-");
        if (negative || rest.startsWith("+")) {
            rest = rest.substring(1);
        }
        if (rest.equals("0")) {
            return Duration.ZERO;
        }
        BigDecimal nanos = BigDecimal.ZERO;
        if (rest.isEmpty() || text.length() > 128) {
            throw new IllegalArgumentException("time: invalid duration " + quoted(text));
        }
        while (!rest.isEmpty()) {
            int number = span(rest, 0, true);
            String digits = rest.substring(0, number);
            if (digits.isEmpty() || digits.equals(".") || digits.indexOf('.') != digits.lastIndexOf('.')) {
                throw new IllegalArgumentException("time: invalid duration " + quoted(text));
            }
            int end = span(rest, number, false);
            String unit = rest.substring(number, end);
            if (unit.isEmpty()) {
                throw new IllegalArgumentException("time: missing unit in duration " + quoted(text));
            }
            long unitNanos = switch (unit) {
                case "ns" -> 1L;
                case "us", "µs", "μs" -> 1_000L;
                case "ms" -> 1_000_000L;
                case "s" -> NANOS_PER_SECOND;
                case "m" -> 60 * NANOS_PER_SECOND;
                case "h" -> 3600 * NANOS_PER_SECOND;
                default -> throw new IllegalArgumentException(
                        "time: unknown unit " + quoted(unit) + " in duration " + quoted(text));
            };
            nanos = nanos.add(new BigDecimal(digits).multiply(BigDecimal.valueOf(unitNanos)));
            rest = rest.substring(end);
        }
        if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("time: invalid duration " + quoted(text));
        }
        return Duration.ofNanos(negative ? -nanos.longValue() : nanos.longValue());
    }

    /// The end of the run of number characters (or of others) that starts at `from`.
    private static int span(String text, int from, boolean numbers) {
        int end = from;
        while (end < text.length() && numbers == ("0123456789.".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        return end;
    }
}
