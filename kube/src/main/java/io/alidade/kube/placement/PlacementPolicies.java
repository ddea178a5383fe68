package io.alidade.kube.placement;

import io.alidade.engine.settings.PlacementRule;
import io.alidade.engine.settings.PodPlacement;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Value;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// By which rules the pods of a node are placed beyond its kubelet's configuration: what they say themselves, then what the
/// agent's settings say of this node, of its group, and of all.
///
/// @param followsPods whether annotations of pods count
/// @param levels      the strongest first
public record PlacementPolicies(boolean followsPods, List<Level> levels) {
    private static final String SOURCE = "source";

    /// Those of a kubelet: none.
    public static final PlacementPolicies NONE = new PlacementPolicies(false, List.of());
    /// Pods are followed, and nothing is said of the node.
    public static final PlacementPolicies OF_PODS = new PlacementPolicies(true, List.of());

    public PlacementPolicies {
        levels = List.copyOf(levels);
    }

    /// Those that follow pods, as they were written down ([#toDocument]).
    ///
    /// @param levels the strongest first
    /// @throws io.alidade.kube.document.BadInput if a value is none that may be written
    public static PlacementPolicies read(List<Fields> levels) {
        return new PlacementPolicies(true, levels.stream().map(
                level -> new Level(level.string(SOURCE).orElse(""), PlacementLevels.rule(level))).toList());
    }

    /// What is said of the node, as a list; that pods are followed is not in it.
    public Value.Sequence toDocument() {
        return new Value.Sequence(levels.stream().<Value>map(level -> {
            Value.Builder said = Value.mapping().with(SOURCE, level.source());
            for (PlacementKey key : PlacementKey.values()) {
                said.with(key.field(), key.value(level.rule()).map(
                        text -> key == PlacementKey.SHARED ? Value.of(Boolean.parseBoolean(text)) : Value.of(text)));
            }
            return said.build();
        }).toList());
    }

    /// What is said of all pods of a node.
    ///
    /// @param source where that is said, for people: `policies.group.gpu`
    public record Level(String source, PlacementRule rule) {}

    /// What becomes of a pod by these rules.
    public sealed interface Ruling {
        /// It is decided on so.
        ///
        /// @param pod     with its rules
        /// @param sources each rule and where it comes from, for people; empty if the node's settings hold
        /// @param remarks annotations that look like some of these and say nothing, a sentence each
        record Ruled(PodManifest pod, List<String> sources, List<String> remarks) implements Ruling {
            public Ruled {
                sources = List.copyOf(sources);
                remarks = List.copyOf(remarks);
            }
        }

        /// It says something that cannot be followed, so it is refused.
        ///
        /// @param problem what is wrong, where, and what to write
        record Unusable(String problem) implements Ruling {}
    }

    /// The rules of one pod.
    public Ruling of(PodManifest pod) {
        if (pod.annotations().isEmpty() && levels.stream().allMatch(level -> level.rule().isEmpty())) {
            return new Ruling.Ruled(pod, List.of(), List.of());
        }
        if (!followsPods) {
            return new Ruling.Ruled(pod, List.of(), pod.annotations().keySet().stream().sorted()
                    .map(key -> PlacementAnnotations.path(key) + ": an agent of Alidade follows it, a kubelet does not")
                    .toList());
        }
        PlacementAnnotations said = PlacementAnnotations.of(pod);
        if (said.problem().isPresent()) {
            return new Ruling.Unusable(said.problem().get());
        }
        List<String> sources = new ArrayList<>();
        PlacementRule whole = PlacementRule.NONE;
        for (PlacementKey key : PlacementKey.values()) {
            whole = whole.or(strongest(key, said.pod(), sources));
        }
        for (Map.Entry<String, PlacementRule> container : said.containers().entrySet()) {
            for (PlacementKey key : PlacementKey.values()) {
                PlacementRule rule = key.of(container.getValue());
                if (!rule.isEmpty()) {
                    sources.add(container.getKey() + ": " + source(rule,
                            "annotation " + PlacementAnnotations.ofContainer(key, container.getKey())));
                }
            }
        }
        return new Ruling.Ruled(pod.with(pod.request().with(new PodPlacement(whole, said.containers()))), sources,
                said.unknown().stream().map(key -> PlacementAnnotations.path(key)
                        + " says nothing to this agent: docs/agent-placement.md has the annotations that it follows")
                        .toList());
    }

    private PlacementRule strongest(PlacementKey key, PlacementRule ofPod, List<String> sources) {
        PlacementRule own = key.of(ofPod);
        if (!own.isEmpty()) {
            sources.add(source(own, "annotation " + PlacementAnnotations.ofPod(key)));
            return own;
        }
        for (Level level : levels) {
            PlacementRule rule = key.of(level.rule());
            if (!rule.isEmpty()) {
                sources.add(source(rule, level.source()));
                return rule;
            }
        }
        return PlacementRule.NONE;
    }

    private static String source(PlacementRule rule, String from) {
        return rule + " (" + from + ")";
    }
}
