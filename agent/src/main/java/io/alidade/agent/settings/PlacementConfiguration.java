package io.alidade.agent.settings;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.placement.PlacementLevels;
import java.util.Optional;

/// What is said of where pods go: what is absent is not set.
///
/// @param levels   `policies`
/// @param group    to which this node belongs
/// @param nodeName what it is called
public record PlacementConfiguration(Optional<PlacementLevels> levels, Optional<String> group,
        Optional<String> nodeName) {
    /// Nothing is set.
    public static final PlacementConfiguration NONE = new PlacementConfiguration(Optional.empty(), Optional.empty(),
            Optional.empty());

    /// These settings, and those of `other` where there is none.
    PlacementConfiguration or(PlacementConfiguration other) {
        return new PlacementConfiguration(levels.or(other::levels), group.or(other::group),
                nodeName.or(other::nodeName));
    }

    /// The settings of an agent.
    ///
    /// @throws BadInput if a group is named of which nothing is said: most likely it is called otherwise
    PlacementSettings settings() {
        PlacementLevels said = levels.orElse(PlacementLevels.NONE);
        group.filter(name -> !said.groups().containsKey(name)).ifPresent(name -> {
            throw new BadInput("this node belongs to the group '" + name + "', of which policies says nothing"
                    + (said.groups().isEmpty() ? "." : "; it has " + String.join(", ", said.groups().keySet()) + "."),
                    "Write policies.group." + name + " into the agent's configuration ({} where nothing is to hold for"
                            + " it), or name another group.");
        });
        return new PlacementSettings(said, group, nodeName);
    }
}
