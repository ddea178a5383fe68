package io.alidade.engine.hint;

import io.alidade.engine.mask.NumaMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The merge of [HintMerge] where hints are too many to be listed: the same result from [HintFamily]s.
///
/// *Preferred* results are preferred by all. A family prefers masks of one size (`align-by-socket` aside), so all sizes must
/// agree, and the result is one search *within*; masks beside the requirements are looked at one by one.
///
/// *Not preferred*, every family contributes its requirement or one of its other masks: an alternative of each. For one such
/// choice the reachable intersections are closed upward among the NUMA nodes that all have in common: a NUMA node that is
/// left out may as well be kept. So the best size of a choice is the wanted one if that can be reached, all common NUMA nodes
/// if these are fewer, and else the next size above that can be reached; each is a search *apart*.
///
/// Cost: searches, of which there are at most one per alternative and size; alternatives beyond the first are groups of
/// NUMA nodes, at most one per NUMA node.
final class WideMerge {
    /// More combinations of alternatives than this are not looked at.
    static final int MAX_CHOICES = 100_000;

    private final Optional<NumaDistances> distances;
    private final int maxSteps;

    /// @param distances if present, the closest mask is the best
    /// @param maxSteps  of each search
    WideMerge(Optional<NumaDistances> distances, int maxSteps) {
        this.distances = distances;
        this.maxSteps = maxSteps;
    }

    /// Best of the masks that all prefer, or 0 when there is none.
    long bestPreferred(List<ResourceHints> answers) {
        long best = 0;
        for (ResourceHints answer : answers) {
            for (long mask : listedMasks(answer)) {
                if ((best == 0 || isBetter(mask, best)) && answers.stream().allMatch(other -> prefers(other, mask))) {
                    best = mask;
                }
            }
        }
        List<HintFamily> families = new ArrayList<>();
        for (ResourceHints answer : answers) {
            if (!(answer instanceof HintFamily family)) {
                return best;
            }
            families.add(family);
        }
        long searched = searchPreferred(families);
        return better(best, searched);
    }

    private static long[] listedMasks(ResourceHints answer) {
        return switch (answer) {
            case HintFamily family -> family.others();
            case HintList list -> list.affinities();
            case ResourceHints.NoPreference _, ResourceHints.Impossible _ -> new long[0];
        };
    }

    private static boolean prefers(ResourceHints answer, long mask) {
        return switch (answer) {
            case HintFamily family -> family.isPreferred(mask);
            case HintList list -> list.isPreferredMask(mask);
            case ResourceHints.NoPreference _ -> true;
            case ResourceHints.Impossible _ -> false;
        };
    }

    // Masks that meet all requirements. At most one family, that of the CPUs, prefers by sockets, too.
    private long searchPreferred(List<HintFamily> families) {
        List<Requirement> requirements = families.stream().map(HintFamily::enough).toList();
        int size = 0;
        for (HintFamily family : families) {
            if (family.alsoPreferred().isEmpty()) {
                if (size != 0 && size != family.preferredSize()) {
                    return 0;
                }
                size = family.preferredSize();
            }
        }
        Optional<HintFamily> bySocket = families.stream().filter(family -> family.alsoPreferred().isPresent())
                .findFirst();
        MaskSearch search = MaskSearch.within(requirements, Optional.empty(), distances, maxSteps);
        if (bySocket.isEmpty()) {
            return search.find(size);
        }
        MaskSearch aligned = MaskSearch.within(requirements, bySocket.get().alsoPreferred(), distances, maxSteps);
        int last = size == 0 ? search.width() : size;
        for (int wanted = Math.max(size, 1); wanted <= last; wanted++) {
            long found = wanted == bySocket.get().preferredSize() ? search.find(wanted) : aligned.find(wanted);
            if (found != 0) {
                return found;
            }
        }
        return 0;
    }

    /// One alternative of each family.
    ///
    /// @param common the NUMA nodes of which an intersection can consist
    private record Choice(MaskSearch search, long common) {}

    /// Best of the intersections of one hint of each, none of them preferred; 0 when there is none but the empty one.
    ///
    /// @param wanted the number of NUMA nodes that ranks first (topology-manager 7.3)
    long bestNotPreferred(List<ResourceHints> answers, int wanted) {
        List<Choice> choices = new ArrayList<>();
        collect(answers, List.of(), -1, choices);
        long best = bestOfSize(choices, wanted);
        // Narrower ones rank next, the widest first. A choice that cannot do with `wanted` cannot do with less.
        for (Choice choice : choices) {
            int size = Long.bitCount(choice.common);
            if (size < wanted && size >= Long.bitCount(best)) {
                best = size > Long.bitCount(best) ? choice.common : better(best, choice.common);
            }
        }
        for (int size = wanted + 1; best == 0 && size <= Long.SIZE; size++) {
            best = bestOfSize(choices, size);
        }
        return best;
    }

    private long bestOfSize(List<Choice> choices, int size) {
        long best = 0;
        for (Choice choice : choices) {
            best = better(best, choice.search.find(size));
        }
        return best;
    }

    // Adds every choice that begins with the requirements chosen so far and has a NUMA node in common.
    private void collect(List<ResourceHints> answers, List<Requirement> chosen, long common, List<Choice> choices) {
        if (common == 0) {
            return;
        }
        if (chosen.size() == answers.size()) {
            if (choices.size() == MAX_CHOICES) {
                throw new UnboundedSearch("its hints can be combined in more than " + MAX_CHOICES + " ways");
            }
            choices.add(new Choice(MaskSearch.apart(chosen, distances, maxSteps), common));
            return;
        }
        for (Requirement alternative : alternatives(answers.get(chosen.size()))) {
            List<Requirement> more = new ArrayList<>(chosen);
            more.add(alternative);
            collect(answers, more, common & alternative.support(), choices);
        }
    }

    private static List<Requirement> alternatives(ResourceHints answer) {
        List<Requirement> alternatives = new ArrayList<>();
        if (answer instanceof HintFamily family && family.enough().isPossible()) {
            alternatives.add(family.enough());
        }
        for (long mask : listedMasks(answer)) {
            alternatives.add(Requirement.exactly(mask));
        }
        return alternatives;
    }

    private long better(long best, long found) {
        return found != 0 && (best == 0 || isBetter(found, best)) ? found : best;
    }

    /// The fitter of topology-manager 7.4: narrower; of equally wide ones the closer, if distances count; then the
    /// smaller number.
    private boolean isBetter(long mask, long than) {
        if (distances.isPresent() && Long.bitCount(mask) == Long.bitCount(than)) {
            int closer = Long.compare(distances.get().sum(mask), distances.get().sum(than));
            if (closer != 0) {
                return closer < 0;
            }
        }
        return NumaMask.isNarrower(mask, than);
    }
}
