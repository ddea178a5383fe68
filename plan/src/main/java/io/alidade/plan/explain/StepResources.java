package io.alidade.plan.explain;

import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.pod.Qos;
import io.alidade.kube.admission.Offer;
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

    static List<Resource> of(List<Offer> offers, Optional<Question> question) {
        List<Resource> resources = new ArrayList<>();
        for (Offer offer : offers) {
            Optional<HintView> view = question.flatMap(asked -> asked.view(offer.resource()));
            List<NumaNode> numaNodes = new ArrayList<>();
            for (int position = 0; position < offer.numaNodes().size(); position++) {
                Offer.NumaNodeOffer own = offer.numaNodes().get(position);
                long single = 1L << position;
                numaNodes.add(new NumaNode(own.id(), own.free(), view.map(hints -> hints.contains(single))
                        .orElse(Long.compareUnsigned(own.free(), offer.asked()) >= 0)));
            }
            resources.add(new Resource(provider(offer.resource()), offer.resource(),
                    question.map(asked -> view.map(HintView::kind).orElse("no-preference")),
                    OptionalLong.of(offer.asked()),
                    view.filter(HintView::hasHints).map(HintView::minimal).orElse(OptionalLong.empty()),
                    view.filter(HintView::hasHints).map(hints -> sets(hints, numaNodes)).orElse(List.of()),
                    numaNodes));
        }
        return resources;
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
