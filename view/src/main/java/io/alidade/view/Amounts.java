package io.alidade.view;

import io.alidade.engine.quantity.Quantity;
import java.math.BigInteger;
import java.util.List;

/// Amounts for people.
public final class Amounts {
    private static final int SHORT = 7;
    private static final List<String> UNITS = List.of("Ki", "Mi", "Gi", "Ti", "Pi", "Ei");

    private Amounts() {}

    /// Bytes as a quantity where that is exact and short (`59292Mi`), else rounded down to one decimal (`62.4Gi`). The
    /// number is unsigned.
    public static String bytes(long bytes) {
        if (bytes < 0) {
            return Long.toUnsignedString(bytes);
        }
        String exact = Quantity.ofBytes(bytes).toText();
        if (exact.length() <= SHORT) {
            return exact;
        }
        int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        BigInteger tenths = BigInteger.valueOf(bytes).multiply(BigInteger.TEN).shiftRight(10 * unit);
        BigInteger[] parts = tenths.divideAndRemainder(BigInteger.TEN);
        return parts[0] + "." + parts[1] + UNITS.get(unit - 1);
    }

    /// Ids of NUMA nodes or sockets, ascending, as a list with ranges: `0-1,3`. Ids of sockets have no upper bound.
    public static String ids(List<Integer> ids) {
        List<Integer> sorted = ids.stream().distinct().sorted().toList();
        StringBuilder text = new StringBuilder();
        for (int first = 0, last; first < sorted.size(); first = last + 1) {
            last = first;
            while (last + 1 < sorted.size() && sorted.get(last + 1) == sorted.get(last) + 1) {
                last++;
            }
            text.append(text.isEmpty() ? "" : ",").append(sorted.get(first));
            if (last > first) {
                text.append('-').append(sorted.get(last));
            }
        }
        return text.toString();
    }
}
