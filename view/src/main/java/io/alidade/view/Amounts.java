package io.alidade.view;

import io.alidade.engine.mask.CpuSet;
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

    /// NUMA node ids as a list with ranges, `0-1,3`.
    public static String ids(List<Integer> ids) {
        CpuSet.Builder set = new CpuSet.Builder();
        ids.forEach(set::add);
        return set.build().toListString();
    }
}
