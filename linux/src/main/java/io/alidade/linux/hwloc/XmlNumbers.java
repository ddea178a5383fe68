package io.alidade.linux.hwloc;

import io.alidade.engine.mask.CpuSet;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The forms of numbers in an hwloc XML.
final class XmlNumbers {
    private static final int WORD_BITS = 32;
    private static final int MAX_WORDS = (CpuSet.MAX_CPU + 1) / WORD_BITS;
    private static final int MAX_DIGITS = 18;

    private XmlNumbers() {}

    static OptionalLong whole(String text) {
        boolean digits = !text.isEmpty() && text.length() <= MAX_DIGITS
                && text.chars().allMatch(symbol -> symbol >= '0' && symbol <= '9');
        return digits ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /// Up to `digits` hexadecimal digits.
    static OptionalInt hex(String text, int digits) {
        boolean hexadecimal = !text.isEmpty() && text.length() <= digits
                && text.chars().allMatch(symbol -> Character.digit(symbol, 16) >= 0 && symbol < 128);
        return hexadecimal ? OptionalInt.of(Integer.parseUnsignedInt(text, 16)) : OptionalInt.empty();
    }

    /// Whole numbers with white space between them.
    static List<Long> list(String text) {
        return Arrays.stream(text.strip().split("\\s+", -1)).map(XmlNumbers::whole).filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong).toList();
    }

    /// Words of 32 bits in hexadecimal, the highest first: `0x000000ff,,0x1`; an empty one is 0. A set without end
    /// (`0xf...f,0x0`) is none that a machine has.
    static Optional<CpuSet> bitmap(String text) {
        String[] words = text.strip().split(",", -1);
        if (words.length > MAX_WORDS) {
            return Optional.empty();
        }
        CpuSet.Builder bits = new CpuSet.Builder();
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            OptionalInt value = word.isEmpty() ? OptionalInt.of(0)
                    : word.startsWith("0x") ? hex(word.substring(2), 8) : OptionalInt.empty();
            if (value.isEmpty()) {
                return Optional.empty();
            }
            int first = (words.length - 1 - i) * WORD_BITS;
            for (int rest = value.getAsInt(); rest != 0; rest &= rest - 1) {
                bits.add(first + Integer.numberOfTrailingZeros(rest));
            }
        }
        return Optional.of(bits.build());
    }
}
