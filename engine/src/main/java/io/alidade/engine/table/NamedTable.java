package io.alidade.engine.table;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// An immutable map from names to values in the order they were first put: made for the pods of a node, a hundred or a thousand, and
/// the few containers of a pod. A change copies one block of entries and the list of blocks, so a node can be kept as a value; a
/// look-up passes over blocks that cannot have a name, and compares hashes before names.
///
/// @param <V> the value
public final class NamedTable<V> {
    private static final int BLOCK_ENTRIES = 16;
    private static final Block NO_ENTRIES = new Block(0, new int[0], new Object[0]);
    private static final NamedTable<?> EMPTY = new NamedTable<>(new Block[0], NO_ENTRIES, 0);

    // Entries in order: those of the blocks, then those of the tail.
    // Invariants: "unique" - no name is there twice; "filled" - of blocks only the tail may be empty.
    private final Block[] blocks;
    private final Block tail;
    private final int size;

    private NamedTable(Block[] blocks, Block tail, int size) {
        this.blocks = blocks;
        this.tail = tail;
        this.size = size;
    }

    /// Entries that are neighbours. Names and values alternate.
    ///
    /// Invariant "filter": of the hash of each name the lowest six bits say which bit of `filter` is set.
    private static final class Block {
        private final long filter;
        private final int[] hashes;
        private final Object[] entries;

        Block(long filter, int[] hashes, Object[] entries) {
            this.filter = filter;
            this.hashes = hashes;
            this.entries = entries;
        }

        int count() {
            return hashes.length;
        }

        String name(int index) {
            return (String) entries[2 * index];
        }

        Object value(int index) {
            return entries[2 * index + 1];
        }

        int indexOf(String name, int hash) {
            if ((filter & 1L << hash) == 0) {
                return -1;
            }
            for (int i = 0; i < hashes.length; i++) {
                if (hashes[i] == hash && name.equals(entries[2 * i])) {
                    return i;
                }
            }
            return -1;
        }

        Block with(int index, Object value) {
            Object[] changed = entries.clone();
            changed[2 * index + 1] = value;
            return new Block(filter, hashes, changed);
        }

        Block and(String name, int hash, Object value) {
            int[] moreHashes = Arrays.copyOf(hashes, hashes.length + 1);
            moreHashes[hashes.length] = hash;
            Object[] more = Arrays.copyOf(entries, entries.length + 2);
            more[entries.length] = name;
            more[entries.length + 1] = value;
            return new Block(filter | 1L << hash, moreHashes, more);
        }

        Block without(int index) {
            int[] fewerHashes = new int[hashes.length - 1];
            long left = 0;
            for (int i = 0; i < fewerHashes.length; i++) {
                fewerHashes[i] = hashes[i < index ? i : i + 1];
                left |= 1L << fewerHashes[i];
            }
            Object[] fewer = new Object[entries.length - 2];
            System.arraycopy(entries, 0, fewer, 0, 2 * index);
            System.arraycopy(entries, 2 * index + 2, fewer, 2 * index, fewer.length - 2 * index);
            return new Block(left, fewerHashes, fewer);
        }
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
            Block block = block(b);
            for (int i = 0; i < block.count(); i++) {
                names[filled++] = block.name(i);
            }
        }
        return List.of(names);
    }

    @SuppressWarnings("unchecked")
    public void forEach(BiConsumer<String, ? super V> action) {
        for (int b = 0; b <= blocks.length; b++) {
            Block block = block(b);
            for (int i = 0; i < block.count(); i++) {
                action.accept(block.name(i), (V) block.value(i));
            }
        }
    }

    /// This table with `name` bound to `value`; a new name goes to the end.
    public NamedTable<V> with(String name, V value) {
        int hash = name.hashCode();
        for (int b = 0; b <= blocks.length; b++) {
            int index = block(b).indexOf(name, hash);
            if (index >= 0) {
                return withBlock(b, block(b).with(index, value), size);
            }
        }
        if (tail.count() < BLOCK_ENTRIES) {
            return new NamedTable<>(blocks, tail.and(name, hash, value), size + 1);
        }
        Block[] more = Arrays.copyOf(blocks, blocks.length + 1);
        more[blocks.length] = tail;
        return new NamedTable<>(more, NO_ENTRIES.and(name, hash, value), size + 1);
    }

    public NamedTable<V> without(String name) {
        int hash = name.hashCode();
        for (int b = 0; b <= blocks.length; b++) {
            Block block = block(b);
            int index = block.indexOf(name, hash);
            if (index >= 0) {
                if (size == 1) {
                    return empty();
                }
                return block.count() == 1 && b < blocks.length ? withoutBlock(b)
                        : withBlock(b, block.without(index), size - 1);
            }
        }
        return this;
    }

    private NamedTable<V> withBlock(int b, Block block, int newSize) {
        if (b == blocks.length) {
            return new NamedTable<>(blocks, block, newSize);
        }
        Block[] changed = blocks.clone();
        changed[b] = block;
        return new NamedTable<>(changed, tail, newSize);
    }

    private NamedTable<V> withoutBlock(int b) {
        Block[] fewer = new Block[blocks.length - 1];
        System.arraycopy(blocks, 0, fewer, 0, b);
        System.arraycopy(blocks, b + 1, fewer, b, fewer.length - b);
        return new NamedTable<>(fewer, tail, size - 1);
    }

    private Block block(int b) {
        return b < blocks.length ? blocks[b] : tail;
    }

    @SuppressWarnings("unchecked")
    private @Nullable V orNull(String name) {
        int hash = name.hashCode();
        for (int b = 0; b <= blocks.length; b++) {
            Block block = block(b);
            int index = block.indexOf(name, hash);
            if (index >= 0) {
                return (V) block.value(index);
            }
        }
        return null;
    }

    private Object[] entries() {
        Object[] entries = new Object[2 * size];
        int filled = 0;
        for (int b = 0; b <= blocks.length; b++) {
            Object[] block = block(b).entries;
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
