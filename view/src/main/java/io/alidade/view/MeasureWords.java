package io.alidade.view;

import io.alidade.engine.quantity.Quantity;
import io.alidade.live.measure.MeasureReport;
import io.alidade.live.measure.MemoryResult;
import io.alidade.live.measure.Spread;
import java.util.Locale;

/// How what was measured is written, in text and in pictures.
public final class MeasureWords {
    private MeasureWords() {}

    /// `2 NUMA nodes`.
    public static String numaNodes(MeasureReport report) {
        return Words.counted(report.numaNodes().size(), "NUMA node");
    }

    /// What was used, and how often: `5 rounds of 250 ms, 1Gi of each NUMA node on huge pages`.
    public static String settings(MemoryResult memory) {
        return Words.counted(memory.rounds(), "round") + " of " + memory.slot().toMillis()
                + " ms, "
                + Quantity.shortBytes(memory.blockBytes()) + " of each NUMA node" + switch (memory.pages()) {
                    case HUGE -> memory.hugeShare()
                            .map(share -> share > 0.99 ? " on huge pages"
                                    : String.format(Locale.ROOT, ", of which %.0f %% is on huge pages", 100 * share))
                            .orElse(", huge pages if the kernel has them");
                    case SMALL -> " on small pages";
                    case KERNEL -> memory.hugeShare()
                            .map(share -> String.format(Locale.ROOT, ", of which %.0f %% is on huge pages",
                                    100 * share))
                            .orElse("");
                };
    }

    /// A number with three digits that count.
    public static String number(double number) {
        int decimals = number >= 100 ? 0 : number >= 10 ? 1 : number >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", number);
    }

    /// `92.1 (3 %)`; of one round `92.1`.
    public static String figure(Spread spread) {
        return number(spread.median()) + (spread.rounds().size() == 1 ? ""
                : String.format(Locale.ROOT, " (%.0f %%)", 100 * spread.width()));
    }
}
