package io.alidade.agent.shadow;

import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.agent.shadow.SeenPod.Stage;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a kubelet's answer to `/pods`.
final class KubeletPods {
    /// How a kubelet begins the message of each refusal.
    private static final String REJECTED = "Pod was rejected: ";
    private static final String FIRST_SEEN = "kubernetes.io/config.seen";

    private KubeletPods() {}

    /// One pod of the list.
    ///
    /// @throws BadInput if it cannot be used
    static SeenPod read(DocumentNode pod) {
        Fields item = Fields.of(DocumentReader.mapping(pod));
        Optional<Fields> metadata = item.object("metadata");
        String seen = metadata.map(fields -> fields.strings("annotations")).orElse(Map.of())
                .getOrDefault(FIRST_SEEN, metadata.flatMap(fields -> fields.string("creationTimestamp")).orElse(""));
        return new SeenPod(pod(item), seen,
                item.object("status").map(KubeletPods::stage).orElse(new Stage.Undecided()));
    }

    /// The pod as it was when the kubelet decided on it: of its status only the class counts there.
    private static AgentPod pod(Fields item) {
        Map<String, Value> fields = new LinkedHashMap<>(((Value.Mapping) Value.of(item.mapping())).fields());
        fields.put("apiVersion", Value.of("v1"));
        fields.put("kind", Value.of("Pod"));
        Optional<Value> qosClass = fields.remove("status") instanceof Value.Mapping status
                ? Optional.ofNullable(status.fields().get("qosClass")) : Optional.empty();
        qosClass.ifPresent(value -> fields.put("status", new Value.Mapping(Map.of("qosClass", value))));
        byte[] json = DocumentWriter.toCompactJson(new Value.Mapping(fields)).getBytes(StandardCharsets.UTF_8);
        return AgentPod.read(DocumentReader.readOne("the kubelet's pod list", json), new PodOrigin.Api());
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
