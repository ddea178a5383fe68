package io.alidade.engine.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.hint.ResourceHints;
import io.alidade.engine.sample.Topologies;
import io.alidade.engine.topology.NodeTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Device hints against brute force for every occupancy of five devices on four NUMA nodes: each may be given, may be taken
/// over, or neither. Health and use of a device make no difference beyond that.
class DeviceHintExhaustiveTest {
    private static final NodeTopology MACHINE = Topologies.sockets(4, 1, 1);
    private static final List<List<Device>> LAYOUTS = List.of(
            List.of(on("a", 0), on("b", 0), on("c", 1), on("d", 2), on("e", 3)),
            List.of(on("a", 0, 1), on("b", 1), on("c", 2, 3), on("d", 2), Device.anywhere("r", "e")),
            List.of(on("a", 3), on("b", 1), on("c", 1), on("d"), Device.anywhere("r", "e")),
            List.of(on("a", 0, 1, 2, 3), on("b", 0, 9), on("c", 2), on("d", 2), on("e", 2)),
            List.of(on("a"), Device.anywhere("r", "b"), Device.anywhere("r", "c"), Device.anywhere("r", "d"),
                    Device.anywhere("r", "e")));

    private static Device on(String id, Integer... numaNodes) {
        return Device.on("r", id, numaNodes);
    }

    @Test
    void hints_everyOccupancyOfFourNumaNodes_equalsBruteForce() {
        for (List<Device> layout : LAYOUTS) {
            ResourceDevices devices = ResourceDevices.known("r").reported(MACHINE, layout);
            for (int code = 0; code < 243; code++) {
                Set<String> available = new TreeSet<>();
                Set<String> reusable = new TreeSet<>();
                int rest = code;
                for (Device device : layout) {
                    if (rest % 3 > 0) {
                        (rest % 3 == 1 ? available : reusable).add(device.id());
                    }
                    rest /= 3;
                }
                for (int count = 0; count <= 6; count++) {
                    ResourceHints actual = devices.hints(devices.set(available), devices.set(reusable), count, true);
                    assertThat(actual).as("%d of %s free %s reusable %s", count, layout, available, reusable)
                            .isEqualTo(DeviceHints.expected(4, layout, available, reusable, count));
                }
            }
        }
    }

    // 7.3, the example
    @Test
    void hints_theExampleOfTheRule_areItsFourAnswers() {
        List<Device> four = new ArrayList<>(List.of(on("d1", 0), on("d2", 0), on("d3", 1), Device.anywhere("r", "d4")));
        ResourceDevices devices = ResourceDevices.known("r").reported(Topologies.sockets(2, 1, 1), four);
        assertThat(texts(devices, 1, "d1", "d2", "d3", "d4")).isEqualTo("0! 1! 0-1 ");
        assertThat(texts(devices, 2, "d1", "d2", "d3", "d4")).isEqualTo("0! 0-1 ");
        assertThat(texts(devices, 2, "d2", "d3", "d4")).isEqualTo("0-1 ");
        assertThat(texts(devices, 4, "d1", "d2", "d3", "d4")).isEqualTo("impossible");
    }

    private static String texts(ResourceDevices devices, int count, String... free) {
        return switch (devices.hints(devices.set(List.of(free)), devices.set(List.of()), count, true)) {
            case ResourceHints.NoPreference _ -> "no preference";
            case ResourceHints.Impossible _ -> "impossible";
            case io.alidade.engine.hint.HintFamily family -> family.toString();
            case io.alidade.engine.hint.HintList list -> {
                StringBuilder text = new StringBuilder();
                list.toList().forEach(hint -> text.append(hint.affinity().orElseThrow())
                        .append(hint.preferred() ? "! " : " "));
                yield text.toString();
            }
        };
    }
}
