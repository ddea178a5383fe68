package io.alidade.kube.embedded;

import io.alidade.kube.config.Spelling;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.Quoted;
import io.alidade.kube.embedded.KubeletFlag.Format;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Gathers the settings of one kubelet from fields, then flags (which win), then what the provider adds where neither
/// speaks.
final class SettingsBuilder {
    private final String object;
    private final Position place;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private boolean isReservationComputed;
    private final List<String> assumptions = new ArrayList<>();
    private final List<BadInput> problems = new ArrayList<>();
    private final Set<Position> flagValues = new HashSet<>();
    private final Set<Position> flagKeys = new HashSet<>();
    private final Set<Position> foreignKeys = new HashSet<>();
    /// Flags of several values start anew at their first use, and add at the next ones.
    private final Set<String> flagsSet = new HashSet<>();

    SettingsBuilder(String object, Position place) {
        this.object = object;
        this.place = place;
    }

    /// Takes over the fields of a KubeletConfiguration, whatever it says of its own kind.
    SettingsBuilder fields(Mapping fields) {
        fields.entries().forEach(entry -> entries.put(entry.key(), entry));
        return this;
    }

    /// Sets a field that the document calls otherwise.
    SettingsBuilder translated(String field, Position keyPosition, DocumentNode value) {
        entries.put(field, new Entry(field, keyPosition, value));
        foreignKeys.add(keyPosition);
        return this;
    }

    /// Nothing may be put beside these keys.
    SettingsBuilder foreign(Mapping mapping) {
        mapping.entries().forEach(entry -> foreignKeys.add(entry.keyPosition()));
        return this;
    }

    /// What the provider sets where the document does not.
    SettingsBuilder assumed(String field, DocumentNode value) {
        entries.putIfAbsent(field, new Entry(field, place, value));
        return this;
    }

    /// Adds what the provider sets to a field of several values, where the document does not name it there.
    SettingsBuilder completed(String field, String key, String value) {
        Entry given = entries.get(field);
        Mapping added = map(key, value);
        if (given == null) {
            entries.put(field, new Entry(field, place, added));
        } else if (given.value() instanceof Mapping below && below.find(key).isEmpty()) {
            entries.put(field, new Entry(field, given.keyPosition(), joined(below, added)));
        }
        return this;
    }

    /// What the provider sets whatever the document says.
    SettingsBuilder forced(String field, DocumentNode value) {
        entries.put(field, new Entry(field, place, value));
        return this;
    }

    /// Says that the provider refuses the document.
    void refused(Position where, String problem, String cure) {
        problems.add(new BadInput(where, problem, cure));
    }

    /// Leaves out a field that cannot be judged.
    void without(String field) {
        entries.remove(field);
    }

    SettingsBuilder assuming(String sentence) {
        assumptions.add(sentence);
        return this;
    }

    /// The provider reserves memory of an amount that is not in the file.
    void computesReservation() {
        isReservationComputed = true;
    }

    Scalar text(String text) {
        return new Scalar(place, ScalarKind.STRING, text);
    }

    Mapping map(String key, String value) {
        return new Mapping(place, List.of(new Entry(key, place, text(value))));
    }

    Optional<DocumentNode> field(String name) {
        return Optional.ofNullable(entries.get(name)).map(Entry::value);
    }

    boolean isEmpty() {
        return entries.isEmpty() && problems.isEmpty();
    }

    /// One flag: `--NAME=VALUE` or `NAME=VALUE`.
    void argument(PlacedText argument) {
        PlacedText word = argument.strip();
        int start = word.text().startsWith("--") ? 2 : 0;
        int equals = word.text().indexOf('=');
        String name = word.text().substring(start, equals < 0 ? word.text().length() : equals);
        flag(name, word.position(), equals < 0 ? Optional.empty()
                : Optional.of(word.slice(equals + 1, word.text().length())));
    }

