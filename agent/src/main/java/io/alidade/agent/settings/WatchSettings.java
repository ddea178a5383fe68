package io.alidade.agent.settings;

import io.alidade.plan.capacity.WatchList;
import java.util.List;

/// What monitors are told beyond what they are always told.
///
/// @param shapes of which it is told what fits
/// @param pods   whether there are figures of single pods, too
public record WatchSettings(WatchList shapes, boolean pods) {
    /// Nothing more.
    public static final WatchSettings NONE = new WatchSettings(WatchList.of(List.of()), false);
}
