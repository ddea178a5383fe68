package io.alidade.agent.runtime;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alidade.engine.ContainerPlacement;
import io.alidade.engine.device.HeldDevices;
import io.alidade.wire.deviceplugin.CDIDevice;
import io.alidade.wire.deviceplugin.ContainerAllocateResponse;
import io.alidade.wire.deviceplugin.DeviceSpec;
import io.alidade.wire.deviceplugin.Mount;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What device plugins answered for a container (device-manager 8). Of two answers that say the same variable, annotation or
/// place in the container, the first counts, by resource.
///
/// @param environment variables
/// @param mounts      by their place in the container
/// @param nodes       device nodes, likewise
/// @param annotations for the container runtime
/// @param cdiNames    devices that the container runtime knows by the name, `vendor.com/class=device`
public record DeviceGrants(Map<String, String> environment, Map<String, Mount> mounts, Map<String, DeviceSpec> nodes,
        Map<String, String> annotations, List<String> cdiNames) {
    /// Of a container without devices.
    public static final DeviceGrants NONE = new DeviceGrants(Map.of(), Map.of(), Map.of(), Map.of(), List.of());

    public DeviceGrants {
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        mounts = Collections.unmodifiableMap(new LinkedHashMap<>(mounts));
        nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        cdiNames = List.copyOf(cdiNames);
    }

    /// Of what a container was given.
    ///
    /// @throws StartFailed if it cannot be read
    static DeviceGrants of(Optional<ContainerPlacement> placement) throws StartFailed {
        List<HeldDevices> held = new ArrayList<>();
        placement.ifPresent(given -> given.devices().forEach((_, devices) -> held.add(devices)));
        Map<String, String> environment = new LinkedHashMap<>();
        Map<String, Mount> mounts = new LinkedHashMap<>();
        Map<String, DeviceSpec> nodes = new LinkedHashMap<>();
        Map<String, String> annotations = new LinkedHashMap<>();
        Set<String> cdiNames = new LinkedHashSet<>();
        for (HeldDevices devices : held) {
            ContainerAllocateResponse response = response(devices.allocationResponse());
            response.getEnvsMap().forEach(environment::putIfAbsent);
            response.getMountsList().forEach(mount -> mounts.putIfAbsent(mount.getContainerPath(), mount));
            response.getDevicesList().forEach(node -> nodes.putIfAbsent(node.getContainerPath(), node));
            response.getAnnotationsMap().forEach(annotations::putIfAbsent);
            response.getCdiDevicesList().stream().map(CDIDevice::getName).forEach(cdiNames::add);
        }
        return new DeviceGrants(environment, mounts, nodes, annotations, List.copyOf(cdiNames));
    }

    private static ContainerAllocateResponse response(String base64) throws StartFailed {
        try {
            return ContainerAllocateResponse.parseFrom(Base64.getDecoder().decode(base64));
        } catch (InvalidProtocolBufferException | IllegalArgumentException failure) {
            throw new StartFailed("CreateContainerConfigError",
                    "what its device plugin answered cannot be read: " + failure.getMessage());
        }
    }
}
