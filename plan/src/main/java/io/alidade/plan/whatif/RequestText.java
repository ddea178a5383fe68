package io.alidade.plan.whatif;

import io.alidade.kube.admission.QosCause;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.List;

/// Other amounts in sentences.
final class RequestText {
    private RequestText() {}

    /// `containers[c]: cpu 28 instead of 32`.
    static String of(PodManifest pod, Change.Request change) {
        int direction = change.wanted().compareTo(change.current());
        return path(pod, change) + change.resourceName() + " " + change.wanted().toText()
                + (direction == 0 ? ", as it is: more does not fit"
                        : (direction > 0 ? ", up from " : " instead of ") + change.from());
    }

    /// The same of several amounts, the container named once.
    static String together(PodManifest pod, List<Change.Request> changes) {
        List<String> parts = new ArrayList<>();
        String last = "";
        for (Change.Request change : changes) {
            String path = path(pod, change);
            parts.add((path.equals(last) ? "" : path) + change.resourceName() + " " + change.wanted().toText()
                    + " instead of " + change.from());
            last = path;
        }
        return String.join(" and ", parts) + ", together";
    }

    private static String path(PodManifest pod, Change.Request change) {
        return pod.request().containers().stream()
                .filter(own -> change.container().filter(own.name()::equals).isPresent())
                .findFirst().map(QosCause::path).orElse("spec.resources") + ": ";
    }
}
