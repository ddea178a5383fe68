package io.alidade.engine.device;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;

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

    /// Of devices between which a kubelet has no order (device-manager 6.2 `take`) those that it takes first; nothing for the
    /// likeliest ([GivenDevices] knows more).
    default SortedSet<String> takenFirst(String resource, SortedSet<String> equals) {
        return Collections.emptySortedSet();
    }

    /// The same for one container.
    default PreferredAllocation forContainer(String container) {
        return this;
    }
}
