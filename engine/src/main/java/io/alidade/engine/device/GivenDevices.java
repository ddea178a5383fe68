package io.alidade.engine.device;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The devices that a kubelet gave to the containers of one pod: wherever it takes any of several (device-manager 6.2 `take`),
/// it is these. So chance falls again as it fell, and everything that is no chance is decided anew.
///
/// @param byContainer container name to resource to ids
public record GivenDevices(Map<String, Map<String, SortedSet<String>>> byContainer) implements PreferredAllocation {
    public GivenDevices {
        Map<String, Map<String, SortedSet<String>>> copy = new TreeMap<>();
        byContainer.forEach((container, byResource) -> {
            Map<String, SortedSet<String>> own = new TreeMap<>();
            byResource.forEach((resource, ids) -> own.put(resource,
                    Collections.unmodifiableSortedSet(new TreeSet<>(ids))));
            copy.put(container, Collections.unmodifiableMap(own));
        });
        byContainer = Collections.unmodifiableMap(copy);
    }

    @Override
    public List<String> choose(String resource, List<String> available, List<String> mustInclude, int size) {
        return List.of();
    }

    @Override
    public SortedSet<String> takenFirst(String resource, SortedSet<String> equals) {
        SortedSet<String> first = new TreeSet<>();
        byContainer.values().forEach(
                byResource -> first.addAll(byResource.getOrDefault(resource, Collections.emptySortedSet())));
        first.retainAll(equals);
        return first;
    }

    @Override
    public PreferredAllocation forContainer(String container) {
        return new GivenDevices(Map.of(container, byContainer.getOrDefault(container, Map.of())));
    }

    /// `given: {main={nvidia.com/gpu=[gpu-0]}}`.
    @Override
    public String toString() {
        return "given: " + byContainer;
    }
}
