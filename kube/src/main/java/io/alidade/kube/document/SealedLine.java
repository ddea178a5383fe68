package io.alidade.kube.document;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// A line of JSON that tells whether it is whole: the last field of its last object, `crc`, is the CRC-32C of all bytes before
/// that field, in eight hexadecimal digits. To every other reader it is a line of JSON. In a journal that object is `meta`, the
/// record of the line, and begins with its number `n`.
public final class SealedLine {
    private static final byte[] FIELD = ",\"crc\":\"".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "\"}}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] RECORD = "\"meta\":{\"n\":".getBytes(StandardCharsets.UTF_8);
    private static final byte[] HEXADECIMAL = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final int DIGITS = 8;
    private static final int RADIX = 10;
    private static final int BITS = 4;
    private static final int MASK = (1 << BITS) - 1;
    private static final int SEAL = FIELD.length + DIGITS + END.length;

    private SealedLine() {}

    /// Seals an object whose last field is an object that is not empty.
    ///
    /// @return the line, with its line break
    /// @throws IllegalArgumentException if the last field is none
    public static byte[] seal(String json) {
        if (!json.endsWith("}}") || json.endsWith("{}}")) {
            throw new IllegalArgumentException("the last field is no object with fields: " + json);
        }
        byte[] open = json.substring(0, json.length() - 2).getBytes(StandardCharsets.UTF_8);
        byte[] line = Arrays.copyOf(open, open.length + SEAL + 1);
        System.arraycopy(FIELD, 0, line, open.length, FIELD.length);
        int checksum = checksum(line, open.length);
        for (int digit = 0; digit < DIGITS; digit++) {
            line[open.length + FIELD.length + digit] = digit(checksum, digit);
        }
        System.arraycopy(END, 0, line, open.length + FIELD.length + DIGITS, END.length);
        line[line.length - 1] = '\n';
        return line;
    }

    /// Whether a line, without its line break, is as it was sealed.
    public static boolean isWhole(byte[] line) {
        int open = line.length - SEAL;
        return open > 0 && Arrays.equals(line, open, open + FIELD.length, FIELD, 0, FIELD.length)
                && Arrays.equals(line, line.length - END.length, line.length, END, 0, END.length)
                && areDigits(checksum(line, open), line, open + FIELD.length);
    }

    /// The number of a line's record.
    ///
    /// @param record where its key stands
    public static long numberIn(byte[] line, int record) {
        long number = 0;
        for (int at = record + RECORD.length; line[at] >= '0' && line[at] <= '9'; at++) {
            number = number * RADIX + line[at] - '0';
        }
        return number;
    }

    private static boolean areDigits(int checksum, byte[] line, int at) {
        for (int digit = 0; digit < DIGITS; digit++) {
            if (line[at + digit] != digit(checksum, digit)) {
                return false;
            }
        }
        return true;
    }

    /// Where the key of a line's record stands; -1 if it has none.
    public static int recordIn(byte[] line) {
        // In a text the quotes would stand behind backslashes: this is a key.
        return Bytes.lastIndexOf(line, RECORD);
    }

    private static byte digit(int checksum, int place) {
        return HEXADECIMAL[(checksum >>> ((DIGITS - 1 - place) * BITS)) & MASK];
    }

    private static int checksum(byte[] line, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(line, 0, length);
        return (int) checksum.getValue();
    }
}
