package io.alidade.agent.page;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.pod.PodManifest;
import io.alidade.plan.capacity.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The room that a node has. It is asked by admitting pods, hundreds of them perhaps, so a node that has not changed is not asked
/// again. For any thread.
final class RoomMemory {
    private volatile Optional<Asked> last = Optional.empty();

    private record Asked(KubeletNode node, List<PodManifest> refused, Room room) {}

    /// @param refused what was refused lately: it is some of what usually comes
    Room of(KubeletNode node, List<PodManifest> refused) {
        Optional<Asked> known = last
                .filter(asked -> node.decidesAs(asked.node()) && asked.refused().equals(refused));
        if (known.isPresent()) {
            return known.get().room();
        }
        List<PodManifest> pods = new ArrayList<>(node.manifests());
        pods.addAll(refused);
        Room room = Room.of(node, Room.usual(node, pods));
        last = Optional.of(new Asked(node, refused, room));
        return room;
    }
}
