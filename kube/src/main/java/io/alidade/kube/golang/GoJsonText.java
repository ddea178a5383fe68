package io.alidade.kube.golang;

import java.nio.charset.StandardCharsets;

/// A string of a JSON text as Go reads it: half a surrogate pair and every byte that is not UTF-8 become U+FFFD.
///
/// @param end the position after the closing quote
public record GoJsonText(String value, int end) {
    private static final char REPLACEMENT = '\uFFFD';

    /// The string whose opening quote is at `start`; the text is known to be JSON.
    static GoJsonText at(byte[] json, int start) {
        StringBuilder value = new StringBuilder();
        int at = start + 1;
        while (json[at] != '"') {
            if (json[at] == '\\') {
                at = escape(json, at + 1, value);
            } else if (json[at] >= 0) {
                value.append((char) json[at++]);
            } else {
                at = beyondAscii(json, at, value);
            }
        }
        return new GoJsonText(value.toString(), at + 1);
    }

    private static int escape(byte[] json, int at, StringBuilder value) {
        int named = "bfnrt".indexOf(json[at]);
        if (named >= 0) {
            value.append("\b\f\n\r\t".charAt(named));
            return at + 1;
        }
        if (json[at] != 'u') {
            value.append((char) json[at]);
            return at + 1;
        }
        char first = hex(json, at + 1);
        if (!Character.isSurrogate(first)) {
            value.append(first);
            return at + 5;
        }
        if (Character.isHighSurrogate(first) && json[at + 5] == '\\' && json[at + 6] == 'u'
                && Character.isLowSurrogate(hex(json, at + 7))) {
            value.append(first).append(hex(json, at + 7));
            return at + 11;
        }
        value.append(REPLACEMENT);
        return at + 5;
    }

    private static char hex(byte[] json, int at) {
        return (char) Integer.parseInt(new String(json, at, 4, StandardCharsets.US_ASCII), 16);
    }

    private static int beyondAscii(byte[] json, int at, StringBuilder value) {
        int lead = json[at] & 0xFF;
        int length = lead < 0xC2 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 1;
        if (length > 1 && at + length <= json.length) {
            String character = new String(json, at, length, StandardCharsets.UTF_8);
            boolean valid = character.codePointCount(0, character.length()) == 1
                    && (character.charAt(0) != REPLACEMENT || lead == 0xEF);
            if (valid) {
                value.append(character);
                return at + length;
            }
        }
        value.append(REPLACEMENT);
        return at + 1;
    }
}
