package io.alidade.plan.explain;

import io.alidade.engine.Node;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.kube.admission.Offer;
import io.alidade.plan.alignment.FewestNumaNodes;
import io.alidade.plan.explain.Explanation.NumaNode;
import io.alidade.plan.explain.Explanation.Resource;
import io.alidade.plan.explain.HintRecording.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What was asked and free, and what the providers made of it.
final class StepResources {
    private StepResources() {}

    static List<Resource> of(Node node, List<Offer> offers, Optional<Question> question) {
        FewestNumaNodes fewest = new FewestNumaNodes(node, new CpuTopology(node.topology()));
        List<Resource> resources = new ArrayList<>();
        for (Offer offer : offers) {
            Optional<HintView> view = question.flatMap(asked -> asked.view(offer.resource()));
            List<NumaNode> numaNodes = new ArrayList<>();
            for (int position = 0; position < offer.numaNodes().size(); position++) {
                long single = 1L << position;
                boolean isOffered = view.filter(HintView::hasHints).map(hints -> hints.contains(single))
                        .orElse(isEnough(offer, position))
                        || (isEnough(offer, position) && isShortOfOtherMemory(offers, offer, position));
                Offer.NumaNodeOffer own = offer.numaNodes().get(position);
                numaNodes.add(new NumaNode(own.id(), own.free(), isOffered));
            }
            OptionalLong minimal = view.filter(HintView::hasHints).map(HintView::minimal).orElse(OptionalLong.empty());
            OptionalLong needed = minimal.isPresent() && Qos.isMemoryType(offer.resource())
                    ? OptionalLong.of(fewest.ofMemory(offer.resource(), offer.asked())) : minimal;
            resources.add(new Resource(provider(offer.resource()), offer.resource(),
                    question.map(asked -> view.map(HintView::kind).orElse("no-preference")),
                    OptionalLong.of(offer.asked()), minimal, needed,
                    view.filter(HintView::hasHints).map(hints -> sets(hints, numaNodes)).orElse(List.of()),
                    numaNodes, offer.withoutNumaNode()));
        }
        return resources;
    }

    private static boolean isEnough(Offer offer, int position) {
        return Long.compareUnsigned(offer.numaNodes().get(position).free(), offer.asked()) >= 0;
    }

    /// Memory and hugepages share a list of hints: what one type is short of keeps a NUMA node out for all.
    private static boolean isShortOfOtherMemory(List<Offer> offers, Offer offer, int position) {
        return Qos.isMemoryType(offer.resource()) && offers.stream()
                .anyMatch(other -> Qos.isMemoryType(other.resource()) && !isEnough(other, position));
    }

    private static List<List<Integer>> sets(HintView hints, List<NumaNode> numaNodes) {
        List<List<Integer>> sets = new ArrayList<>();
        for (NumaMask mask : hints.preferred()) {
            List<Integer> ids = new ArrayList<>();
            for (int position : mask.positions()) {
                ids.add(numaNodes.get(position).id());
            }
            sets.add(ids);
        }
        return sets;
    }

    private static String provider(String resource) {
        return resource.equals("cpu") ? "cpu" : Qos.isMemoryType(resource) ? "memory" : "device";
    }
}
