package io.alidade.view.picture;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.memory.MemoryState.Block;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A pod and what it holds.
///
/// @param index      among the pods that hold something; -1 for one that holds nothing of its own
/// @param name       namespace and name, or the uid where no more is known
/// @param containers those that hold something, in the order of the pod
record ShownPod(int index, String name, List<Container> containers) {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    ShownPod {
        containers = List.copyOf(containers);
    }

    /// What one container holds. A pod with a set for all its containers is one container without a name.
    ///
    /// @param devices ids by resource
    record Container(String name, CpuSet cpus, List<Block> memory, Map<String, List<String>> devices) {
        Container {
            memory = List.copyOf(memory);
            devices = Collections.unmodifiableMap(new TreeMap<>(devices));
        }
    }

    boolean holdsSomething() {
        return index >= 0;
    }

    String letter() {
        return letter(index);
    }

    /// Stands for a pod where there is no room for its name; `*` for every pod beyond the fifty-second.
    static String letter(int index) {
        return index < LETTERS.length() ? LETTERS.substring(index, index + 1) : "*";
    }

    CpuSet cpus() {
        return containers.stream().map(Container::cpus).reduce(CpuSet.EMPTY, CpuSet::or);
    }
}
