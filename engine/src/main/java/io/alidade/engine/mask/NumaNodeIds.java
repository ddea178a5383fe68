package io.alidade.engine.mask;

import java.util.Collection;

/// A set of NUMA nodes by their ids, with the kernel's list text `0-1,3`. Unlike [io.alidade.engine.mask.NumaMask] it needs
/// no machine to say what its members are.
public final class NumaNodeIds {
    public static final NumaNodeIds EMPTY = new NumaNodeIds(CpuSet.EMPTY);

    // Same text, same arithmetic; only the members are others.
    private final CpuSet ids;

    private NumaNodeIds(CpuSet ids) {
        this.ids = ids;
    }

    public static NumaNodeIds of(Collection<Integer> ids) {
        CpuSet.Builder set = new CpuSet.Builder();
        ids.forEach(set::add);
        return new NumaNodeIds(set.build());
    }

    /// Reads the kernel's list text.
    ///
    /// @throws IllegalArgumentException if it is no such list
    public static NumaNodeIds parseList(String text) {
        return new NumaNodeIds(CpuSet.parseList(text));
    }

    public boolean contains(int id) {
        return ids.contains(id);
    }

    public boolean isSubsetOf(NumaNodeIds other) {
        return ids.isSubsetOf(other.ids);
    }

    public boolean isEmpty() {
        return ids.isEmpty();
    }

    public NumaNodeIds or(NumaNodeIds other) {
        return new NumaNodeIds(ids.or(other.ids));
    }

    public NumaNodeIds andNot(NumaNodeIds other) {
        return new NumaNodeIds(ids.andNot(other.ids));
    }

    /// The kernel's list text, `0-1,3`.
    public String toListString() {
        return ids.toListString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumaNodeIds that && ids.equals(that.ids);
    }

    @Override
    public int hashCode() {
        return ids.hashCode();
    }

    @Override
    public String toString() {
        return toListString();
    }
}
