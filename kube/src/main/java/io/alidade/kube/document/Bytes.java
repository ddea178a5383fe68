package io.alidade.kube.document;

import java.util.Arrays;

/// Bytes in bytes.
public final class Bytes {
    private Bytes() {}

    /// Where some bytes stand for the last time; -1 if they do not.
    public static int lastIndexOf(byte[] in, byte[] wanted) {
        for (int at = in.length - wanted.length; at >= 0; at--) {
            if (in[at] == wanted[0] && Arrays.equals(in, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
