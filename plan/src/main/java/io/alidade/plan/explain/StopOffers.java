package io.alidade.plan.explain;

import io.alidade.engine.Node;
import io.alidade.engine.pod.PodRequest;
import io.alidade.kube.admission.Offer;
import io.alidade.kube.admission.Offers;
import java.util.List;
import java.util.Optional;

/// What was asked and free at the stops of one walk. A pod that the node knows already walks over what it holds; what there
/// is for it is then seen on the node without it, where it walks once more.
final class StopOffers {
    private final Node node;
    private final PodRequest pod;
    private final List<HintRecording.Stop> stops;

    private StopOffers(Node node, PodRequest pod, List<HintRecording.Stop> stops) {
        this.node = node;
        this.pod = pod;
        this.stops = stops;
    }

    static StopOffers of(Node before, PodRequest pod, HintRecording recording) {
        Node node = before.remove(pod.uid());
        if (node == before) {
            return new StopOffers(node, pod, recording.stops());
        }
        HintRecording again = new HintRecording();
        node.admit(pod, again);
        return new StopOffers(node, pod, again.stops());
    }

    /// Empty if the walk does not come to that container.
    ///
    /// @param container absent for the pod as a whole
    List<Offer> at(Optional<String> container) {
        return stops.stream().filter(stop -> stop.container().equals(container)).findFirst()
                .map(stop -> Offers.at(node, pod, container, stop.allocations())).orElse(List.of());
    }

    /// Where the walk ended.
    List<Offer> last() {
        return stops.isEmpty() ? List.of() : at(stops.getLast().container());
    }
}
