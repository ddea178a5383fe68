package io.alidade.agent.deviceplugin;

import java.time.Duration;

/// Counts what is spoken with device plugins. Called on any thread.
public interface PluginMeter {
    /// Nobody counts.
    PluginMeter NONE = new PluginMeter() {};

    /// Somebody wants to register as the plugin of a resource, with whatever success.
    default void registration(String resource) {}

    /// A plugin was asked to allocate devices of a resource, with whatever success.
    default void allocation(String resource, Duration took) {}

    /// The plugin of a resource has told its devices, or it is not there: it has gone, or has not come back after a restart.
    default void connected(String resource, boolean isThere) {}
}
