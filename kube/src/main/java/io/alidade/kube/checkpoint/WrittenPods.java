package io.alidade.kube.checkpoint;

import io.alidade.kube.golang.GoStrings;
import io.alidade.kube.golang.GoValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.BiFunction;

/// What the last text of one checkpoint file held of each pod: where a pod holds the same object as then, its part of the next
/// text is not made again. A text names all pods of a node, and a decision changes one of them.
///
/// For one thread.
///
/// @param <V> what a pod holds, a value that does not change
final class WrittenPods<V> {
    private final BiFunction<String, V, GoValue.Written> write;
    private IdentityHashMap<V, Part> last = new IdentityHashMap<>();
    private IdentityHashMap<V, Part> now = new IdentityHashMap<>();
    private List<Part> parts = new ArrayList<>();

    /// The text of what a pod holds.
    private record Part(String pod, GoValue.Written text) {}

    /// @param write makes the part of a pod
    WrittenPods(BiFunction<String, V, GoValue.Written> write) {
        this.write = write;
    }

    /// The next pod of a text.
    void add(String pod, V held) {
        Part known = last.get(held);
        Part part = known != null && known.pod.equals(pod) ? known : new Part(pod, write.apply(pod, held));
        now.put(held, part);
        parts.add(part);
    }

    /// The map of all pods that were added.
    GoValue table() {
        parts.sort(Comparator.comparing(Part::pod, GoStrings.BYTEWISE));
        return GoValue.Written.table(texts());
    }

    /// The list of all of them, in the order in which they were added.
    GoValue items() {
        return GoValue.Written.items(texts());
    }

    /// What was not added is forgotten.
    private List<GoValue.Written> texts() {
        List<GoValue.Written> texts = parts.stream().map(Part::text).toList();
        last = now;
        now = new IdentityHashMap<>(last.size() + 1);
        parts = new ArrayList<>(texts.size() + 1);
        return texts;
    }
}
