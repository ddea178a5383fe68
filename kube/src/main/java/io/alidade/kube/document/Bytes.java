package io.alidade.kube.document;

import java.util.Arrays;

/// Bytes in bytes.
public final class Bytes {
    private Bytes() {}

    /// Where some bytes stand for the last time; -1 if they do not.
    public static int lastIndexOf(byte[] in, byte[] wanted) {
        for (int at = in.length - wanted.length; at >= 0; at--) {
            if (startWith(in, wanted, at)) {
                return at;
            }
        }
        return -1;
    }

    /// Where some bytes stand for the first time, at a place or behind it; -1 if they do not.
    public static int indexOf(byte[] in, byte[] wanted, int from) {
        for (int at = from; at <= in.length - wanted.length; at++) {
            if (startWith(in, wanted, at)) {
                return at;
            }
        }
        return -1;
    }

    /// True if some bytes stand at a place.
    public static boolean startWith(byte[] in, byte[] wanted, int at) {
        int last = wanted.length - 1;
        return at < in.length - last && in[at] == wanted[0] && in[at + last] == wanted[last]
                && Arrays.equals(in, at, at + wanted.length, wanted, 0, wanted.length);
    }
}
