package io.alidade.engine.table;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// An immutable map from names to values in the order they were first put: made for the hundred pods of a node and the few
/// containers of a pod. A change copies two arrays of references and nothing else, so a node can be kept as a value; a
/// look-up compares names one after the other, which for these sizes is as fast as hashing.
///
/// @param <V> the value
public final class NamedTable<V> {
    private static final NamedTable<?> EMPTY = new NamedTable<>(new String[0], new Object[0]);

    // Invariant "aligned": values[i] belongs to names[i]; names are unique.
    private final String[] names;
    private final Object[] values;

    private NamedTable(String[] names, Object[] values) {
        this.names = names;
        this.values = values;
    }

    @SuppressWarnings("unchecked")
    public static <V> NamedTable<V> empty() {
        return (NamedTable<V>) EMPTY;
    }

    public Optional<V> find(String name) {
        return Optional.ofNullable(orNull(name));
    }

    public V orElse(String name, V absent) {
        V value = orNull(name);
        return value == null ? absent : value;
    }

    public boolean contains(String name) {
        return indexOf(name) >= 0;
    }

    public boolean isEmpty() {
        return names.length == 0;
    }

    public int size() {
        return names.length;
    }

    /// The names in order.
    public List<String> names() {
        return List.of(names);
    }

    public void forEach(BiConsumer<String, ? super V> action) {
        for (int i = 0; i < names.length; i++) {
            action.accept(names[i], value(i));
        }
    }

    /// This table with `name` bound to `value`; a new name goes to the end.
    public NamedTable<V> with(String name, V value) {
        int index = indexOf(name);
        if (index >= 0) {
            Object[] changed = values.clone();
            changed[index] = value;
            return new NamedTable<>(names, changed);
        }
        int size = names.length;
        String[] moreNames = Arrays.copyOf(names, size + 1);
        Object[] moreValues = Arrays.copyOf(values, size + 1);
        moreNames[size] = name;
        moreValues[size] = value;
        return new NamedTable<>(moreNames, moreValues);
    }

    public NamedTable<V> without(String name) {
        int index = indexOf(name);
        if (index < 0) {
            return this;
        }
        int size = names.length - 1;
        if (size == 0) {
            return empty();
        }
        String[] fewerNames = new String[size];
        Object[] fewerValues = new Object[size];
        System.arraycopy(names, 0, fewerNames, 0, index);
        System.arraycopy(names, index + 1, fewerNames, index, size - index);
        System.arraycopy(values, 0, fewerValues, 0, index);
        System.arraycopy(values, index + 1, fewerValues, index, size - index);
        return new NamedTable<>(fewerNames, fewerValues);
    }

    private @Nullable V orNull(String name) {
        int index = indexOf(name);
        return index < 0 ? null : value(index);
    }

    private int indexOf(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    @SuppressWarnings("unchecked")
    private V value(int index) {
        return (V) values[index];
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NamedTable<?> table && Arrays.equals(names, table.names)
                && Arrays.equals(values, table.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(names) + Arrays.hashCode(values);
    }
}
