package io.alidade.kube.config;

import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Drop-ins onto a base, as the kubelet merges them. Two things differ from a file: the default thresholds of
/// `evictionHard` come with the file alone, so that without a file, or after `evictionHard: null`, there are none; and
/// the case of field names does not matter: of two spellings the later in the order of bytes wins.
final class DropIns {
    private static final String EVICTION = "evictionHard";
    private static final String MERGE_EVICTION = "mergeDefaultEvictionSettings";
    private static final List<String> WITHOUT_DEFAULT = List.of("reservedSystemCPUs", "systemReservedCgroup",
            "kubeReservedCgroup", "podsPerCore");
    private static final List<String> RESERVATION = List.of("limits", "numaNode");

    private DropIns() {}

    static Mapping apply(Mapping base, boolean hasFile, List<Mapping> patches) {
        Mapping root = hasFile ? withDefaultEviction(base) : base;
        for (Mapping patch : patches) {
            root = MergePatch.apply(root, patch);
        }
        root = foldedRoot(root);
        boolean hasEviction = root.find(EVICTION).isPresent();
        List<Entry> entries = new ArrayList<>(root.entries().stream()
                .filter(entry -> !entry.key().equals(MERGE_EVICTION)).toList());
        if (!hasEviction) {
            entries.add(new Entry(EVICTION, root.position(), new Mapping(root.position(), List.of())));
        }
        return new Mapping(root.position(), entries);
    }

    private static Mapping withDefaultEviction(Mapping base) {
        Fields fields = Fields.of(base, new ArrayList<>());
        if (fields.has(EVICTION) && !fields.bool(MERGE_EVICTION).orElse(false)) {
            return base;
        }
        Position place = base.position();
        Map<String, Entry> thresholds = new LinkedHashMap<>();
        EvictionThreshold.DEFAULTS.forEach((signal, text) -> thresholds.put(signal,
                new Entry(signal, place, new Scalar(place, ScalarKind.STRING, text))));
        base.find(EVICTION).ifPresent(found -> {
            if (found instanceof Mapping given) {
                given.entries().forEach(entry -> thresholds.put(entry.key(), entry));
            }
        });
        List<Entry> entries = new ArrayList<>(
                base.entries().stream().filter(entry -> !entry.key().equals(EVICTION)).toList());
        entries.add(new Entry(EVICTION, place, new Mapping(place, new ArrayList<>(thresholds.values()))));
        return new Mapping(place, entries);
    }

    private static Mapping foldedRoot(Mapping root) {
        Mapping known = new Mapping(root.position(),
                root.entries().stream().filter(entry -> !isOverruled(entry.key())).toList());
        Mapping folded = folded(known, key -> ConfigurationFields.spelling(key).orElse(key));
        List<Entry> entries = folded.entries().stream()
                .map(entry -> entry.key().equals("reservedMemory") && entry.value() instanceof Sequence list
                        ? new Entry(entry.key(), entry.keyPosition(), new Sequence(list.position(), list.items()
                                .stream().map(DropIns::foldedReservation).toList()))
                        : entry)
                .toList();
        return new Mapping(root.position(), entries);
    }

    /// A spelling that comes before the field's own in the order of bytes: a default is written in that, and wins.
    private static boolean isOverruled(String key) {
        return ConfigurationFields.spelling(key).filter(name -> key.compareTo(name) < 0 && hasDefault(name))
                .isPresent();
    }

    private static boolean hasDefault(String name) {
        return !WITHOUT_DEFAULT.contains(name) && switch (ConfigurationFields.typeOf(name).orElseThrow()) {
            case STRING, DURATION, BOOLEAN, INT32, INT64, NUMBER -> true;
            case STRING_MAP, STRING_LIST, STRING_LISTS, LIST, STRUCT, STRUCT_LIST -> false;
        };
    }

    private static DocumentNode foldedReservation(DocumentNode item) {
        return item instanceof Mapping mapping ? folded(mapping,
                key -> RESERVATION.stream().filter(key::equalsIgnoreCase).findFirst().orElse(key)) : item;
    }

    private interface SpellingOf {
        String of(String key);
    }

    private static Mapping folded(Mapping mapping, SpellingOf spelling) {
        if (mapping.entries().stream().allMatch(entry -> spelling.of(entry.key()).equals(entry.key()))) {
            return mapping;
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        mapping.entries().forEach(entry -> entries.put(spelling.of(entry.key()), entry));
        mapping.entries().stream().sorted(Comparator.comparing(Entry::key)).forEach(entry -> {
            String key = spelling.of(entry.key());
            Optional<DocumentNode> before = mapping.find(key).filter(_ -> !entry.key().equals(key));
            entries.put(key, new Entry(key, entry.keyPosition(), together(before, entry.value())));
        });
        return new Mapping(mapping.position(), new ArrayList<>(entries.values()));
    }

    /// A second spelling adds to a map and replaces anything else.
    private static DocumentNode together(Optional<DocumentNode> before, DocumentNode value) {
        return before.orElse(value) instanceof Mapping known && value instanceof Mapping more
                ? MergePatch.apply(known, more)
                : value;
    }
}
