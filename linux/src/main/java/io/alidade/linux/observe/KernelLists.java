package io.alidade.linux.observe;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/// Reads the kernel's lists of CPUs and NUMA nodes. Equal texts give one set: a machine has many threads and few masks.
final class KernelLists {
    private static final int MAX_REMEMBERED = 100_000;
    private static final int MAX_INT_DIGITS = 9;

    private final Map<String, Optional<CpuSet>> cpus = new HashMap<>();
    private final Map<String, Optional<NumaNodeIds>> numaNodes = new HashMap<>();

    /// Nothing if the text is not a list.
    Optional<CpuSet> cpus(String text) {
        return remembered(cpus, text, CpuSet::parseList);
    }

    /// Nothing if the text is not a list.
    Optional<NumaNodeIds> numaNodes(String text) {
        return remembered(numaNodes, text, NumaNodeIds::parseList);
    }

    private static <S> Optional<S> remembered(Map<String, Optional<S>> known, String text, Function<String, S> parse) {
        Optional<S> set = known.get(text);
        if (set == null) {
            try {
                set = Optional.of(parse.apply(text));
            } catch (IllegalArgumentException _) {
                set = Optional.empty();
            }
            if (known.size() < MAX_REMEMBERED) {
                known.put(text, set);
            }
        }
        return set;
    }

    /// A decimal number without sign, as in names of folders of `/proc`.
    static OptionalInt number(String text) {
        boolean isNumber = !text.isEmpty() && text.length() <= MAX_INT_DIGITS
                && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return isNumber ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }
}
