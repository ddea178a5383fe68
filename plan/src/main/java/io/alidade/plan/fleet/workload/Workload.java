package io.alidade.plan.fleet.workload;

import io.alidade.plan.capacity.Shape;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What comes to a fleet, and how patient it is.
///
/// @param recorded a recording beside the sources, opened anew for each replay
/// @param named    shapes that the recording may name
/// @param patience how long a pod that does not run is waited for
public record Workload(List<PodSource> sources, Optional<RecordedPods> recorded, Map<String, Shape> named,
        Duration patience, Recreation recreation) {
    public static final Duration USUAL_PATIENCE = Duration.ofDays(1);

    public Workload {
        sources = List.copyOf(sources);
        named = Map.copyOf(named);
    }

    /// Pods that are all there from the start.
    public static Workload of(List<PodSource> sources) {
        return new Workload(sources, Optional.empty(), Map.of(), USUAL_PATIENCE, Recreation.USUAL);
    }

    /// Where a recording is.
    ///
    /// @param open         its bytes, from the start
    /// @param isRepeatable whether that can be done more than once
    /// @param wanted       which of its pods are
    public record RecordedPods(String source, Supplier<InputStream> open, boolean isRepeatable,
            Predicate<Shape> wanted) {
        /// All of its pods.
        public RecordedPods(String source, Supplier<InputStream> open, boolean isRepeatable) {
            this(source, open, isRepeatable, _ -> true);
        }
    }

    /// Whether its pods can be looked at more than once.
    public boolean isRepeatable() {
        return recorded.map(RecordedPods::isRepeatable).orElse(true);
    }

    /// The pods of these shapes alone.
    public Workload only(Set<String> shapes) {
        return new Workload(sources.stream().filter(source -> shapes.contains(source.shape().name())).toList(),
                recorded.map(pods -> new RecordedPods(pods.source(), pods.open(), pods.isRepeatable(),
                        shape -> shapes.contains(shape.name()))),
                named, patience, recreation);
    }

    /// What is known of a workload after looking through it.
    ///
    /// @param lastMillis when the last pod comes; empty if that cannot be known before
    public record Survey(List<Shape> shapes, long pods, OptionalLong lastMillis) {
        public Survey {
            shapes = List.copyOf(shapes);
        }
    }

    /// Looks through a workload: a recording that can be read twice is read once.
    ///
    /// @throws io.alidade.kube.document.BadInput if a recorded pod cannot be used
    public Survey survey() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        long pods = 0;
        long last = 0;
        for (PodSource source : sources) {
            shapes.putIfAbsent(source.shape().name(), source.shape());
            pods += source.count();
            last = Math.max(last, source instanceof PodSource.Coming coming ? coming.wave().duration().toMillis() : 0);
        }
        if (recorded.isEmpty()) {
            return new Survey(List.copyOf(shapes.values()), pods, OptionalLong.of(last));
        }
        if (!recorded.get().isRepeatable()) {
            return new Survey(List.copyOf(shapes.values()), pods, OptionalLong.empty());
        }
        try (Recording recording = recording(recorded.get())) {
            Iterator<Arrival> wanted = new Filtered(recording, recorded.get().wanted());
            while (wanted.hasNext()) {
                Arrival arrival = wanted.next();
                shapes.putIfAbsent(arrival.shape().name(), arrival.shape());
                pods++;
                last = Math.max(last, arrival.atMillis());
            }
        }
        return new Survey(List.copyOf(shapes.values()), pods, OptionalLong.of(last));
    }

    private Recording recording(RecordedPods pods) {
        return new Recording(pods.source(), pods.open().get(), named);
    }

    /// The pods of the shapes that are wanted, in the order of their arrival; at the same moment those of earlier sources
    /// first. To be closed.
    public Arrivals arrivals(long seed, Predicate<Shape> wanted) {
        List<Iterator<Arrival>> streams = new ArrayList<>();
        sources.stream().filter(source -> wanted.test(source.shape()))
                .forEach(source -> streams.add(source.arrivals(seed)));
        Optional<Recording> recording = recorded.map(this::recording);
        recording.ifPresent(pods -> streams.add(new Filtered(pods, recorded.orElseThrow().wanted().and(wanted))));
        return new Arrivals(streams, recording);
    }

    private static final class Filtered implements Iterator<Arrival> {
        private final Iterator<Arrival> all;
        private final Predicate<Shape> wanted;
        private Optional<Arrival> next = Optional.empty();

        Filtered(Iterator<Arrival> all, Predicate<Shape> wanted) {
            this.all = all;
            this.wanted = wanted;
        }

        @Override
        public boolean hasNext() {
            while (next.isEmpty() && all.hasNext()) {
                next = Optional.of(all.next()).filter(arrival -> wanted.test(arrival.shape()));
            }
            return next.isPresent();
        }

        @Override
        public Arrival next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Arrival arrival = next.orElseThrow();
            next = Optional.empty();
            return arrival;
        }
    }

    /// Several streams as one.
    public static final class Arrivals implements Iterator<Arrival>, AutoCloseable {
        private record Head(Arrival arrival, int stream) {}

        private final List<Iterator<Arrival>> streams;
        private final Optional<Recording> recording;
        private final PriorityQueue<Head> heads = new PriorityQueue<>(
                Comparator.comparingLong((Head head) -> head.arrival().atMillis()).thenComparingInt(Head::stream));

        Arrivals(List<Iterator<Arrival>> streams, Optional<Recording> recording) {
            this.streams = List.copyOf(streams);
            this.recording = recording;
            for (int stream = 0; stream < streams.size(); stream++) {
                advance(stream);
            }
        }

        private void advance(int stream) {
            Iterator<Arrival> arrivals = streams.get(stream);
            if (arrivals.hasNext()) {
                heads.add(new Head(arrivals.next(), stream));
            }
        }

        @Override
        public boolean hasNext() {
            return !heads.isEmpty();
        }

        @Override
        public Arrival next() {
            Head head = heads.remove();
            advance(head.stream());
            return head.arrival();
        }

        @Override
        public void close() {
            recording.ifPresent(Recording::close);
        }
    }
}
