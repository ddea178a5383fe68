package io.alidade.engine.device;

import java.util.List;

/// A device plugin's answer to `GetPreferredAllocation` (device-manager 6.4). It must be a function of its arguments.
@FunctionalInterface
public interface PreferredAllocation {
    /// Plugins without the call.
    PreferredAllocation NONE = (resource, available, mustInclude, size) -> List.of();

    /// The devices that the plugin would like to be taken.
    ///
    /// @param available   ids to choose from, in id order; contains `mustInclude`
    /// @param mustInclude ids that are already taken
    /// @param size        how many ids the container gets in all
    List<String> choose(String resource, List<String> available, List<String> mustInclude, int size);
}
