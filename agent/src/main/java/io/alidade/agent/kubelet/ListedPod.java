package io.alidade.agent.kubelet;

import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads a pod of a kubelet's list. The items of a list do not say themselves what they are; and the pod is as it was when the
/// kubelet decided on it, so that of its status only the class counts.
public final class ListedPod {
    private static final String STATUS = "status";
    private static final String CLASS = "qosClass";
    private static final Set<String> SAID_HERE = Set.of("apiVersion", "kind", STATUS);

    private ListedPod() {}

    /// Reads one.
    ///
    /// @throws BadInput if it is no pod, or cannot be named safely
    public static AgentPod read(DocumentNode.Mapping item, PodOrigin origin) {
        List<Entry> entries = new ArrayList<>();
        entries.add(text("apiVersion", "v1", item.position()));
        entries.add(text("kind", "Pod", item.position()));
        item.entries().stream().filter(entry -> !SAID_HERE.contains(entry.key())).forEach(entries::add);
        if (item.find(STATUS).orElse(null) instanceof DocumentNode.Mapping status) {
            status.entries().stream().filter(entry -> entry.key().equals(CLASS)).findFirst()
                    .ifPresent(entry -> entries.add(new Entry(STATUS, status.position(),
                            new DocumentNode.Mapping(status.position(), List.of(entry)))));
        }
        return AgentPod.read(new DocumentNode.Mapping(item.position(), entries), origin);
    }

    private static Entry text(String key, String text, Position position) {
        return new Entry(key, position, new Scalar(position, ScalarKind.STRING, text));
    }
}
