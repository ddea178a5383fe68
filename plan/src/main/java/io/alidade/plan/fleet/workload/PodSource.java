package io.alidade.plan.fleet.workload;

import io.alidade.plan.capacity.ArrivalOrder;
import io.alidade.plan.capacity.Shape;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// The pods of one shape.
public sealed interface PodSource {
    Shape shape();

    /// How many come.
    long count();

    /// The pods in the order of their arrival.
    Iterator<Arrival> arrivals(long seed);

    /// Pods that are there from the start, and stay.
    ///
    /// @param podNames NAMESPACE/NAME of each
    record Standing(Shape shape, List<String> podNames) implements PodSource {
        public Standing {
            podNames = List.copyOf(podNames);
        }

        /// So many copies of a shape.
        public static Standing of(Shape shape, int copies) {
            return new Standing(shape, IntStream.range(0, copies).mapToObj(copy -> shape.name() + "-" + copy).toList());
        }

        @Override
        public long count() {
            return podNames.size();
        }

        @Override
        public Iterator<Arrival> arrivals(long seed) {
            return podNames.stream().map(name -> new Arrival(0, shape, name, Arrival.FOR_EVER)).iterator();
        }
    }

    /// Pods that come by chance over time.
    record Coming(Shape shape, long count, Optional<Lifetime> lifetime, DailyWave wave) implements PodSource {
        /// Draws as many moments as pods, in order, without holding them: of what is left of the day the first of the
        /// remaining moments is a power of one uniform number.
        @Override
        public Iterator<Arrival> arrivals(long seed) {
            SplittableRandom random = ArrivalOrder.random(seed, shape.name().hashCode());
            return new Iterator<>() {
                private long number;
                private double passed;

                @Override
                public boolean hasNext() {
                    return number < count;
                }

                @Override
                public Arrival next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException();
                    }
                    double step = StrictMath.pow(1 - random.nextDouble(), 1.0 / (count - number));
                    passed = 1 - (1 - passed) * step;
                    long life = Lifetime.draw(lifetime, random);
                    return new Arrival(wave.momentOf(passed), shape, shape.name() + "-" + number++, life);
                }
            };
        }
    }
}
