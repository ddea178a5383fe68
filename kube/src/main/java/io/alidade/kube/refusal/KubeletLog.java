package io.alidade.kube.refusal;

import io.alidade.engine.mask.NumaMask;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the log of a kubelet: text as it writes it, alone or behind what `journalctl` puts before each line; its JSON
/// (`logging.format: json`); or either inside the JSON of `journalctl -o json`. Lines of anything else are passed over.
///
/// A refusal is the line `Pod admission denied`, which kubelets from 1.32 on write at every verbosity. What the resource
/// managers offered is in lines `TopologyHints` before it, likewise.
public final class KubeletLog {
    private static final String DENIED = "Pod admission denied";
    private static final String HINTS = "TopologyHints";
    private static final int MAX_LINE = 1 << 18;
    /// Pods whose offers are remembered until the decision.
    private static final int MOST_PODS = 1_000;
    private static final BigDecimal MICROS_IN_MILLI = BigDecimal.valueOf(1000);

    private final String source;
    private final Instant now;
    private final Deque<Refusal> refusals = new ArrayDeque<>();
    private final Map<String, List<Refusal.Offer>> offers = new LinkedHashMap<>(16, 0.75f, true);
    private boolean isZoneUnknown;
    private long tooLong;
    private long unreadable;
    private long resizes;
    private long beyond;

    private KubeletLog(String source, Instant now) {
        this.source = source;
        this.now = now;
    }

