package io.alidade.linux.tree;

import java.nio.charset.StandardCharsets;

/// The header block of one entry of a tar: ustar, its GNU variant, or the tar of before.
///
/// @param name      prefix and name, as they stand there; long ones are in an entry before
/// @param mode      the permission bits
/// @param sizeBytes of the content that follows
/// @param type      the type flag; NUL is a file of an old tar
/// @param linkName  the target of a link
record TarHeader(String name, int mode, long sizeBytes, char type, String linkName) {
    static final int BLOCK = 512;

    private static final int MAGIC_OFFSET = 257;
    private static final int MAGIC_LENGTH = 5;
    private static final int CHECKSUM_OFFSET = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int PERMISSIONS = 0777;

    /// Something in a header that no tar has.
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /// Recognises a tar by its magic, an old one by its checksum.
    static boolean isTar(byte[] firstBytes) {
        return (firstBytes.length >= MAGIC_OFFSET + MAGIC_LENGTH && hasMagic(firstBytes))
                || (firstBytes.length >= BLOCK && firstBytes[0] != 0 && hasChecksum(firstBytes));
    }

    static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    static TarHeader parse(byte[] block) throws Malformed {
        if (!hasChecksum(block)) {
            throw new Malformed("a header whose checksum is wrong");
        }
        String name = text(block, 0, 100);
        // GNU's own variant ("ustar  ") has times where the prefix is.
        if (hasMagic(block) && block[MAGIC_OFFSET + MAGIC_LENGTH] == 0) {
            String prefix = text(block, 345, 155);
            name = prefix.isEmpty() ? name : prefix + "/" + name;
        }
        return new TarHeader(name, (int) (number(block, 100, 8) & PERMISSIONS), number(block, 124, 12),
                (char) (block[156] & 0xff), text(block, 157, 100));
    }

    private static boolean hasMagic(byte[] block) {
        return text(block, MAGIC_OFFSET, MAGIC_LENGTH).equals("ustar");
    }

    private static boolean hasChecksum(byte[] block) {
        long sum = 0;
        long signedSum = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean blank = i >= CHECKSUM_OFFSET && i < CHECKSUM_OFFSET + CHECKSUM_LENGTH;
            sum += blank ? ' ' : block[i] & 0xff;
            signedSum += blank ? ' ' : block[i];
        }
        try {
            long expected = number(block, CHECKSUM_OFFSET, CHECKSUM_LENGTH);
            // Old writers added signed bytes.
            return expected == sum || expected == signedSum;
        } catch (Malformed e) {
            return false;
        }
    }

    /// A number in octal digits with blanks or NUL bytes around, or, above that, in base 256 with the highest bit set.
    private static long number(byte[] block, int offset, int length) throws Malformed {
        if (block[offset] < 0) {
            long value = block[offset] & 0x7f;
            for (int i = offset + 1; i < offset + length; i++) {
                if (value > Long.MAX_VALUE >> 8) {
                    throw new Malformed("a number beyond 64 bits");
                }
                value = (value << 8) | (block[i] & 0xff);
            }
            return value;
        }
        String digits = new String(block, offset, length, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 7) {
                throw new Malformed("a number that is not octal");
            }
            value = (value << 3) | digit;
        }
        return value;
    }

    /// The text up to the first NUL byte.
    static String text(byte[] bytes, int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
    }
}
