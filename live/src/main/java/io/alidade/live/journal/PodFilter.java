package io.alidade.live.journal;

import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;

/// Whether a segment may tell of a pod: a Bloom filter over names and uids. It says no only where that is so, and yes by mistake
/// about once in a hundred times.
record PodFilter(BitSet bits, int size) {
    private static final int BITS_OF_ONE = 10;
    private static final int HASHES = 7;
    private static final int LEAST_BITS = 64;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    static PodFilter of(Collection<String> names) {
        PodFilter filter = new PodFilter(new BitSet(), Math.max(LEAST_BITS, names.size() * BITS_OF_ONE));
        names.forEach(name -> {
            long hash = hash(name);
            for (int i = 0; i < HASHES; i++) {
                filter.bits.set(filter.place(hash, i));
            }
        });
        return filter;
    }

    boolean mayContain(String name) {
        long hash = hash(name);
        for (int i = 0; i < HASHES; i++) {
            if (!bits.get(place(hash, i))) {
                return false;
            }
        }
        return true;
    }

    private int place(long hash, int i) {
        return (int) Long.remainderUnsigned(hash + i * (hash >>> Integer.SIZE | 1), size);
    }

    private static long hash(String name) {
        long hash = FNV_OFFSET;
        for (int at = 0; at < name.length(); at++) {
            hash = (hash ^ name.charAt(at)) * FNV_PRIME;
        }
        return hash ^ hash >>> Integer.SIZE;
    }

    String toText() {
        return Base64.getEncoder().encodeToString(bits.toByteArray());
    }

    /// @throws IllegalArgumentException if the text is none
    static PodFilter parse(String text, int size) {
        return new PodFilter(BitSet.valueOf(Base64.getDecoder().decode(text)), Math.max(LEAST_BITS, size));
    }
}
