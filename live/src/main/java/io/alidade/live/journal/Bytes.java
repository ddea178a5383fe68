package io.alidade.live.journal;

import java.util.Arrays;

/// Bytes in bytes.
final class Bytes {
    private Bytes() {}

    /// Where some bytes stand for the last time; -1 if they do not.
    static int lastIndexOf(byte[] in, byte[] wanted) {
        for (int at = in.length - wanted.length; at >= 0; at--) {
            if (in[at] == wanted[0] && Arrays.equals(in, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
