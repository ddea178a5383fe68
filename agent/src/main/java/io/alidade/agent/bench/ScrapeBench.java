package io.alidade.agent.bench;

import io.alidade.agent.bench.Figure.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Measures how long monitors wait for the metrics of a node, and how much they are told.
final class ScrapeBench {
    private static final int WARM_UP = 200;
    private static final int SCRAPES = 200;
    private static final double MAX_MILLIS = 5;
    private static final double MAX_KILOBYTES = 200;
    private static final double NANOS_OF_A_MILLI = 1e6;
    private static final double KILOBYTE = 1e3;

    private ScrapeBench() {}

    /// @param node   what is scraped, in words
    /// @param scrape asks once
    static Figure measure(String node, Supplier<String> scrape) {
        double[] millis = new double[SCRAPES];
        int characters = 0;
        for (int count = -WARM_UP; count < SCRAPES; count++) {
            long begun = System.nanoTime();
            characters = scrape.get().length();
            if (count >= 0) {
                millis[count] = (System.nanoTime() - begun) / NANOS_OF_A_MILLI;
            }
        }
        Arrays.sort(millis);
        double median = millis[SCRAPES / 2];
        double kilobytes = characters / KILOBYTE;
        return new Figure("scrape", node + "call of /metrics to the whole answer, median", "5 ms and 200 kB", median,
                "ms", new TreeMap<>(), Outcome.of(median <= MAX_MILLIS && kilobytes <= MAX_KILOBYTES),
                List.of(String.format(Locale.ROOT, "The answer has %.0f kB; of %d calls the slowest took %.1f ms.",
                        kilobytes, SCRAPES, millis[SCRAPES - 1])));
    }
}
