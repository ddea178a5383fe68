package io.alidade.plan.refusal;

import io.alidade.kube.refusal.Refusal;
import io.alidade.kube.refusal.Refusal.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Reads the cause of a refusal from what the resource managers had offered.
final class OfferedResources {
    private static final int SHOWN = 8;

    private OfferedResources() {}

    /// Nothing if the log does not tell it, or if all could have been served.
    static List<String> sentences(Refusal refusal) {
        if (!refusal.reason().equals("TopologyAffinityError") || refusal.offers().isEmpty()) {
            return List.of();
        }
        String who = refusal.offers().getFirst().container().map(name -> "container " + name + ": ").orElse("");
        List<String> sentences = new ArrayList<>();
        refusal.offers().stream().filter(offer -> offer.choices().isEmpty()).forEach(offer -> sentences.add(who
                + "no set of NUMA nodes has enough " + offer.resource()));
        if (sentences.isEmpty()) {
            sentences.add(who + "no choice suits all: " + refusal.offers().stream().map(OfferedResources::text)
                    .collect(Collectors.joining("; ")));
        }
        return sentences;
    }

    private static String text(Offer offer) {
        String choices = offer.choices().stream().limit(SHOWN).map(set -> set.stream().map(String::valueOf)
                .collect(Collectors.joining("+"))).collect(Collectors.joining(" or "));
        return offer.resource() + " on NUMA node " + choices
                + (offer.choices().size() > SHOWN ? " and " + (offer.choices().size() - SHOWN) + " more" : "");
    }
}
