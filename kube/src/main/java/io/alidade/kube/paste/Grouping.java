package io.alidade.kube.paste;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which CPUs share something (a core, a socket, a cache). Every source numbers these its own way, so two agree if they
/// make the same groups of the CPUs that both know.
final class Grouping {
    private final String subject;
    private String origin = "";
    private SortedMap<Integer, Integer> ids = new TreeMap<>();

    Grouping(String subject) {
        this.subject = subject;
    }

    SortedMap<Integer, Integer> ids() {
        return ids;
    }

    String origin() {
        return origin;
    }

    /// Adds what a source says, CPU to id; of two sources the one that knows more CPUs is kept.
    void add(String from, SortedMap<Integer, Integer> other) {
        Map<Integer, Integer> there = new HashMap<>();
        Map<Integer, Integer> back = new HashMap<>();
        other.forEach((cpu, id) -> {
            Integer own = ids.get(cpu);
            if (own != null && (!there.computeIfAbsent(id, _ -> own).equals(own)
                    || !back.computeIfAbsent(own, _ -> id).equals(id))) {
                int first = first(own, id, other, cpu);
                boolean together = ids.getOrDefault(first, -1).equals(own);
                throw Claim.contradiction(
                        "CPUs " + first + " and " + cpu + (together ? " share a " : " share no ") + subject,
                        origin, "they " + (together ? "do not" : "do"), from);
            }
        });
        if (other.size() > ids.size()) {
            ids = new TreeMap<>(other);
            origin = from;
        }
    }

    /// A CPU that one source puts together with `cpu` and the other does not.
    private int first(int own, int id, SortedMap<Integer, Integer> other, int cpu) {
        return other.entrySet().stream().filter(entry -> {
            Integer known = ids.get(entry.getKey());
            return known != null && entry.getKey() != cpu && (known == own) != (entry.getValue() == id);
        }).map(Map.Entry::getKey).findFirst().orElse(cpu);
    }
}
