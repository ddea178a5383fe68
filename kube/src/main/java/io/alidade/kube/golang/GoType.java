package io.alidade.kube.golang;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A type of the kubelet's Go code, as far as its checkpoints use it: what reading, writing and printing a checkpoint need
/// to know. `goName` is the name as Go prints it, in checksums and in messages.
public sealed interface GoType {
    String goName();

    /// The value of a variable that nothing was stored in.
    GoValue zero();

    record Text(String goName) implements GoType {
        @Override
        public GoValue zero() {
            return new GoValue.Text("");
        }
    }

    /// A 64-bit whole number.
    record Whole(String goName, boolean signed) implements GoType {
        @Override
        public GoValue zero() {
            return new GoValue.Whole(signed, 0);
        }
    }

    record Bytes() implements GoType {
        @Override
        public String goName() {
            return "[]uint8";
        }

        @Override
        public GoValue zero() {
            return new GoValue.Nil();
        }
    }

    record Items(String goName, GoType element) implements GoType {
        @Override
        public GoValue zero() {
            return new GoValue.Nil();
        }
    }

    /// A map.
    ///
    /// @param integerKey the type of its keys if they are numbers
    record Table(String goName, Optional<String> integerKey, GoType element) implements GoType {
        public static Table withTextKeys(String goName, GoType element) {
            return new Table(goName, Optional.empty(), element);
        }

        public GoValue.Table value(Map<String, ? extends GoValue> entries) {
            return new GoValue.Table(integerKey.isPresent(), new HashMap<>(entries));
        }

        @Override
        public GoValue zero() {
            return new GoValue.Nil();
        }
    }

    /// A structure; `pointer` if it is reached by a pointer, which may be null.
    record Struct(String goName, boolean pointer, List<Field> fields) implements GoType {
        public static Struct of(String goName, Field... fields) {
            return new Struct(goName, false, List.of(fields));
        }

        public static Struct pointerTo(String goName, Field... fields) {
            return new Struct(goName, true, List.of(fields));
        }

        /// The name without its package, for messages.
        public String shortName() {
            return goName.substring(goName.lastIndexOf('.') + 1);
        }

        /// The values in the order of the fields.
        public GoValue.Struct value(GoValue... values) {
            if (values.length != fields.size()) {
                throw new IllegalArgumentException(
                        goName + " has " + fields.size() + " fields, not " + values.length + ".");
            }
            Map<String, GoValue> byName = new TreeMap<>();
            for (int i = 0; i < values.length; i++) {
                byName.put(fields.get(i).jsonName(), values[i]);
            }
            return new GoValue.Struct(this, byName);
        }

        /// The structure as the kubelet makes it before it reads a file: maps and lists are there and empty, not null. A
        /// checksum tells the two apart.
        public GoValue.Struct made() {
            return value(fields.stream().map(field -> switch (field.type()) {
                case Table table -> table.value(Map.of());
                case Items _ -> new GoValue.Items(List.of());
                case Struct struct when !struct.pointer() -> struct.made();
                case Struct _, Text _, Whole _, Bytes _, PodCpus _ -> field.type().zero();
            }).toArray(GoValue[]::new));
        }

        @Override
        public GoValue zero() {
            return pointer ? new GoValue.Nil() : unset();
        }

        /// The structure with all fields zero, for a pointer too.
        public GoValue.Struct unset() {
            return value(fields.stream().map(field -> field.type().zero()).toArray(GoValue[]::new));
        }
    }

    /// The CPUs of a whole pod: an object with a list text in JSON, a set of numbers when printed.
    record PodCpus() implements GoType {
        /// The structure that holds the list text while it is read.
        public static final Struct JSON = Struct.of("state.podEntryJSON",
                Field.of("CPUSet", "cpuSet", new GoType.Text("string")).omittedIfEmpty());

        @Override
        public String goName() {
            return "state.PodEntry";
        }

        @Override
        public GoValue zero() {
            return GoValue.PodCpus.NONE;
        }
    }

    /// A field of a structure.
    ///
    /// @param path      how messages name it: the embedded structure it stands in, if any, and its name in JSON
    /// @param omitEmpty true if the writer leaves it out when it is empty
    record Field(String goName, String jsonName, String path, GoType type, boolean omitEmpty) {
        public static Field of(String goName, String jsonName, GoType type) {
            return new Field(goName, jsonName, jsonName, type, false);
        }

        public Field omittedIfEmpty() {
            return new Field(goName, jsonName, path, type, true);
        }

        public Field embeddedFrom(Struct struct) {
            return new Field(goName, jsonName, struct.shortName() + "." + jsonName, type, omitEmpty);
        }
    }

    /// The fields of `embedded`, then `more`: how a newer format keeps an older one readable.
    static Struct embedding(String goName, Struct embedded, Field... more) {
        List<Field> fields = embedded.fields().stream().map(field -> field.embeddedFrom(embedded))
                .collect(Collectors.toList());
        fields.addAll(Arrays.asList(more));
        return new Struct(goName, false, List.copyOf(fields));
    }
}
