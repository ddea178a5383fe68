package io.alidade.kube.document;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What [DocumentWriter] prints: JSON's values without null, for what is absent is left out.
public sealed interface Value {
    record Text(String text) implements Value {}

    record Decimal(BigDecimal number) implements Value {}

    record Flag(boolean flag) implements Value {}

    record Sequence(List<Value> items) implements Value {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /// Keys in the order they are printed in.
    record Mapping(Map<String, Value> fields) implements Value {
        public Mapping {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    /// What a document says, without its nulls.
    static Value of(DocumentNode node) {
        return switch (node) {
            case DocumentNode.Mapping mapping -> {
                Builder fields = mapping();
                mapping.entries().stream().filter(entry -> !entry.value().isNull())
                        .forEach(entry -> fields.with(entry.key(), of(entry.value())));
                yield fields.build();
            }
            case DocumentNode.Sequence sequence -> sequence(
                    sequence.items().stream().filter(item -> !item.isNull()).map(Value::of).toList());
            case DocumentNode.Scalar scalar -> switch (scalar.kind()) {
                case INTEGER -> of(new BigDecimal(YamlScalars.integer(scalar.text())));
                case FLOAT -> YamlScalars.decimal(scalar.text()).<Value>map(text -> of(new BigDecimal(text)))
                        .orElseGet(() -> of(scalar.text()));
                case BOOLEAN -> of(YamlScalars.truth(scalar.text()));
                case STRING, NULL -> of(scalar.text());
            };
        };
    }

    static Value of(String text) {
        return new Text(text);
    }

    static Value of(long number) {
        return new Decimal(BigDecimal.valueOf(number));
    }

    static Value of(BigDecimal number) {
        return new Decimal(number);
    }

    static Value of(boolean flag) {
        return new Flag(flag);
    }

    static Value sequence(Collection<? extends Value> items) {
        return new Sequence(new ArrayList<>(items));
    }

    static Value texts(Collection<String> texts) {
        return new Sequence(texts.stream().map(Value::of).toList());
    }

    /// Texts by key, in the map's order.
    static Value texts(Map<String, String> texts) {
        Builder builder = mapping();
        texts.forEach(builder::with);
        return builder.build();
    }

    static Builder mapping() {
        return new Builder();
    }

    /// Gathers fields in printing order.
    final class Builder {
        private final Map<String, Value> fields = new LinkedHashMap<>();

        private Builder() {}

        /// Adds a field.
        ///
        /// @throws IllegalArgumentException if the key is there already
        public Builder with(String key, Value value) {
            if (fields.putIfAbsent(key, value) != null) {
                throw new IllegalArgumentException("the key " + key + " is there twice.");
            }
            return this;
        }

        public Builder with(String key, String text) {
            return with(key, of(text));
        }

        public Builder with(String key, long number) {
            return with(key, of(number));
        }

        public Builder with(String key, boolean flag) {
            return with(key, of(flag));
        }

        public Builder with(String key, Builder nested) {
            return with(key, nested.build());
        }

        /// Leaves the key out if there is no value.
        public Builder with(String key, Optional<? extends Value> value) {
            value.ifPresent(present -> with(key, present));
            return this;
        }

        public Mapping build() {
            return new Mapping(fields);
        }
    }
}
