package io.alidade.kube.document;

import java.util.Arrays;

/// Bytes in bytes. What is looked for has at least two, of which the second is the rarer one: a letter behind a quote.
public final class Bytes {
    private Bytes() {}

    /// Where some bytes stand for the last time; -1 if they do not.
    public static int lastIndexOf(byte[] in, byte[] wanted) {
        byte second = wanted[1];
        for (int at = in.length - wanted.length; at >= 0; at--) {
            if (in[at + 1] == second && startWith(in, wanted, at)) {
                return at;
            }
        }
        return -1;
    }

    /// Where some bytes stand for the first time, at a place or behind it; -1 if they do not.
    public static int indexOf(byte[] in, byte[] wanted, int from) {
        byte second = wanted[1];
        for (int at = from; at <= in.length - wanted.length; at++) {
            if (in[at + 1] == second && startWith(in, wanted, at)) {
                return at;
            }
        }
        return -1;
    }

    /// True if some bytes, as many as there are, stand at a place.
    public static boolean startWith(byte[] in, byte[] wanted, int at) {
        return at <= in.length - wanted.length
                && Arrays.equals(in, at, at + wanted.length, wanted, 0, wanted.length);
    }
}
