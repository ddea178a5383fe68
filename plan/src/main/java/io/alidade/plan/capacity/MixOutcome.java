package io.alidade.plan.capacity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/// What became of a mix of shapes under one configuration, over many orders of arrival.
///
/// @param pods            that ran in the end
/// @param fullnessPermille how full the node was then
/// @param strandedCpus    whole CPUs that nobody had then
/// @param splitShare      of all admitted pods, those that are not aligned
/// @param shapes          in the order of the mix
/// @param stranded        what was left in the end on each NUMA node, in ascending id: means
public record MixOutcome(Distribution pods, Distribution fullnessPermille, Distribution strandedCpus,
        double splitShare, List<ShapeOutcome> shapes, List<Stranded> stranded) {
    /// The steps between two levels of fullness, in percent.
    public static final int STEP_PERCENT = 5;
    /// 0, 5, ... 100.
    public static final int LEVELS = 100 / STEP_PERCENT + 1;
    private static final double EVEN_CHANCE = 0.5;

    public MixOutcome {
        shapes = List.copyOf(shapes);
        stranded = List.copyOf(stranded);
    }

    /// Over how many orders.
    public int orders() {
        return pods.samples();
    }

    /// One shape of the mix.
    ///
    /// @param admitted  of this shape
    /// @param admission the probability that one more would be admitted, at each of the [#LEVELS]
    public record ShapeOutcome(String shape, Distribution admitted, List<Double> admission) {
        public ShapeOutcome {
            admission = List.copyOf(admission);
        }

        /// The cliff: the first level, in percent, at which one more is more likely refused than admitted.
        public int cliffPercent() {
            int level = 0;
            while (level < admission.size() - 1 && admission.get(level) >= EVEN_CHANCE) {
                level++;
            }
            return level * STEP_PERCENT;
        }
    }

    /// What is left on one NUMA node, on average.
    ///
    /// @param cpus        absent where no CPUs are pinned
    /// @param memoryBytes absent where memory is not pinned
    public record Stranded(int numaNode, Optional<Double> cpus, Optional<Double> memoryBytes,
            Map<String, Double> devices) {
        public Stranded {
            devices = Map.copyOf(devices);
        }
    }

    /// Sums up.
    ///
    /// @param fillings at least one
    static MixOutcome of(List<Shape> shapes, List<Filling> fillings) {
        long pods = fillings.stream().mapToLong(Filling::pods).sum();
        long split = fillings.stream().mapToLong(Filling::split).sum();
        List<ShapeOutcome> outcomes = new ArrayList<>();
        for (int index = 0; index < shapes.size(); index++) {
            int shape = index;
            List<Double> admission = new ArrayList<>();
            for (int level = 0; level < LEVELS; level++) {
                double fullness = level * STEP_PERCENT / 100.0;
                admission.add(fillings.stream().filter(filling -> filling.fittedAt(shape, fullness)).count()
                        / (double) fillings.size());
            }
            outcomes.add(new ShapeOutcome(shapes.get(shape).name(),
                    distribution(fillings, filling -> filling.counts()[shape]), admission));
        }
        return new MixOutcome(distribution(fillings, Filling::pods),
                distribution(fillings, filling -> Math.round(1000 * filling.fullness()[filling.pods()])),
                distribution(fillings, filling -> filling.left().cpus()), pods == 0 ? 0 : split / (double) pods,
                outcomes, stranded(fillings));
    }

    private static Distribution distribution(List<Filling> fillings, ToLongFunction<Filling> number) {
        return Distribution.of(fillings.stream().mapToLong(number).toArray());
    }

    private static List<Stranded> stranded(List<Filling> fillings) {
        List<Stranded> means = new ArrayList<>();
        for (int index = 0; index < fillings.getFirst().left().numaNodes().size(); index++) {
            int position = index;
            List<Leftover.NumaNode> left = fillings.stream().map(filling -> filling.left().numaNodes().get(position))
                    .toList();
            Leftover.NumaNode first = left.getFirst();
            Map<String, Double> devices = new TreeMap<>();
            left.forEach(own -> own.devices()
                    .forEach((resource, count) -> devices.merge(resource, count / (double) left.size(), Double::sum)));
            means.add(new Stranded(first.id(),
                    first.cpus().map(_ -> mean(left, own -> own.cpus().orElse(0))),
                    first.memoryBytes().map(_ -> mean(left, own -> own.memoryBytes().orElse(0L))), devices));
        }
        return means;
    }

    private static double mean(List<Leftover.NumaNode> left, ToLongFunction<Leftover.NumaNode> amount) {
        return Arrays.stream(left.stream().mapToLong(amount).toArray()).average().orElse(0);
    }
}