    /// @param value absent if the flag stands alone, which means true
    void flag(String name, Position where, Optional<PlacedText> value) {
        Optional<KubeletFlag> flag = KubeletFlag.named(name);
        if (flag.isEmpty()) {
            if (!KubeletFlag.isKnown(name)) {
                problems.add(new BadInput(where, "the kubelet has no flag --" + Quoted.cut(name)
                        + ".",
                        Spelling.closest(name, KubeletFlag.names())
                                .map(meant -> "Maybe --" + meant + " is meant.").orElse("Remove it.")));
            }
            if (name.equals("config") || name.equals("config-dir")) {
                assuming("--" + name + " names files that are not in this document: the flags apply onto the kubelet's"
                        + " defaults");
            }
            return;
        }
        flagKeys.add(where);
        value.ifPresent(text -> flagValues.add(text.position()));
        Optional<DocumentNode> node = value.map(text -> value(flag.get(), text))
                .orElseGet(() -> flag.get().format() == Format.TRUTH
                        ? Optional.of(new Scalar(where, ScalarKind.BOOLEAN, "true"))
                        : report(where, "--" + name + " has no value."));
        node.ifPresent(found -> put(flag.get(), where, found));
    }

    private void put(KubeletFlag flag, Position where, DocumentNode value) {
        String field = flag.field().getFirst();
        Optional<DocumentNode> old = field(field);
        boolean isAdding = !flagsSet.add(flag.name()) || flag.format() == Format.GATES || flag.field().size() > 1;
        DocumentNode whole = nested(where, flag.field().subList(1, flag.field().size()), value);
        if (old.isPresent() && isAdding) {
            whole = joined(old.get(), whole);
        }
        entries.put(field, new Entry(field, where, whole));
    }

    private static DocumentNode nested(Position where, List<String> path, DocumentNode value) {
        return path.isEmpty() ? value : new Mapping(where, List.of(new Entry(path.getFirst(), where,
                nested(where, path.subList(1, path.size()), value))));
    }

    private static DocumentNode joined(DocumentNode old, DocumentNode added) {
        if (old instanceof Mapping below && added instanceof Mapping above) {
            Map<String, Entry> merged = new LinkedHashMap<>();
            below.entries().forEach(entry -> merged.put(entry.key(), entry));
            above.entries().forEach(entry -> merged.merge(entry.key(), entry, (left, right) -> new Entry(right.key(),
                    right.keyPosition(), joined(left.value(), right.value()))));
            return new Mapping(below.position(), new ArrayList<>(merged.values()));
        }
        if (old instanceof Sequence before && added instanceof Sequence after) {
            List<DocumentNode> items = new ArrayList<>(before.items());
            items.addAll(after.items());
            return new Sequence(before.position(), items);
        }
        return added;
    }

    private Optional<DocumentNode> value(KubeletFlag flag, PlacedText text) {
        return switch (flag.format()) {
            case TEXT -> Optional.of(scalar(text, ScalarKind.STRING));
            case NUMBER -> Optional.of(scalar(text, isWhole(text.text()) ? ScalarKind.INTEGER : ScalarKind.STRING));
            case TRUTH -> truth(text);
            case LIST -> Optional.of(new Sequence(text.position(), text.split(',').stream()
                    .map(item -> (DocumentNode) scalar(item, ScalarKind.STRING)).toList()));
            case MAP -> pairs(flag, text, text.split(','), '=');
            case ONE_PAIR -> pairs(flag, text, List.of(text), '=');
            case THRESHOLDS -> pairs(flag, text, text.split(','), '<');
            case GATES -> pairs(flag, text, text.split(','), '=').map(this::truths);
            case RESERVED_MEMORY -> reservedMemory(text);
            case IGNORED -> Optional.empty();
        };
    }

    private static boolean isWhole(String text) {
        return text.length() < 19 && text.matches("-?[0-9]+");
    }

