package io.alidade.agent.runtime;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.device.HeldDevices;
import io.alidade.wire.deviceplugin.ContainerAllocateResponse;
import io.alidade.wire.deviceplugin.DeviceSpec;
import io.alidade.wire.deviceplugin.Mount;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What device plugins answered for a container, brought to a process (device-manager 8): its variables. Of two answers that
/// set the same one the first counts, by resource. What a process cannot have is an error: a mount or a device node at
/// another place than on the host, or a name that only a container runtime knows.
final class DeviceAnswers {
    private DeviceAnswers() {}

    static Map<String, String> environment(Optional<ContainerPlacement> placement) throws StartFailed {
        Map<String, String> environment = new LinkedHashMap<>();
        List<HeldDevices> held = new ArrayList<>();
        placement.ifPresent(given -> given.devices().forEach((_, devices) -> held.add(devices)));
        for (HeldDevices devices : held) {
            ContainerAllocateResponse response = response(devices.allocationResponse());
            for (Mount mount : response.getMountsList()) {
                requireSamePlace("mount", mount.getHostPath(), mount.getContainerPath());
            }
            for (DeviceSpec device : response.getDevicesList()) {
                requireSamePlace("device node", device.getHostPath(), device.getContainerPath());
            }
            if (response.getCdiDevicesCount() > 0) {
                throw new StartFailed("its device plugin names the CDI device " + response.getCdiDevices(0).getName()
                        + ", which a process cannot have");
            }
            response.getEnvsMap().forEach(environment::putIfAbsent);
        }
        return environment;
    }

    private static void requireSamePlace(String what, String onHost, String inContainer) throws StartFailed {
        if (!onHost.equals(inContainer)) {
            throw new StartFailed("its device plugin wants the " + what + " " + onHost + " at " + inContainer
                    + ", and a process has what the host has");
        }
    }

    private static ContainerAllocateResponse response(String base64) throws StartFailed {
        try {
            return ContainerAllocateResponse.parseFrom(Base64.getDecoder().decode(base64));
        } catch (InvalidProtocolBufferException | IllegalArgumentException failure) {
            throw new StartFailed("what its device plugin answered cannot be read: " + failure.getMessage());
        }
    }
}
