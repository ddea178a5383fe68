package io.alidade.view.page;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Free and stranded CPUs of each NUMA node over time, at equal distances, the oldest first.
///
/// @param step between two samples
public record RoomSeries(Duration step, List<Sample> samples) {
    /// Nothing is known yet.
    public static final RoomSeries EMPTY = new RoomSeries(Duration.ofSeconds(1), List.of());

    public RoomSeries {
        samples = List.copyOf(samples);
    }

    /// One moment, by the id of the NUMA node.
    public record Sample(Map<Integer, Amount> numaNodes) {
        public Sample {
            numaNodes = Map.copyOf(numaNodes);
        }

        Amount of(List<Integer> ids) {
            int free = 0;
            int stranded = 0;
            for (int id : ids) {
                Amount amount = numaNodes.getOrDefault(id, Amount.NONE);
                free += amount.free();
                stranded += amount.stranded();
            }
            return new Amount(free, stranded);
        }
    }

    /// CPUs.
    ///
    /// @param stranded of the free ones
    public record Amount(int free, int stranded) {
        static final Amount NONE = new Amount(0, 0);

        private Amount lower(Amount other) {
            return new Amount(Math.min(free, other.free), Math.max(stranded, other.stranded));
        }
    }

    /// What these NUMA nodes had together, in at most so many parts of the time: of each part the least that was free and the most
    /// that was stranded.
    List<Amount> of(List<Integer> ids, int most) {
        int each = Math.max(1, (samples.size() + most - 1) / most);
        List<Amount> amounts = new ArrayList<>();
        for (int i = 0; i < samples.size(); i += each) {
            amounts.add(samples.subList(i, Math.min(samples.size(), i + each)).stream().map(sample -> sample.of(ids))
                    .reduce(Amount::lower).orElse(Amount.NONE));
        }
        return amounts;
    }

    /// From the first to the last.
    Duration span() {
        return step.multipliedBy(Math.max(0, samples.size() - 1));
    }
}