    private Scalar scalar(PlacedText text, ScalarKind kind) {
        PlacedText stripped = text.strip();
        flagValues.add(stripped.position());
        return new Scalar(stripped.position(), kind, stripped.text());
    }

    private Optional<DocumentNode> truth(PlacedText text) {
        flagValues.add(text.position());
        return switch (text.text()) {
            case "1", "t", "T", "true", "TRUE", "True" ->
                Optional.of(new Scalar(text.position(), ScalarKind.BOOLEAN, "true"));
            case "0", "f", "F", "false", "FALSE", "False" ->
                Optional.of(new Scalar(text.position(), ScalarKind.BOOLEAN, "false"));
            default -> report(text.position(), Quoted.of(text.text()) + " is not true or false.");
        };
    }

    private DocumentNode truths(DocumentNode map) {
        return map instanceof Mapping gates ? new Mapping(gates.position(), gates.entries().stream()
                .map(gate -> new Entry(gate.key(), gate.keyPosition(), gate.value() instanceof Scalar text
                        && Set.of("true", "false", "True", "False", "TRUE", "FALSE").contains(text.text())
                                ? new Scalar(text.position(), ScalarKind.BOOLEAN, text.text()) : gate.value()))
                .toList()) : map;
    }

    private Optional<DocumentNode> pairs(KubeletFlag flag, PlacedText whole, List<PlacedText> parts, char separator) {
        Map<String, Entry> pairs = new LinkedHashMap<>();
        for (PlacedText part : parts) {
            if (part.text().isEmpty()) {
                continue;
            }
            int at = part.text().indexOf(separator);
            if (at < 0) {
                return report(part.position(), "--" + flag.name() + " has " + Quoted.of(part.text()) + ", not NAME"
                        + separator + "VALUE.");
            }
            PlacedText key = part.slice(0, at).strip();
            flagValues.add(key.position());
            pairs.put(key.text(), new Entry(key.text(), key.position(),
                    scalar(part.slice(at + 1, part.text().length()), ScalarKind.STRING)));
        }
        return Optional.of(new Mapping(whole.position(), new ArrayList<>(pairs.values())));
    }

    private Optional<DocumentNode> reservedMemory(PlacedText text) {
        List<DocumentNode> nodes = new ArrayList<>();
        for (PlacedText reservation : text.split(';')) {
            List<PlacedText> parts = reservation.split(':');
            if (parts.size() != 2 || !isWhole(parts.getFirst().text())) {
                return report(reservation.position(), "--reserved-memory has " + Quoted.of(reservation.text())
                        + ", not NUMANODE:TYPE=QUANTITY,….");
            }
            PlacedText number = parts.getFirst();
            Optional<DocumentNode> limits = pairs(new KubeletFlag("reserved-memory", List.of(), Format.MAP),
                    parts.getLast(), parts.getLast().split(','), '=');
            if (limits.isEmpty()) {
                return limits;
            }
            nodes.add(new Mapping(number.position(), List.of(
                    new Entry("numaNode", number.position(), scalar(number, ScalarKind.INTEGER)),
                    new Entry("limits", parts.getLast().position(), limits.get()))));
        }
        return Optional.of(new Sequence(text.position(), nodes));
    }

    private Optional<DocumentNode> report(Position where, String problem) {
        problems.add(new BadInput(where, problem, "Correct the flag, or remove it."));
        return Optional.empty();
    }

    EmbeddedConfiguration build() {
        List<Entry> all = new ArrayList<>();
        all.add(new Entry("apiVersion", place, text("kubelet.config.k8s.io/v1beta1")));
        all.add(new Entry("kind", place, text("KubeletConfiguration")));
        entries.values().stream().filter(entry -> !entry.key().equals("kind") && !entry.key().equals("apiVersion"))
                .forEach(all::add);
        return new EmbeddedConfiguration(object, new Mapping(place, all), assumptions, isReservationComputed,
                problems, flagValues, flagKeys, foreignKeys);
    }
}
