package io.alidade.kube.checkpoint;

import io.alidade.kube.golang.GoValue;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// What the last text of one checkpoint file held, piece by piece: an entry that is in the next text too is not made again. A
/// text names all pods of a node, and a decision changes one of them.
///
/// Equal values must have equal texts in the file. For one thread.
final class WrittenPieces {
    private Map<Object, GoValue> last = Map.of();
    private Map<Object, GoValue> now = new HashMap<>();

    /// The texts of a value of this file.
    ///
    /// @param whole makes it, if it was not in the last text
    <T> GoValue of(T value, Function<? super T, ? extends GoValue> whole) {
        GoValue known = last.get(value);
        GoValue written = known != null ? known : GoValue.Written.of(whole.apply(value));
        now.put(value, written);
        return written;
    }

    /// All pieces of a text have been asked for: what it did not hold is forgotten.
    void end() {
        last = now;
        now = HashMap.newHashMap(last.size());
    }
}
