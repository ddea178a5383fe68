package io.alidade.kube.golang;

import java.math.BigDecimal;
import java.time.Duration;

/// Go's text of a duration: `1m0s`, `1.5s`, `20ms`, `0s`.
public final class GoDurations {
    private GoDurations() {}

    public static String text(Duration duration) {
        Duration size = duration.abs();
        String sign = duration.isNegative() ? "-" : "";
        if (size.isZero()) {
            return "0s";
        }
        long nanos = size.toNanos();
        if (nanos < 1_000) {
            return sign + nanos + "ns";
        }
        if (nanos < 1_000_000_000) {
            return nanos < 1_000_000 ? sign + decimal(nanos, 3) + "µs" : sign + decimal(nanos, 6) + "ms";
        }
        String seconds = decimal(nanos % 60_000_000_000L, 9) + "s";
        long minutes = size.toMinutes();
        String rest = minutes == 0 ? seconds : minutes % 60 + "m" + seconds;
        return sign + (minutes >= 60 ? minutes / 60 + "h" : "") + rest;
    }

    private static String decimal(long nanos, int scale) {
        return nanos == 0 ? "0" : BigDecimal.valueOf(nanos, scale).stripTrailingZeros().toPlainString();
    }
}
