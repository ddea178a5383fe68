package io.alidade.kube.refusal;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads events as `kubectl get events -A -o json` prints them, those of `v1` and of `events.k8s.io/v1`. Pods may be in the same
/// list (`kubectl get events,pods -A -o json`): then their owners are known.
public final class EventList {
    /// Reasons with which kubelets refuse pods, beside those that begin with `OutOf`.
    private static final Set<String> REASONS = Set.of("TopologyAffinityError", "UnexpectedAdmissionError",
            "SMTAlignmentError", "NodeAffinity", "NodeName", "NodePorts", "TaintToleration",
            "UnexpectedPredicateFailureType", "InvalidNodeInfo", "PodOSNotSupported",
            "PodOSSelectorNodeLabelDoesNotMatch", "PodLevelResourcesNotSupported", "AppArmor", "PodFeatureUnsupported",
            "SupplementalGroupsPolicyNotSupported", "UnknownReason");
    private static final long MOST_TIMES = 1_000_000_000;

    private final Map<String, PodOwner> owners = new HashMap<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private long unreadable;

    private EventList() {}

    /// Reads a list.
    ///
    /// @throws BadInput if it is none
    public static Refusals read(String source, byte[] bytes) {
        Fields list = Fields.of(DocumentReader.mapping(DocumentReader.readOne(source, bytes)));
        if (!list.has("items")) {
            throw new BadInput(list.position(), "it is no list of events.",
                    "Make it with kubectl get events -A -o json.");
        }
        EventList events = new EventList();
        List<Fields> items = list.objects("items");
        items.stream().filter(item -> kind(item).equals("Pod")).forEach(events::pod);
        items.stream().filter(item -> kind(item).equals("Event")).forEach(events::event);
        List<String> notes = new ArrayList<>();
        if (events.unreadable > 0) {
            notes.add(source + ": " + events.unreadable + " events without a time or a pod are left out");
        }
        List<Refusal> refusals = events.refusals;
        int beyond = refusals.size() - Refusals.MOST;
        if (beyond > 0) {
            // Events come in no order.
            refusals.sort(Comparator.comparing(Refusal::at));
            refusals = refusals.subList(beyond, refusals.size());
            notes.add(source + ": " + beyond + " refusals are left out, earlier than the last " + Refusals.MOST);
        }
        return new Refusals(refusals, notes);
    }

    private static String kind(Fields item) {
        return item.string("kind").orElse("");
    }

    private void pod(Fields pod) {
        pod.object("metadata").ifPresent(metadata -> metadata.objects("ownerReferences").stream().findFirst()
                .ifPresent(owner -> owners.put(metadata.string("namespace").orElse("") + "/"
                        + metadata.string("name").orElse(""),
                        PodOwner.of(owner.string("kind").orElse(""), owner.string("name").orElse("")))));
    }

    private void event(Fields event) {
        String reason = event.string("reason").orElse("");
        if (!REASONS.contains(reason) && !reason.startsWith("OutOf")) {
            return;
        }
        Optional<Fields> about = event.object("involvedObject").or(() -> event.object("regarding"));
        Optional<String> name = about.filter(own -> kind(own).equals("Pod")).flatMap(own -> own.string("name"));
        Optional<Instant> at = time(event);
        if (name.isEmpty() || at.isEmpty()) {
            unreadable++;
        } else {
            String namespace = about.flatMap(own -> own.string("namespace")).orElse("");
            Optional<String> node = event.object("source").flatMap(own -> own.string("host"))
                    .or(() -> event.object("deprecatedSource").flatMap(own -> own.string("host")))
                    .or(() -> event.string("reportingInstance")).filter(host -> !host.isEmpty());
            PodOwner owner = Optional.ofNullable(owners.get(namespace + "/" + name.get()))
                    .orElseGet(() -> PodOwner.ofPod(name.get(), node));
            refusals.add(new Refusal(at.get(), node, namespace, name.get(), reason,
                    event.string("message").or(() -> event.string("note")).orElse(""), owner, times(event),
                    List.of()));
        }
    }

    private static long times(Fields event) {
        Fields counted = event.object("series").orElse(event);
        String key = counted.has("count") ? "count" : "deprecatedCount";
        return counted.has(key) ? counted.integer(key, 0, MOST_TIMES).orElse(1) : 1;
    }

    /// When it was last.
    private static Optional<Instant> time(Fields event) {
        Optional<String> last = event.object("series").flatMap(series -> series.string("lastObservedTime"));
        for (String key : List.of("lastTimestamp", "deprecatedLastTimestamp", "eventTime", "firstTimestamp")) {
            last = last.or(() -> event.string(key)).filter(own -> !own.isEmpty());
        }
        try {
            return last.map(Instant::parse);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
