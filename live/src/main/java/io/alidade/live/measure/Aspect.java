package io.alidade.live.measure;

import java.util.Locale;

/// What of memory is measured.
public enum Aspect {
    /// How long a load takes whose address the load before it gave, in nanoseconds.
    LATENCY("ns", false),
    /// Bytes read one after the other, in 10^9 a second.
    READ("GB/s", true),
    /// Bytes written one after the other; caches read what is written to, which does not count.
    WRITE("GB/s", true),
    /// Bytes copied from one half of the memory to the other, each counted once.
    COPY("GB/s", true);

    private final String unit;
    private final boolean isMoreBetter;

    Aspect(String unit, boolean isMoreBetter) {
        this.unit = unit;
        this.isMoreBetter = isMoreBetter;
    }

    public String unit() {
        return unit;
    }

    /// True if a higher figure is the better one.
    public boolean isMoreBetter() {
        return isMoreBetter;
    }

    /// What documents and options call it.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
