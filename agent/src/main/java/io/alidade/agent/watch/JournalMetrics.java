package io.alidade.agent.watch;

import io.alidade.live.journal.JournalCounts;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What becomes of the records of a journal: written or lost, how much of it is on disk, whether it can be written. Nothing is shown
/// where none is kept.
public final class JournalMetrics implements MultiCollector {
    private final Supplier<Optional<JournalCounts>> counts;

    /// @param counts of the process; absent without a journal
    public JournalMetrics(Supplier<Optional<JournalCounts>> counts) {
        this.counts = counts;
    }

    @Override
    public MetricSnapshots collect() {
        return counts.get().map(JournalMetrics::shown).orElseGet(MetricSnapshots::new);
    }

    private static MetricSnapshots shown(JournalCounts counts) {
        return new MetricSnapshots(List.of(
                CounterSnapshot.builder().name("alidade_journal_records").help("Records written to the journal.")
                        .dataPoint(CounterDataPointSnapshot.builder().value((double) counts.records()).build())
                        .build(),
                lost(counts),
                gauge("alidade_journal_segments", "Files of the journal that hold records.", counts.segments()),
                gauge("alidade_journal_bytes", "What the files of the journal take on disk.", counts.storedBytes()),
                gauge("alidade_journal_failing", "Whether the journal could not be written the last time: 1 or 0.",
                        counts.isFailing() ? 1 : 0)));
    }

    private static MetricSnapshot lost(JournalCounts counts) {
        CounterSnapshot.Builder lost = CounterSnapshot.builder().name("alidade_journal_lost_records")
                .help("Records that are not in the journal, by why they are not.");
        Arrays.stream(JournalCounts.Loss.values()).forEach(why -> lost.dataPoint(CounterDataPointSnapshot.builder()
                .labels(Labels.of("reason", why.wireName())).value((double) counts.losses().getOrDefault(why, 0L))
                .build()));
        return lost.build();
    }

    private static MetricSnapshot gauge(String name, String help, long value) {
        return GaugeSnapshot.builder().name(name).help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value((double) value).build()).build();
    }
}
