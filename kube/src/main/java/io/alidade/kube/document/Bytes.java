package io.alidade.kube.document;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Bytes in bytes. What is looked for has at least four.
public final class Bytes {
    private static final VarHandle FOUR = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Bytes() {}

    /// Where some bytes stand for the last time; -1 if they do not.
    public static int lastIndexOf(byte[] in, byte[] wanted) {
        int first = four(wanted, 0);
        for (int at = in.length - wanted.length; at >= 0; at--) {
            if (four(in, at) == first && startWith(in, wanted, at)) {
                return at;
            }
        }
        return -1;
    }

    /// Where some bytes stand for the first time, at a place or behind it; -1 if they do not.
    public static int indexOf(byte[] in, byte[] wanted, int from) {
        int first = four(wanted, 0);
        for (int at = from; at <= in.length - wanted.length; at++) {
            if (four(in, at) == first && startWith(in, wanted, at)) {
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

    private static int four(byte[] bytes, int at) {
        return (int) FOUR.get(bytes, at);
    }
}
