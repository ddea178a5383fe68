package io.alidade.engine.device;

import io.alidade.engine.hint.HintList;
import io.alidade.engine.hint.ResourceHints;
import io.alidade.testkit.DeviceHintOracle;
import io.alidade.testkit.DeviceHintOracle.DeviceRow;
import io.alidade.testkit.MaskHint;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What brute force says of the hints for one resource, in the engine's form.
final class DeviceHints {
    private DeviceHints() {}

    /// The hints for `count` devices; no hint means that the request is impossible.
    static ResourceHints expected(int numaNodes, List<Device> devices, Set<String> available, Set<String> reusable,
            int count) {
        List<DeviceRow> rows = devices.stream().map(DeviceHints::row).toList();
        List<MaskHint> hints = DeviceHintOracle.hints(numaNodes, rows, available, reusable, count);
        HintList.Builder builder = new HintList.Builder();
        hints.forEach(hint -> builder.add(hint.mask().orElseThrow(), hint.preferred()));
        return builder.buildOr(ResourceHints.IMPOSSIBLE);
    }

    private static DeviceRow row(Device device) {
        Optional<Set<Integer>> numaNodes = device.numaNodes().map(HashSet::new);
        return new DeviceRow(device.id(), numaNodes);
    }
}
