package io.alidade.plan.fleet.workload;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Position;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.capacity.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Pods that were recorded: a JSON object a line, in the order of their arrival, read one at a time.
///
/// A line has `name`, `arrival`, `departure` if the pod went, and `shape` (one of the workload's) or `requests`, with
/// `nodeSelector` if there was one. Times are seconds or RFC 3339; a pod runs for as long as it did, from when it is
/// admitted.
final class Recording implements Iterator<Arrival>, AutoCloseable {
    /// More different pods than anybody has shapes.
    static final int MAX_SHAPES = 5_000;
    private static final int MAX_LINE = 1 << 16;

    private final String source;
    private final BufferedReader reader;
    private final Map<String, Shape> named;
    private final Map<PodManifest, Shape> shapes = new HashMap<>();
    private Optional<Arrival> next = Optional.empty();
    private OptionalLong start = OptionalLong.empty();
    private long last;
    private int line;

    /// @param named shapes that lines may name
    Recording(String source, InputStream stream, Map<String, Shape> named) {
        this.source = source;
        this.reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        this.named = named;
    }

    @Override
    public boolean hasNext() {
        while (next.isEmpty()) {
            Optional<String> text = line();
            if (text.isEmpty()) {
                return false;
            }
            line++;
            if (!text.get().isBlank()) {
                next = Optional.of(arrival(text.get()));
            }
        }
        return true;
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

    /// A line, or nothing at the end; a line is never held beyond its limit.
    private Optional<String> line() {
        StringBuilder text = new StringBuilder();
        try {
            int letter = reader.read();
            if (letter < 0) {
                return Optional.empty();
            }
            while (letter >= 0 && letter != '\n') {
                if (text.length() == MAX_LINE) {
                    throw new BadInput(new Position(source, line + 1, 1), "the line has more than " + MAX_LINE
                            + " characters.", "Write one pod a line.");
                }
                text.append((char) letter);
                letter = reader.read();
            }
        } catch (IOException failure) {
            throw new BadInput(source + " cannot be read: " + failure.getMessage() + ".",
                    "Check where it comes from.");
        }
        return Optional.of(text.toString());
    }

    private Arrival arrival(String text) {
        Fields pod = Fields.of(DocumentReader.mapping(
                DocumentReader.readOne(source + " line " + line, text.getBytes(StandardCharsets.UTF_8))));
        String name = pod.string("name").filter(own -> !own.isBlank()).orElse(source + "-" + line);
        long arrives = time(pod, "arrival")
                .orElseThrow(() -> bad("has no arrival.", "Give each pod an arrival, in seconds or as RFC 3339."));
        if (start.isEmpty()) {
            start = OptionalLong.of(arrives);
        }
        long at = arrives - start.getAsLong();
        if (at < last) {
            throw bad("has an arrival before that of the line above.", "Sort the pods by their arrival.");
        }
        last = at;
        OptionalLong departs = time(pod, "departure");
        if (departs.isPresent() && departs.getAsLong() < arrives) {
            throw bad("has its departure before its arrival.", "Swap the two, or leave the departure out.");
        }
        long life = departs.isPresent() ? departs.getAsLong() - arrives : Arrival.FOR_EVER;
        return new Arrival(at, shape(pod), name, life);
    }

    private Shape shape(Fields pod) {
        Optional<String> wanted = pod.string("shape");
        if (wanted.isPresent()) {
            return Optional.ofNullable(named.get(wanted.get())).orElseThrow(() -> bad(
                    "names the shape '" + wanted.get() + "', which the workload does not have.",
                    named.isEmpty() ? "Give requests instead." : "The shapes are " + String.join(", ",
                            named.keySet().stream().sorted().toList()) + "."));
        }
        Map<String, Quantity> requests = pod.quantities("requests");
        if (requests.isEmpty()) {
            throw bad("has neither a shape nor requests.",
                    "Write \"requests\": {\"cpu\": \"4\", \"memory\": \"8Gi\"}.");
        }
        requests.forEach((resource, amount) -> {
            if (amount.signum() < 0) {
                throw bad("asks for " + amount.toText() + " of " + resource + ".", "Give amounts of 0 or more.");
            }
        });
        Shape read = AskedPods.shape("recorded", requests, pod.strings("nodeSelector"), List.of());
        Shape known = shapes.computeIfAbsent(read.pod().nameless(), _ -> read.named(read.asks()
                + (read.pod().nodeSelector().isEmpty() ? "" : " on " + new TreeMap<>(read.pod().nodeSelector()))));
        if (shapes.size() > MAX_SHAPES) {
            throw bad("is the " + shapes.size() + "th kind of pod.", "Round the requests, so that pods are alike.");
        }
        return known;
    }

    private OptionalLong time(Fields pod, String key) {
        Optional<DocumentNode> node = pod.node(key);
        if (node.isEmpty()) {
            return OptionalLong.empty();
        }
        if (node.get() instanceof DocumentNode.Scalar scalar) {
            try {
                return OptionalLong.of(scalar.text().contains("T") ? Instant.parse(scalar.text()).toEpochMilli()
                        : new BigDecimal(scalar.text()).movePointRight(3).longValueExact());
            } catch (DateTimeException | ArithmeticException | NumberFormatException _) {
                throw bad("has the " + key + " " + pod.describe(key) + ".",
                        "Write seconds (at most thousandths), or a time such as 2026-11-28T09:00:00Z.");
            }
        }
        throw bad("has no time as its " + key + ".", "Write seconds, or a time such as 2026-11-28T09:00:00Z.");
    }

    private BadInput bad(String message, String cure) {
        return new BadInput(new Position(source, line, 1), "the pod " + message, cure);
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
