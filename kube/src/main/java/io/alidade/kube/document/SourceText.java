package io.alidade.kube.document;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/// Bytes to text: UTF-8 without errors and without control characters, a byte order mark left out.
final class SourceText {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final char REPLACEMENT = '\uFFFD';

    private SourceText() {}

    static String decode(String source, byte[] bytes) {
        for (int index = 0; index < bytes.length; index++) {
            int value = bytes[index];
            if (value >= 0 && value < ' ' && value != '\t' && value != '\n' && value != '\r') {
                throw new BadInput(position(source, bytes, index),
                        "the control character with code " + value + " is not text.",
                        "Maybe this is a binary or compressed file; give the text itself.");
            }
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        // A replacement character may have been written as such, so it only calls for the strict decoder.
        if (text.indexOf(REPLACEMENT) >= 0) {
            checkStrictly(source, bytes);
        }
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static void checkStrictly(String source, byte[] bytes) {
        ByteBuffer input = ByteBuffer.wrap(bytes);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(input, CharBuffer.allocate(bytes.length), true);
        if (result.isError()) {
            throw new BadInput(position(source, bytes, input.position()), "not UTF-8 (byte 0x"
                    + Integer.toHexString(bytes[input.position()] & 0xFF) + ").", "Save the file as UTF-8.");
        }
    }

    private static Position position(String source, byte[] bytes, int end) {
        int line = 1;
        int lineStart = 0;
        for (int index = 0; index < end; index++) {
            if (bytes[index] == '\n') {
                line++;
                lineStart = index + 1;
            }
        }
        String before = new String(bytes, lineStart, end - lineStart, StandardCharsets.UTF_8);
        return new Position(source, line, before.length() + 1);
    }
}
