package io.alidade.kube.placement;

import io.alidade.engine.settings.PlacementRule;
import io.alidade.kube.document.Fields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The field `policies` of an agent's settings: rules for all nodes, for groups of nodes and for single nodes. One document may
/// hold for all nodes of a cluster.
///
/// @param all    `default`
/// @param groups `group`, by name
/// @param nodes  `node`, by name
public record PlacementLevels(PlacementRule all, Map<String, PlacementRule> groups, Map<String, PlacementRule> nodes) {
    /// Nothing is said.
    public static final PlacementLevels NONE = new PlacementLevels(PlacementRule.NONE, Map.of(), Map.of());

    private static final String DEFAULT = "default";
    private static final String GROUP = "group";
    private static final String NODE = "node";

    public PlacementLevels {
        groups = Collections.unmodifiableMap(new TreeMap<>(groups));
        nodes = Collections.unmodifiableMap(new TreeMap<>(nodes));
    }

    /// Reads `policies`.
    ///
    /// @throws io.alidade.kube.document.BadInput if a value is none that may be written
    public static PlacementLevels read(Fields policies) {
        return new PlacementLevels(policies.object(DEFAULT).map(PlacementLevels::rule).orElse(PlacementRule.NONE),
                rules(policies, GROUP), rules(policies, NODE));
    }

    private static Map<String, PlacementRule> rules(Fields policies, String level) {
        Map<String, PlacementRule> rules = new TreeMap<>();
        policies.objectMap(level).forEach((name, fields) -> rules.put(name, rule(fields)));
        return rules;
    }

    static PlacementRule rule(Fields fields) {
        PlacementRule rule = PlacementRule.NONE;
        for (PlacementKey key : PlacementKey.values()) {
            Optional<String> said = key == PlacementKey.SHARED ? fields.bool(key.field()).map(String::valueOf)
                    : fields.string(key.field());
            if (said.isPresent() && key.choices().contains(said.get())) {
                rule = rule.or(key.rule(said.get()));
            } else if (said.isPresent()) {
                fields.report(key.field(), "is " + fields.describe(key.field()) + ", which is not one.",
                        "Write one of " + String.join(", ", key.choices()) + ".");
            }
        }
        return rule;
    }

    /// What holds on one node.
    ///
    /// @param group to which it belongs; a group of which nothing is said changes nothing
    /// @param node  its name
    public PlacementPolicies on(Optional<String> group, Optional<String> node) {
        List<PlacementPolicies.Level> levels = new ArrayList<>();
        node.ifPresent(name -> add(levels, NODE, name, nodes));
        group.ifPresent(name -> add(levels, GROUP, name, groups));
        levels.add(new PlacementPolicies.Level("policies." + DEFAULT, all));
        return new PlacementPolicies(true, levels);
    }

    private static void add(List<PlacementPolicies.Level> levels, String level, String name,
            Map<String, PlacementRule> rules) {
        levels.add(new PlacementPolicies.Level("policies." + level + "." + name,
                rules.getOrDefault(name, PlacementRule.NONE)));
    }
}
