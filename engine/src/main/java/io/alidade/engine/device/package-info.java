/// The Device Manager: the devices that plugins report, hints from their NUMA nodes, and which devices a container gets
/// (device-manager).
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | device-manager 2 | tables | [HeldDevices] |
/// | device-manager 4.1 to 4.3, 6.1, 6.3, 7.3 | one resource: lists, splitting, hints | [ResourceDevices] |
/// | device-manager 4.5, 7.1, 7.2 | allocation, release, hints | [DeviceAllocations] |
/// | device-manager 6 | reuse by init containers | [ReusableDevices] |
/// | device-manager 6.2 | which devices | [DeviceChoice] |
/// | device-manager 6.4 | the plugin's preference | [PreferredAllocation] |
/// | device-manager 7.2 | how many | [DeviceDemand] |
/// | device-manager 9 | state that is kept | [DeviceState] |
@NullMarked
package io.alidade.engine.device;

import org.jspecify.annotations.NullMarked;
