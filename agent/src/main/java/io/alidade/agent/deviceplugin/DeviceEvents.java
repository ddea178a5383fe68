package io.alidade.agent.deviceplugin;

import io.alidade.engine.device.Device;
import java.util.List;

/// What becomes of the devices of a node. Called on the decision thread.
public interface DeviceEvents {
    /// A plugin has told its whole list.
    ///
    /// @param capacity devices that are healthy and devices that are not; an id that is told twice may be both
    void reported(String resource, List<Device> devices, long capacity);

    /// A plugin has gone.
    ///
    /// @param capacity as it was last
    void gone(String resource, long capacity);

    /// A plugin has been gone for more than five minutes.
    void forgotten(String resource);
}
