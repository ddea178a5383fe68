package io.alidade.kube.golang;

import io.alidade.engine.mask.CpuSet;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/// A value of a [GoType]: what a checkpoint holds before it is understood. Null and empty are kept apart, as checksums do.
public sealed interface GoValue {
    /// A null map, list or pointer.
    record Nil() implements GoValue {}

    record Text(String text) implements GoValue {
        public Text {
            text = GoStrings.wellFormed(text);
        }
    }

    /// `bits` is a signed or an unsigned number.
    record Whole(boolean signed, long bits) implements GoValue {
        public static Whole signed(long number) {
            return new Whole(true, number);
        }

        public static Whole unsigned(long bits) {
            return new Whole(false, bits);
        }

        public String toDecimal() {
            return signed ? Long.toString(bits) : Long.toUnsignedString(bits);
        }
    }

    /// Bytes as padded standard base64, the form they have in JSON.
    record Bytes(String base64) implements GoValue {
        public Bytes {
            base64 = Base64.getEncoder().encodeToString(Base64.getDecoder().decode(base64));
        }
    }

    record Items(List<GoValue> items) implements GoValue {
        public Items {
            items = List.copyOf(items);
        }

        public static Items of(List<? extends GoValue> items) {
            return new Items(List.copyOf(items));
        }
    }

    /// A map whose keys are in the order of their UTF-8 bytes; number keys are decimal texts.
    record Table(boolean integerKeys, Map<String, GoValue> entries) implements GoValue {
        public Table {
            Map<String, GoValue> sorted = new TreeMap<>(GoStrings.BYTEWISE);
            entries.forEach((key, value) -> sorted.put(GoStrings.wellFormed(key), value));
            entries = Collections.unmodifiableMap(sorted);
        }
    }

    record PodCpus(CpuSet cpus) implements GoValue {
        public static final PodCpus NONE = new PodCpus(CpuSet.EMPTY);
    }

    /// A value that is only to be written any more, whose texts are known. Never empty in the sense of Go's `omitempty`.
    ///
    /// @param json as [GoJsonWriter] writes it
    /// @param dump as [GoDump] prints it
    record Written(String json, String dump) implements GoValue {
        public static Written of(GoValue value) {
            return new Written(GoJsonWriter.write(value), GoDump.dump(value));
        }

        /// An entry of a map with text keys.
        public static Written entry(String key, GoValue value) {
            Written written = of(value);
            return new Written(GoJsonWriter.write(new Text(key)) + ":" + written.json,
                    GoStrings.wellFormed(key) + ":" + written.dump);
        }

        /// Some items of a list, one after the other.
        public static Written run(List<Written> items) {
            return joined(items, "", "", "", "");
        }

        /// A map of entries, which are in the order of their keys.
        public static GoValue table(List<Written> entries) {
            return entries.isEmpty() ? new Table(false, Map.of()) : joined(entries, "{", "}", "map[", "]");
        }

        /// A list of items, or of runs of items; of none null, as a list of Go is to which nothing was added.
        public static GoValue items(List<Written> items) {
            return items.isEmpty() ? new Nil() : joined(items, "[", "]", "[", "]");
        }

        private static Written joined(List<Written> pieces, String start, String end, String dumpStart,
                String dumpEnd) {
            StringJoiner json = new StringJoiner(",", start, end);
            StringJoiner dump = new StringJoiner(" ", dumpStart, dumpEnd);
            for (Written piece : pieces) {
                json.add(piece.json);
                dump.add(piece.dump);
            }
            return new Written(json.toString(), dump.toString());
        }
    }

    /// A structure: a value for every field of its type.
    ///
    /// @param fields the values by their name in JSON
    record Struct(GoType.Struct type, Map<String, GoValue> fields) implements GoValue {
        public Struct {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        public Struct with(String jsonName, GoValue value) {
            Map<String, GoValue> changed = new LinkedHashMap<>(fields);
            changed.put(jsonName, value);
            return new Struct(type, changed);
        }

        public GoValue field(String jsonName) {
            GoValue value = fields.get(jsonName);
            if (value == null) {
                throw new IllegalArgumentException(type.goName() + " has no field " + jsonName + ".");
            }
            return value;
        }

        public String text(String jsonName) {
            return field(jsonName).asText();
        }

        public long whole(String jsonName) {
            return field(jsonName).asWhole();
        }

        /// The entries of a map; none if it is null.
        public Map<String, GoValue> table(String jsonName) {
            return field(jsonName).asTable();
        }

        /// The items of a list; none if it is null.
        public List<GoValue> items(String jsonName) {
            return field(jsonName).asItems();
        }
    }

    default String asText() {
        if (this instanceof Text(String text)) {
            return text;
        }
        throw new IllegalArgumentException(this + " is not a text.");
    }

    default long asWhole() {
        if (this instanceof Whole whole) {
            return whole.bits();
        }
        throw new IllegalArgumentException(this + " is not a number.");
    }

    default Map<String, GoValue> asTable() {
        if (this instanceof Table table) {
            return table.entries();
        }
        if (this instanceof Nil) {
            return Map.of();
        }
        throw new IllegalArgumentException(this + " is not a map.");
    }

    default List<GoValue> asItems() {
        if (this instanceof Items(List<GoValue> items)) {
            return items;
        }
        if (this instanceof Nil) {
            return List.of();
        }
        throw new IllegalArgumentException(this + " is not a list.");
    }

    default Struct asStruct() {
        if (this instanceof Struct struct) {
            return struct;
        }
        throw new IllegalArgumentException(this + " is not a structure.");
    }
}
