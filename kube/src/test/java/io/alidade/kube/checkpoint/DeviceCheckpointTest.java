package io.alidade.kube.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.device.DeviceState;
import io.alidade.engine.device.DeviceState.PodDevices;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeviceCheckpointTest {
    private static final String NO_ENTRIES = "{\"Data\":{\"PodDeviceEntries\":null,\"RegisteredDevices\":{\"nvidia.com/gpu\":"
            + "[\"GPU-0650a168-e770-3ea8-8ac3-8a1d419763e0\"]}},\"Checksum\":3952659280}";
    private static final DeviceState NO_ENTRIES_STATE = new DeviceState(List.of(),
            Map.of("nvidia.com/gpu", List.of("GPU-0650a168-e770-3ea8-8ac3-8a1d419763e0")));
    private static final String ONE_ENTRY = "{\"Data\":{\"PodDeviceEntries\":[{\"PodUID\":\"uid-1\",\"ContainerName\":\"main\","
            + "\"ResourceName\":\"nvidia.com/gpu\",\"DeviceIDs\":{\"-1\":[\"devC\"],\"0\":[\"dev1\",\"dev2\"]},"
            + "\"AllocResp\":\"CgYKAUESAWI=\"}],\"RegisteredDevices\":{\"nvidia.com/gpu\":[\"dev1\",\"dev2\",\"devC\"]}},"
            + "\"Checksum\":2117093860}";
    private static final DeviceState ONE_ENTRY_STATE = new DeviceState(List.of(new PodDevices("uid-1", "main",
            "nvidia.com/gpu", Map.of(-1, List.of("devC"), 0, List.of("dev1", "dev2")), "CgYKAUESAWI=")),
            Map.of("nvidia.com/gpu", List.of("dev1", "dev2", "devC")));
    private static final DeviceState EMPTY = new DeviceState(List.of(), Map.of());

    private static DeviceCheckpoint.Outcome parse(String text) {
        return DeviceCheckpoint.parse("f", text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertWarned(String text, String warning) {
        assertThat(parse(text)).isEqualTo(new DeviceCheckpoint.Outcome(EMPTY, Optional.of(warning)));
    }

    @Test
    void toText_examplesOfTheSpecification_areExact() {
        assertThat(DeviceCheckpoint.toText(NO_ENTRIES_STATE)).isEqualTo(NO_ENTRIES);
        assertThat(DeviceCheckpoint.toText(ONE_ENTRY_STATE)).isEqualTo(ONE_ENTRY);
    }

    @Test
    void parse_examplesOfTheSpecification_giveTheState() {
        assertThat(parse(NO_ENTRIES)).isEqualTo(new DeviceCheckpoint.Outcome(NO_ENTRIES_STATE, Optional.empty()));
        assertThat(parse(ONE_ENTRY)).isEqualTo(new DeviceCheckpoint.Outcome(ONE_ENTRY_STATE, Optional.empty()));
    }

    @Test
    void parse_orderOfIds_isKeptAndChecked() {
        DeviceState state = new DeviceState(List.of(), Map.of("r/x", List.of("b", "", "a")));
        assertThat(parse(DeviceCheckpoint.toText(state)).state()).isEqualTo(state);
        assertWarned(ONE_ENTRY.replace("\"dev1\",\"dev2\"]},", "\"dev2\",\"dev1\"]},"), "checkpoint is corrupted");
    }

    @Test
    void parse_unreadable_startsEmptyWithAWarning() {
        assertWarned("", "unexpected end of JSON input");
        assertWarned(NO_ENTRIES.replace("3952659280", "0"), "checkpoint is corrupted");
        assertWarned(ONE_ENTRY.replace("CgYKAUESAWI=", "C*"), "illegal base64 data at input byte 1");
        assertWarned("{\"Data\":{\"PodDeviceEntries\":{}}}", "json: cannot unmarshal object into Go struct field"
                + " checkpointData.Data.PodDeviceEntries of type []checkpoint.PodDevicesEntry");
    }

    @Test
    void toText_responseThatIsNotBase64_isRejected() {
        DeviceState state = new DeviceState(List.of(new PodDevices("u", "c", "r/x", Map.of(), "*")), Map.of());
        assertThatThrownBy(() -> DeviceCheckpoint.toText(state)).isInstanceOf(IllegalArgumentException.class);
    }
}
