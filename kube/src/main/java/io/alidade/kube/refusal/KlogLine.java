package io.alidade.kube.refusal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A line as a kubelet logs it in text: `I1128 15:32:11.123456 1234 file.go:619] "message" key="value"`.
///
/// @param node    the host, if `journalctl` put it before the line
/// @param month   from 1
/// @param time    of the day, as it stands there
/// @param message unquoted
/// @param fields  what stands behind the message, unquoted, by key
record KlogLine(Optional<String> node, int month, int day, String time, String message, Map<String, String> fields) {
    private static final Pattern HEADER = Pattern.compile(
            "(?:^|[ :])[IWEF](\\d{2})(\\d{2}) (\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?)\\s+\\d+ [\\w.-]+:\\d+\\] ");
    private static final Pattern HOST = Pattern.compile("(\\S+) [\\w.@-]+\\[\\d+\\]: *$");
    private static final int MAX_FIELDS = 64;

    /// The line of a text, if it is one with a structured message.
    static Optional<KlogLine> of(String text) {
        Matcher header = HEADER.matcher(text);
        if (!header.find() || header.end() == text.length() || text.charAt(header.end()) != '"') {
            return Optional.empty();
        }
        Matcher host = HOST.matcher(text.substring(0, header.start() + (header.start() == 0 ? 0 : 1)));
        Words words = new Words(text, header.end());
        String message = words.quoted();
        Map<String, String> fields = new LinkedHashMap<>();
        for (Optional<String> key = words.key(); key.isPresent() && fields.size() < MAX_FIELDS; key = words.key()) {
            fields.put(key.get(), words.value());
        }
        return Optional.of(new KlogLine(host.find() ? Optional.of(host.group(1)) : Optional.empty(),
                Integer.parseInt(header.group(1)), Integer.parseInt(header.group(2)), header.group(3), message,
                fields));
    }

    /// Walks over the words of a line.
    private static final class Words {
        private final String text;
        private int at;

        Words(String text, int at) {
            this.text = text;
            this.at = at;
        }

        /// The name before the next `=`; nothing at the end of what can be read.
        Optional<String> key() {
            int start = at;
            while (start < text.length() && text.charAt(start) == ' ') {
                start++;
            }
            int equals = text.indexOf('=', start);
            if (equals <= start || text.substring(start, equals).indexOf(' ') >= 0) {
                return Optional.empty();
            }
            at = equals + 1;
            return Optional.of(text.substring(start, equals));
        }

        String value() {
            return at < text.length() && text.charAt(at) == '"' ? quoted() : bare();
        }

        /// Up to the next blank that is not inside brackets.
        private String bare() {
            int start = at;
            int depth = 0;
            for (; at < text.length() && (depth > 0 || text.charAt(at) != ' '); at++) {
                depth += switch (text.charAt(at)) {
                    case '{', '[' -> 1;
                    case '}', ']' -> -1;
                    default -> 0;
                };
            }
            return text.substring(start, at);
        }

        String quoted() {
            StringBuilder plain = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                char symbol = text.charAt(at++);
                if (symbol == '\\' && at < text.length()) {
                    escaped(plain, text.charAt(at++));
                } else {
                    plain.append(symbol);
                }
            }
            at++;
            return plain.toString();
        }

        private void escaped(StringBuilder plain, char letter) {
            int named = "abfnrtv".indexOf(letter);
            int digits = switch (letter) {
                case 'x' -> 2;
                case 'u' -> 4;
                case 'U' -> 8;
                default -> 0;
            };
            if (named >= 0) {
                plain.append("\u0007\b\f\n\r\t\u000B".charAt(named));
            } else if (digits == 0) {
                plain.append(letter);
            } else {
                int end = Math.min(at + digits, text.length());
                int code = hexadecimal(text.substring(at, end));
                plain.appendCodePoint(Character.isValidCodePoint(code) ? code : 0xFFFD);
                at = end;
            }
        }

        private static int hexadecimal(String digits) {
            try {
                return Integer.parseUnsignedInt(digits, 16);
            } catch (NumberFormatException _) {
                return 0xFFFD;
            }
        }
    }
}
