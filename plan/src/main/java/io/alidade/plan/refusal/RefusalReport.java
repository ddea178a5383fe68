package io.alidade.plan.refusal;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.pod.EffectiveRequests;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.refusal.PodOwner;
import io.alidade.kube.refusal.Refusal;
import io.alidade.plan.explain.Explainer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Refusals, one by one and in groups.
///
/// @param refusals    by time
/// @param reasons     how often each
/// @param controllers the most refused first
/// @param nodes       likewise
/// @param shapes      likewise, of pods whose manifests are known: what they ask for
/// @param storms      controllers that were refused again and again without a pause, the largest first
public record RefusalReport(List<Told> refusals, Map<String, Long> reasons, List<Group> controllers,
        List<Group> nodes, List<Group> shapes, List<Group> storms, List<String> notes) {
    /// So many refusals of one controller are a storm.
    public static final int STORM = 5;
    /// If there is no pause between them that is longer than this: a Job waits six minutes at most.
    public static final Duration PAUSE = Duration.ofMinutes(10);
    private static final String UNKNOWN = "unknown";

    public RefusalReport {
        refusals = List.copyOf(refusals);
        reasons = new TreeMap<>(reasons);
        controllers = List.copyOf(controllers);
        nodes = List.copyOf(nodes);
        shapes = List.copyOf(shapes);
        storms = List.copyOf(storms);
        notes = List.copyOf(notes);
    }

    /// Whether it is known of any refusal where it was.
    public boolean areNodesKnown() {
        return nodes.stream().anyMatch(node -> !node.name().equals(UNKNOWN));
    }

    /// A refusal.
    ///
    /// @param why sentences on its cause; none if nothing more is known
    public record Told(Refusal refusal, List<String> why) {
        public Told {
            why = List.copyOf(why);
        }
    }

    /// Refusals that have something in common.
    ///
    /// @param pods how many different ones
    public record Group(String name, long refusals, int pods, Instant first, Instant last, Map<String, Long> reasons) {
        public Group {
            reasons = new TreeMap<>(reasons);
        }
    }

    /// Looks through refusals.
    ///
    /// @param empty     the node without pods, if machine and configuration are known
    /// @param manifests of pods and workloads, if they are known
    public static RefusalReport of(List<Refusal> all, Optional<KubeletNode> empty, List<PodManifest> manifests,
            List<String> notes) {
        Manifests known = new Manifests(manifests, empty);
        List<Row> rows = all.stream().sorted(Comparator.comparing(Refusal::at)).map(Row::of).toList();
        return new RefusalReport(rows.stream().map(row -> new Told(row.refusal, known.why(row.refusal))).toList(),
                reasons(rows), groups(rows, row -> Optional.of(row.controller)),
                groups(rows, row -> Optional.of(row.refusal.node().orElse(UNKNOWN))),
                groups(rows, row -> known.of(row.refusal).map(EffectiveRequests::text)),
                storms(rows), notes);
    }

    /// A refusal with its names, which are made once.
    ///
    /// @param controller `NAMESPACE/NAME`, behind the kind if that is known
    private record Row(Refusal refusal, String pod, String controller) {
        static Row of(Refusal refusal) {
            PodOwner owner = refusal.owner();
            return new Row(refusal, refusal.pod(), (owner.kind().isEmpty() ? "" : owner.kind() + " ")
                    + refusal.namespace() + "/" + owner.name());
        }
    }

    private static List<Group> groups(List<Row> all, Function<Row, Optional<String>> name) {
        Map<String, List<Row>> byName = new LinkedHashMap<>();
        all.forEach(row -> name.apply(row)
                .ifPresent(own -> byName.computeIfAbsent(own, _ -> new ArrayList<>()).add(row)));
        return largestFirst(byName.entrySet().stream().map(entry -> group(entry.getKey(), entry.getValue())).toList());
    }

    private static List<Group> largestFirst(List<Group> groups) {
        return groups.stream().sorted(Comparator.comparingLong(Group::refusals).reversed()
                .thenComparing(Group::name).thenComparing(Group::first)).toList();
    }

    private static Group group(String name, List<Row> rows) {
        return new Group(name, rows.stream().mapToLong(row -> row.refusal.times()).sum(),
                (int) rows.stream().map(Row::pod).distinct().count(), rows.getFirst().refusal.at(),
                rows.getLast().refusal.at(), reasons(rows));
    }

    private static Map<String, Long> reasons(List<Row> rows) {
        Map<String, Long> reasons = new HashMap<>();
        rows.forEach(row -> reasons.merge(row.refusal.reason(), row.refusal.times(), Long::sum));
        return reasons;
    }

    private static List<Group> storms(List<Row> sorted) {
        Map<String, List<Row>> running = new LinkedHashMap<>();
        List<Group> storms = new ArrayList<>();
        for (Row row : sorted) {
            List<Row> storm = running.computeIfAbsent(row.controller, _ -> new ArrayList<>());
            if (!storm.isEmpty()
                    && storm.getLast().refusal.at().plus(PAUSE).isBefore(row.refusal.at())) {
                storms.add(group(row.controller, storm));
                storm.clear();
            }
            storm.add(row);
        }
        running.forEach((name, storm) -> storms.add(group(name, storm)));
        return largestFirst(storms.stream().filter(storm -> storm.refusals() >= STORM).toList());
    }

    /// Manifests by the controller that they make, and why pods of each are refused on the empty node.
    private static final class Manifests {
        private final Map<String, PodManifest> byOwner = new HashMap<>();
        private final Map<PodManifest, List<String>> answers = new HashMap<>();
        private final Optional<KubeletNode> empty;

        Manifests(List<PodManifest> manifests, Optional<KubeletNode> empty) {
            this.empty = empty;
            manifests.forEach(pod -> {
                byOwner.putIfAbsent(pod.label(), pod);
                byOwner.putIfAbsent(pod.request().namespace() + "/"
                        + PodOwner.ofPod(pod.request().name(), Optional.empty()).name(), pod);
            });
        }

        Optional<PodManifest> of(Refusal refusal) {
            if (byOwner.isEmpty()) {
                return Optional.empty();
            }
            return Optional.ofNullable(byOwner.get(refusal.pod()))
                    .or(() -> Optional.ofNullable(byOwner.get(refusal.namespace() + "/" + refusal.owner().name())));
        }

        List<String> why(Refusal refusal) {
            List<String> offered = OfferedResources.sentences(refusal);
            Optional<PodManifest> manifest = of(refusal);
            if (offered.isEmpty() && manifest.isEmpty()) {
                return refusal.causes();
            }
            List<String> why = new ArrayList<>(refusal.causes());
            why.addAll(offered);
            manifest.ifPresent(pod -> why.addAll(answers.computeIfAbsent(pod, this::onEmptyNode)));
            return why;
        }

        private List<String> onEmptyNode(PodManifest pod) {
            if (empty.isEmpty()) {
                return List.of();
            }
            List<String> reasons = Explainer.reasons(empty.get(), pod);
            return reasons.isEmpty() ? List.of("an empty node takes it: what ran there is in its way")
                    : reasons.stream().map(reason -> "an empty node refuses it, too: " + reason).toList();
        }
    }
}
