package io.alidade.kube.paste;

/// An amount of memory as a tool prints it: rounded, so that the true one is from `leastBytes` to `mostBytes`.
///
/// @param bytes the amount that is printed
public record PrintedBytes(long bytes, long leastBytes, long mostBytes) {
    public PrintedBytes {
        if (leastBytes < 0 || leastBytes > bytes || bytes > mostBytes) {
            throw new IllegalArgumentException(leastBytes + " <= " + bytes + " <= " + mostBytes + " does not hold.");
        }
    }

    static PrintedBytes exactly(long bytes) {
        return new PrintedBytes(bytes, bytes, bytes);
    }

    /// Cut to whole units: the true amount is less than one unit more.
    static PrintedBytes cut(long units, long unitBytes) {
        long bytes = Math.multiplyExact(units, unitBytes);
        return new PrintedBytes(bytes, bytes, Math.addExact(bytes, unitBytes - 1));
    }

    /// Rounded somehow to whole units: the true amount is less than one unit away.
    static PrintedBytes around(long units, long unitBytes) {
        long bytes = Math.multiplyExact(units, unitBytes);
        return new PrintedBytes(bytes, Math.max(0, bytes - unitBytes + 1), Math.addExact(bytes, unitBytes - 1));
    }

    boolean isExact() {
        return leastBytes == mostBytes;
    }

    boolean agreesWith(PrintedBytes other) {
        return leastBytes <= other.mostBytes && other.leastBytes <= mostBytes;
    }

    /// Of two that agree, the one that tells more.
    PrintedBytes closer(PrintedBytes other) {
        return other.mostBytes - other.leastBytes < mostBytes - leastBytes ? other : this;
    }
}
