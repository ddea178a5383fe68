package io.alidade.agent.deviceplugin;

import java.time.Duration;

/// How long plugins are waited for. The kubelet limits the first and the last two (device-manager 1), and waits for the others
/// for ever.
///
/// @param dial      until a plugin is connected
/// @param options   for `GetDevicePluginOptions`
/// @param preferred for `GetPreferredAllocation`
/// @param allocate  for `Allocate`
/// @param preStart  for `PreStartContainer`
/// @param grace     until the resource of a plugin that has gone is forgotten
public record PluginTimes(Duration dial, Duration options, Duration preferred, Duration allocate, Duration preStart,
        Duration grace) {
    public static final PluginTimes DEFAULT = new PluginTimes(Duration.ofSeconds(10), Duration.ofSeconds(10),
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMinutes(5));
}