    /// Reads a log to its end.
    ///
    /// @param source what it is called
    /// @param now    lines in text have no year: it is the one in which they are not in the future
    /// @throws BadInput if the stream cannot be read
    public static Refusals read(String source, InputStream stream, Instant now) {
        KubeletLog log = new KubeletLog(source, now);
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (Optional<String> line = log.next(reader); line.isPresent(); line = log.next(reader)) {
                log.line(line.get());
            }
        } catch (IOException failure) {
            throw new BadInput(source + " cannot be read: " + failure.getMessage() + ".", "Check where it comes from.");
        }
        return new Refusals(List.copyOf(log.refusals), log.notes());
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        note(notes, tooLong, " lines of more than " + MAX_LINE + " characters are left out");
        note(notes, unreadable, " lines that speak of refusals cannot be read");
        note(notes, resizes, " refused changes of running pods are left out");
        note(notes, beyond, " refusals are left out, earlier than the last " + Refusals.MOST);
        if (isZoneUnknown) {
            notes.add(source + ": times are those of the node, whose time zone the log does not tell");
        }
        return notes;
    }

    private void note(List<String> notes, long count, String text) {
        if (count > 0) {
            notes.add(source + ": " + count + text);
        }
    }

    /// A line, empty if it is too long; nothing at the end.
    private Optional<String> next(BufferedReader reader) throws IOException {
        int letter = reader.read();
        if (letter < 0) {
            return Optional.empty();
        }
        StringBuilder line = new StringBuilder();
        boolean isCut = false;
        for (; letter >= 0 && letter != '\n'; letter = reader.read()) {
            isCut |= line.length() == MAX_LINE;
            if (!isCut) {
                line.append((char) letter);
            }
        }
        tooLong += isCut ? 1 : 0;
        return Optional.of(isCut ? "" : line.toString());
    }

    /// What a line tells, whatever it is written in.
    ///
    /// @param node   if it is told
    /// @param fields texts, and JSON as text
    private record Told(Instant at, Optional<String> node, String message, Map<String, String> fields) {
        String field(String key) {
            return fields.getOrDefault(key, "");
        }
    }

    private void line(String line) {
        if (!line.contains(DENIED) && !line.contains(HINTS)) {
            return;
        }
        try {
            Optional<Told> told = line.startsWith("{") ? json(line) : text(line);
            told.ifPresent(this::take);
        } catch (BadInput | DateTimeException | ArithmeticException | NumberFormatException _) {
            unreadable++;
        }
    }

    private Optional<Told> text(String line) {
        return KlogLine.of(line).map(own -> {
            isZoneUnknown = true;
            return new Told(time(own), own.node(), own.message(), own.fields());
        });
    }

    private Instant time(KlogLine line) {
        int year = now.atOffset(ZoneOffset.UTC).getYear();
        Instant at = time(line, year);
        return at.isAfter(now.plus(Duration.ofDays(1))) ? time(line, year - 1) : at;
    }

    private static Instant time(KlogLine line, int year) {
        return LocalDate.of(year, line.month(), line.day()).atTime(LocalTime.parse(line.time()))
                .toInstant(ZoneOffset.UTC);
    }

    private Optional<Told> json(String line) {
        Fields fields = fields(line);
        Optional<String> message = fields.string("MESSAGE");
        if (message.isEmpty()) {
            return fields.string("msg").map(text -> new Told(micros(scalar(fields, "ts"), MICROS_IN_MILLI),
                    Optional.empty(), text, values(fields)));
        }
        Instant at = micros(scalar(fields, "__REALTIME_TIMESTAMP"), BigDecimal.ONE);
        Optional<Told> told = message.get().startsWith("{") ? json(message.get())
                : KlogLine.of(message.get()).map(own -> new Told(at, own.node(), own.message(), own.fields()));
        return told.map(own -> new Told(at, fields.string("_HOSTNAME").or(own::node), own.message, own.fields));
    }

    private Fields fields(String text) {
        return Fields.of(DocumentReader.mapping(
                DocumentReader.readOne(source, text.getBytes(StandardCharsets.UTF_8))));
    }

    private static String scalar(Fields fields, String key) {
        return fields.node(key).map(node -> node instanceof DocumentNode.Scalar scalar ? scalar.text() : "").orElse("");
    }

    private static Instant micros(String number, BigDecimal factor) {
        return Instant.EPOCH.plus(Duration.ofNanos(Math.multiplyExact(
                new BigDecimal(number).multiply(factor).longValue(), 1000L)));
    }

    private static Map<String, String> values(Fields fields) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String key : fields.keys()) {
            if (!key.equals("hints")) {
                values.put(key, key.equals("pod") ? fields.object(key).map(pod -> pod.string("namespace").orElse("")
                        + "/" + pod.string("name").orElse("")).orElse("") : scalar(fields, key));
            }
        }
        fields.object("hints").ifPresent(hints -> values.put("hints", "{" + text(hints) + "}"));
        return values;
    }

    /// The hints as text, to be read like those of a line in text.
    private static String text(Fields hints) {
        List<String> parts = new ArrayList<>();
        for (String resource : hints.keys()) {
            List<String> masks = hints.objects(resource).stream()
                    .map(hint -> "{\"NUMANodeAffinity\":" + scalar(hint, "NUMANodeAffinity") + "}").toList();
            parts.add("\"" + resource + "\":[" + String.join(",", masks) + "]");
        }
        return String.join(",", parts);
    }

    private void take(Told told) {
        String pod = told.field("pod");
        if (told.message().equals(HINTS)) {
            remember(pod, told);
        } else if (told.message().equals(DENIED) && told.field("operation").equals("resize")) {
            resizes++;
        } else if (told.message().equals(DENIED)) {
            List<Refusal.Offer> own = Optional.ofNullable(offers.remove(pod)).orElse(List.of());
            if (refusals.size() == Refusals.MOST) {
                beyond++;
                Refusal _ = refusals.remove();
            }
            int slash = pod.indexOf('/');
            String name = pod.substring(slash + 1);
            refusals.add(new Refusal(told.at(), told.node(), slash < 0 ? "" : pod.substring(0, slash), name,
                    told.field("reason"), told.field("message"), PodOwner.ofPod(name, told.node()), 1, own));
        }
    }

    /// Offers of one container: those of the first that cannot be served are the last before the refusal.
    private void remember(String pod, Told told) {
        Optional<String> container = Optional.of(told.field("containerName")).filter(name -> !name.isEmpty());
        List<Refusal.Offer> known = offers.computeIfAbsent(pod, _ -> new ArrayList<>());
        if (!known.isEmpty() && !known.getFirst().container().equals(container)) {
            known.clear();
        }
        if (told.field("hints").startsWith("{")) {
            Fields hints = fields(told.field("hints"));
            for (String resource : hints.keys()) {
                known.removeIf(offer -> offer.resource().equals(resource));
                known.add(new Refusal.Offer(resource, container, hints.objects(resource).stream()
                        .map(hint -> numaNodes(scalar(hint, "NUMANodeAffinity"))).toList()));
            }
        }
        if (offers.size() > MOST_PODS) {
            offers.remove(offers.keySet().iterator().next());
        }
    }

    /// The bits of a mask, which is a number.
    private static List<Integer> numaNodes(String mask) {
        long bits = mask.isEmpty() || mask.equals("null") ? 0 : Long.parseUnsignedLong(mask);
        return Arrays.stream(new NumaMask(bits).positions()).boxed().toList();
    }
}
