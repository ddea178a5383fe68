package io.alidade.engine.table;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// An immutable map from names to values in the order they were first put: made for the pods of a node, a hundred or a thousand, and
/// the few containers of a pod. A change copies one block of entries, the list of blocks and at most a byte for each name, so a node
/// can be kept as a value; a look-up passes over these bytes, eight at a time.
///
/// @param <V> the value
public final class NamedTable<V> {
    private static final Object[] NO_ENTRIES = {};
    private static final NamedTable<?> EMPTY = new NamedTable<>(new Object[0][], NO_ENTRIES, NamePrints.NONE, 0);

    // Entries in order: those of the blocks, then those of the tail; names and values alternate.
    // Invariants: "unique" - no name is there twice; "filled" - of blocks only the tail may be empty; "printed" - the prints are those
    // of the names, place by place, the tail being the last block.
    private final Object[][] blocks;
    private final Object[] tail;
    private final NamePrints prints;
    private final int size;

    private NamedTable(Object[][] blocks, Object[] tail, NamePrints prints, int size) {
        this.blocks = blocks;
        this.tail = tail;
        this.prints = prints;
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
        int print = NamePrints.of(name);
        int place = place(name, print);
        if (place >= 0) {
            Object[] changed = blockOf(place).clone();
            changed[index(place) + 1] = value;
            return withBlock(place / NamePrints.BLOCK, changed, prints, size);
        }
        if (tail.length < 2 * NamePrints.BLOCK) {
            Object[] more = Arrays.copyOf(tail, tail.length + 2);
            more[tail.length] = name;
            more[tail.length + 1] = value;
            return new NamedTable<>(blocks, more,
                    prints.with(blocks.length * NamePrints.BLOCK + tail.length / 2, print), size + 1);
        }
        Object[][] more = Arrays.copyOf(blocks, blocks.length + 1);
        more[blocks.length] = tail;
        return new NamedTable<>(more, new Object[] {name, value}, prints.with(more.length * NamePrints.BLOCK, print),
                size + 1);
    }

    public NamedTable<V> without(String name) {
        int place = place(name, NamePrints.of(name));
        if (place < 0) {
            return this;
        }
        if (size == 1) {
            return empty();
        }
        int b = place / NamePrints.BLOCK;
        Object[] block = block(b);
        if (block.length == 2 && b < blocks.length) {
            return withoutBlock(b);
        }
        Object[] fewer = new Object[block.length - 2];
        int index = index(place);
        System.arraycopy(block, 0, fewer, 0, index);
        System.arraycopy(block, index + 2, fewer, index, fewer.length - index);
        return withBlock(b, fewer, prints.without(place), size - 1);
    }

    private NamedTable<V> withBlock(int b, Object[] block, NamePrints newPrints, int newSize) {
        if (b == blocks.length) {
            return new NamedTable<>(blocks, block, newPrints, newSize);
        }
        Object[][] changed = blocks.clone();
        changed[b] = block;
        return new NamedTable<>(changed, tail, newPrints, newSize);
    }

    private NamedTable<V> withoutBlock(int b) {
        Object[][] fewer = new Object[blocks.length - 1][];
        System.arraycopy(blocks, 0, fewer, 0, b);
        System.arraycopy(blocks, b + 1, fewer, b, fewer.length - b);
        return new NamedTable<>(fewer, tail, prints.withoutBlock(b), size - 1);
    }

    private Object[] block(int b) {
        return b < blocks.length ? blocks[b] : tail;
    }

    private Object[] blockOf(int place) {
        return block(place / NamePrints.BLOCK);
    }

    /// Of the name at a place, in its block; its value is the next.
    private static int index(int place) {
        return 2 * (place % NamePrints.BLOCK);
    }

    /// Where a name is, counted in whole blocks; negative if it is not there.
    private int place(String name, int print) {
        int place = prints.next(print, 0);
        while (place >= 0 && !name.equals(blockOf(place)[index(place)])) {
            place = prints.next(print, place + 1);
        }
        return place;
    }

    @SuppressWarnings("unchecked")
    private @Nullable V orNull(String name) {
        int place = place(name, NamePrints.of(name));
        return place < 0 ? null : (V) blockOf(place)[index(place) + 1];
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
