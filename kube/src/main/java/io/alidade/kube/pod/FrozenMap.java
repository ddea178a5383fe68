package io.alidade.kube.pod;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An unmodifiable map in the order of its making, copied once: thousands of replicas share it.
final class FrozenMap<V> extends AbstractMap<String, V> {
    private final Map<String, V> entries;

    private FrozenMap(Map<String, V> entries) {
        this.entries = entries;
    }

    static <V> Map<String, V> copyOf(Map<String, V> map) {
        return map instanceof FrozenMap<V> frozen ? frozen
                : new FrozenMap<>(Collections.unmodifiableMap(new LinkedHashMap<>(map)));
    }

    @Override
    public Set<Entry<String, V>> entrySet() {
        return entries.entrySet();
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        return entries.get(key);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return entries.containsKey(key);
    }
}
