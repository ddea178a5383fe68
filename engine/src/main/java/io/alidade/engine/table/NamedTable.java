package io.alidade.engine.table;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// An immutable map from names to values in the order they were first put: made for the hundred pods of a node and the few
/// containers of a pod. A change copies one block of entries and the list of blocks, so a node can be kept as a value; a
/// look-up compares names one after the other, which for these sizes is as fast as hashing.
///
/// @param <V> the value
public final class NamedTable<V> {
    private static final int BLOCK_ENTRIES = 16;
    private static final Object[] NO_ENTRIES = {};
    private static final NamedTable<?> EMPTY = new NamedTable<>(new Object[0][], NO_ENTRIES, 0);

    // Entries in order: those of the blocks, then those of the tail. In a block, names and values alternate.
    // Invariants: "unique" - no name is there twice; "filled" - of blocks only the tail may be empty.
    private final Object[][] blocks;
    private final Object[] tail;
    private final int size;

    private NamedTable(Object[][] blocks, Object[] tail, int size) {
        this.blocks = blocks;
        this.tail = tail;
        this.size = size;
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
        return orNull(name) != null;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    /// The names in order.
    public List<String> names() {
        String[] names = new String[size];
        int filled = 0;
        for (int b = 0; b <= blocks.length; b++) {
            Object[] block = block(b);
            for (int i = 0; i < block.length; i += 2) {
                names[filled++] = (String) block[i];
            }
        }
        return List.of(names);
    }

    @SuppressWarnings("unchecked")
    public void forEach(BiConsumer<String, ? super V> action) {
        for (int b = 0; b <= blocks.length; b++) {
            Object[] block = block(b);
            for (int i = 0; i < block.length; i += 2) {
                action.accept((String) block[i], (V) block[i + 1]);
            }
        }
    }

    /// This table with `name` bound to `value`; a new name goes to the end.
    public NamedTable<V> with(String name, V value) {
        for (int b = 0; b <= blocks.length; b++) {
            int index = indexOf(name, block(b));
            if (index >= 0) {
                Object[] changed = block(b).clone();
                changed[index + 1] = value;
                return withBlock(b, changed, size);
            }
        }
        if (tail.length < 2 * BLOCK_ENTRIES) {
            Object[] longer = Arrays.copyOf(tail, tail.length + 2);
            longer[tail.length] = name;
            longer[tail.length + 1] = value;
            return new NamedTable<>(blocks, longer, size + 1);
        }
        Object[][] more = Arrays.copyOf(blocks, blocks.length + 1);
        more[blocks.length] = tail;
        return new NamedTable<>(more, new Object[] {name, value}, size + 1);
    }

    public NamedTable<V> without(String name) {
        for (int b = 0; b <= blocks.length; b++) {
            Object[] block = block(b);
            int index = indexOf(name, block);
            if (index >= 0) {
                if (size == 1) {
                    return empty();
                }
                return block.length == 2 && b < blocks.length ? withoutBlock(b)
                        : withBlock(b, withoutEntry(block, index), size - 1);
            }
        }
        return this;
    }

    private static Object[] withoutEntry(Object[] block, int index) {
        Object[] shorter = new Object[block.length - 2];
        System.arraycopy(block, 0, shorter, 0, index);
        System.arraycopy(block, index + 2, shorter, index, shorter.length - index);
        return shorter;
    }

    private NamedTable<V> withBlock(int b, Object[] block, int newSize) {
        if (b == blocks.length) {
            return new NamedTable<>(blocks, block, newSize);
        }
        Object[][] changed = blocks.clone();
        changed[b] = block;
        return new NamedTable<>(changed, tail, newSize);
    }

    private NamedTable<V> withoutBlock(int b) {
        Object[][] fewer = new Object[blocks.length - 1][];
        System.arraycopy(blocks, 0, fewer, 0, b);
        System.arraycopy(blocks, b + 1, fewer, b, fewer.length - b);
        return new NamedTable<>(fewer, tail, size - 1);
    }

    private Object[] block(int b) {
        return b < blocks.length ? blocks[b] : tail;
    }

    @SuppressWarnings("unchecked")
    private @Nullable V orNull(String name) {
        for (int b = 0; b <= blocks.length; b++) {
            Object[] block = block(b);
            int index = indexOf(name, block);
            if (index >= 0) {
                return (V) block[index + 1];
            }
        }
        return null;
    }

    private static int indexOf(String name, Object[] block) {
        for (int i = 0; i < block.length; i += 2) {
            if (name.equals(block[i])) {
                return i;
            }
        }
        return -1;
    }

    private Object[] entries() {
        Object[] entries = new Object[2 * size];
        int filled = 0;
        for (int b = 0; b <= blocks.length; b++) {
            Object[] block = block(b);
            System.arraycopy(block, 0, entries, filled, block.length);
            filled += block.length;
        }
        return entries;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamedTable<?> table && size == table.size
                && Arrays.equals(entries(), table.entries());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(entries());
    }

    /// `{a=1, b=2}`, in order.
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "{", "}");
        forEach((name, value) -> text.add(name + "=" + value));
        return text.toString();
    }
}
