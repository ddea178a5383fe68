package io.alidade.engine.table;

import java.util.Arrays;

/// A byte of the hash of each name in a table, by place, to pass over names eight at a time. Immutable.
///
/// Invariants: "none" - a place without a name holds 0, which is no name's print; "blocks" - the bytes of a block of names are two whole
/// words, the first of them lowest.
final class NamePrints {
    /// Names of a block.
    static final int BLOCK = 16;

    static final NamePrints NONE = new NamePrints(new long[0]);

    private static final int WORD = Long.BYTES;
    private static final int WORDS_OF_BLOCK = BLOCK / WORD;
    private static final long EACH_BYTE = 0x0101_0101_0101_0101L;
    private static final long BELOW_HIGHEST = 0x7F * EACH_BYTE;
    /// Spreads what differs in the lowest bits of a hash, as with names that end in a number, over the highest.
    private static final int SPREAD = 0x9E37_79B9;

    private final long[] words;

    private NamePrints(long[] words) {
        this.words = words;
    }

    static int of(String name) {
        return Math.max(1, (name.hashCode() * SPREAD) >>> (Integer.SIZE - Byte.SIZE));
    }

    /// The first place from one on whose name has this print; negative if there is none.
    int next(int print, int from) {
        long wanted = print * EACH_BYTE;
        int word = from / WORD;
        long left = -1L << (from * Byte.SIZE);
        for (; word < words.length; word++) {
            long other = words[word] ^ wanted;
            // The highest bit of each byte that is 0.
            long same = ~(((other & BELOW_HIGHEST) + BELOW_HIGHEST) | other | BELOW_HIGHEST) & left;
            if (same != 0) {
                return word * WORD + Long.numberOfTrailingZeros(same) / Byte.SIZE;
            }
            left = -1;
        }
        return -1;
    }

    /// With a name at a place that has none, in the last block or the next.
    NamePrints with(int place, int print) {
        long[] more = Arrays.copyOf(words, Math.max(words.length, (place / BLOCK + 1) * WORDS_OF_BLOCK));
        more[place / WORD] |= (long) print << (place * Byte.SIZE);
        return new NamePrints(more);
    }

    /// Without the name at a place: those behind it in its block move up.
    NamePrints without(int place) {
        long[] fewer = words.clone();
        int word = place / WORD;
        long before = (1L << (place * Byte.SIZE)) - 1;
        fewer[word] = (words[word] & before) | ((words[word] >>> Byte.SIZE) & ~before);
        if (word % WORDS_OF_BLOCK == 0) {
            fewer[word] |= words[word + 1] << (Long.SIZE - Byte.SIZE);
            fewer[word + 1] = words[word + 1] >>> Byte.SIZE;
        }
        return new NamePrints(fewer);
    }

    /// Without a block.
    NamePrints withoutBlock(int block) {
        long[] fewer = new long[words.length - WORDS_OF_BLOCK];
        int at = block * WORDS_OF_BLOCK;
        System.arraycopy(words, 0, fewer, 0, at);
        System.arraycopy(words, at + WORDS_OF_BLOCK, fewer, at, fewer.length - at);
        return new NamePrints(fewer);
    }
}
