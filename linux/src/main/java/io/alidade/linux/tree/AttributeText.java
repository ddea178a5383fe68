package io.alidade.linux.tree;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/// What all kinds of [TreeDirectory] have in common: which names there are, and how bytes become text.
final class AttributeText {
    private AttributeText() {}

    /// @throws IllegalArgumentException if `name` is not the name of one entry of a directory
    static void checkName(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("\"" + name + "\" is not the name of one entry of a directory.");
        }
    }

    static String of(byte[] bytes, int length, UnaryOperator<String> reduction) {
        String text = new String(bytes, 0, lengthOfText(bytes, length), StandardCharsets.ISO_8859_1);
        return reduction.apply(text.strip()).strip();
    }

    /// The number of bytes before the first NUL byte.
    static int lengthOfText(byte[] bytes, int length) {
        int end = 0;
        while (end < length && bytes[end] != 0) {
            end++;
        }
        return end;
    }
}
