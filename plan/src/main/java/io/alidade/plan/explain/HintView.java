package io.alidade.plan.explain;

import io.alidade.engine.hint.HintFamily;
import io.alidade.engine.hint.HintList;
import io.alidade.engine.hint.ResourceHints;
import io.alidade.engine.hint.UnboundedSearch;
import io.alidade.engine.mask.NumaMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The answer of a provider for one resource, listed or by rule, asked about sets of NUMA nodes.
final class HintView {
    /// So many preferred sets are looked at.
    static final int MAX_SETS = 8;
    private static final int MAX_HINTS = 64;

    private final ResourceHints hints;
    private final Optional<HintFamily> family;

    HintView(ResourceHints hints) {
        this.hints = hints;
        this.family = switch (hints) {
            case HintFamily rule -> Optional.of(rule);
            case HintList list -> list.family();
            case ResourceHints.NoPreference _, ResourceHints.Impossible _ -> Optional.empty();
        };
    }

    /// `hints`, `no-preference` or `impossible`.
    String kind() {
        return switch (hints) {
            case HintFamily _, HintList _ -> "hints";
            case ResourceHints.NoPreference _ -> "no-preference";
            case ResourceHints.Impossible _ -> "impossible";
        };
    }

    boolean hasHints() {
        return hints instanceof HintFamily || hints instanceof HintList;
    }

    boolean isImpossible() {
        return hints instanceof ResourceHints.Impossible;
    }

    /// True if the set would do.
    boolean contains(long mask) {
        return switch (hints) {
            case HintFamily rule -> rule.contains(mask);
            case HintList list -> index(list, mask) >= 0;
            case ResourceHints.NoPreference _ -> true;
            case ResourceHints.Impossible _ -> false;
        };
    }

    /// True if the set is preferred.
    boolean isPreferred(long mask) {
        return switch (hints) {
            case HintFamily rule -> rule.isPreferred(mask);
            case HintList list -> index(list, mask) >= 0 && list.isPreferred(index(list, mask));
            case ResourceHints.NoPreference _ -> true;
            case ResourceHints.Impossible _ -> false;
        };
    }

    /// The number of NUMA nodes of a preferred set, as an empty machine would allow.
    OptionalLong minimal() {
        if (family.isPresent()) {
            return OptionalLong.of(family.get().preferredSize());
        }
        return preferred().stream().mapToLong(NumaMask::size).min();
    }

    /// The first preferred sets, in the provider's order.
    List<NumaMask> preferred() {
        List<NumaMask> sets = new ArrayList<>();
        ResourceHints first = hints;
        if (hints instanceof HintFamily rule) {
            try {
                first = rule.first(MAX_HINTS);
            } catch (UnboundedSearch _) {
                return sets;
            }
        }
        if (first instanceof HintList list) {
            for (int i = 0; i < list.size() && sets.size() < MAX_SETS; i++) {
                if (list.isPreferred(i)) {
                    sets.add(new NumaMask(list.affinityBits(i)));
                }
            }
        }
        return sets;
    }

    private static int index(HintList list, long mask) {
        for (int i = 0; i < list.size(); i++) {
            if (list.affinityBits(i) == mask) {
                return i;
            }
        }
        return -1;
    }
}
