package io.alidade.agent.shadow;

import io.alidade.agent.kubelet.ListedPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.agent.shadow.SeenPod.Stage;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.util.Map;
import java.util.Optional;

/// Reads pods of a kubelet's answer to `/pods`.
final class KubeletPods {
    /// How a kubelet begins the message of each refusal.
    private static final String REJECTED = "Pod was rejected: ";
    private static final String FIRST_SEEN = "kubernetes.io/config.seen";

    private KubeletPods() {}

    /// One pod of the list.
    ///
    /// @throws io.alidade.kube.document.BadInput if it cannot be used
    static SeenPod read(DocumentNode pod) {
        Fields item = Fields.of(DocumentReader.mapping(pod));
        Optional<Fields> metadata = item.object("metadata");
        String seen = metadata.map(fields -> fields.strings("annotations")).orElse(Map.of())
                .getOrDefault(FIRST_SEEN, metadata.flatMap(fields -> fields.string("creationTimestamp")).orElse(""));
        return new SeenPod(ListedPod.read(item.mapping(), new PodOrigin.Api()), seen,
                item.object("status").map(KubeletPods::stage).orElse(new Stage.Undecided()));
    }

    private static Stage stage(Fields status) {
        String message = status.string("message").orElse("");
        return switch (status.string("phase").orElse("")) {
            case "Failed" -> message.startsWith(REJECTED)
                    ? new Stage.Refused(status.string("reason").orElse(""), message.substring(REJECTED.length()))
                    : new Stage.Ended();
            case "Succeeded" -> new Stage.Ended();
            case "Running" -> new Stage.Active();
            // A kubelet sets the time of the start with the first status that it gives an admitted pod.
            default -> status.string("startTime").filter(time -> !time.isEmpty()).isPresent() ? new Stage.Active()
                    : new Stage.Undecided();
        };
    }
}
