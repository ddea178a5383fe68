package io.alidade.agent.watch;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Names from outside as values of a label, of which there are so many at most: those that come first; of more, only the sum is
/// of interest.
final class BoundedLabels {
    static final String OTHER = "other";
    private static final int MAX_NAMES = 1_000;
    private static final int MAX_LENGTH = 512;

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /// The name itself, or `other`.
    String of(String name) {
        if (name.length() > MAX_LENGTH || (!names.contains(name) && names.size() >= MAX_NAMES)) {
            return OTHER;
        }
        names.add(name);
        return name;
    }
}
