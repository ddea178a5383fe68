package io.alidade.view;

import java.util.List;

/// Lists of ids for people.
public final class IdLists {
    private IdLists() {}

    /// Ids of NUMA nodes or sockets, ascending, as a list with ranges: `0-1,3`. Ids of sockets have no upper bound.
    public static String text(List<Integer> ids) {
        List<Integer> sorted = ids.stream().distinct().sorted().toList();
        StringBuilder text = new StringBuilder();
        for (int first = 0, last; first < sorted.size(); first = last + 1) {
            last = first;
            while (last + 1 < sorted.size() && sorted.get(last + 1) == sorted.get(last) + 1) {
                last++;
            }
            text.append(text.isEmpty() ? "" : ",").append(sorted.get(first));
            if (last > first) {
                text.append('-').append(sorted.get(last));
            }
        }
        return text.toString();
    }
}
