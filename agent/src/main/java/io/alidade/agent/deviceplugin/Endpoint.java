package io.alidade.agent.deviceplugin;

import io.alidade.wire.deviceplugin.DevicePluginOptions;
import java.time.Instant;
import java.util.Optional;

/// What is known of the plugin of a resource: the one that registered last (device-manager 2).
///
/// @param connection absent for one that only the checkpoint knows
/// @param stopped    since when it is gone
/// @param last       what was told last
record Endpoint(Optional<PluginConnection> connection, DevicePluginOptions options, Optional<Instant> stopped,
        DeviceList last) {
    /// A plugin that a checkpoint knows (device-manager 9).
    static Endpoint known(Instant now) {
        return new Endpoint(Optional.empty(), DevicePluginOptions.getDefaultInstance(), Optional.of(now),
                DeviceList.NONE);
    }

    Endpoint told(DeviceList list) {
        return new Endpoint(connection, options, stopped, list);
    }

    Endpoint stopped(Instant now) {
        return new Endpoint(connection, options, Optional.of(now), last);
    }
}
