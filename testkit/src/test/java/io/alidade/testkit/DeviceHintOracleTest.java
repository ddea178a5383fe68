package io.alidade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.testkit.DeviceHintOracle.DeviceRow;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The examples of device-manager 7.3.
class DeviceHintOracleTest {
    private static final DeviceRow D1 = on("d1", 0);
    private static final DeviceRow D2 = on("d2", 0);
    private static final DeviceRow D3 = on("d3", 1);
    private static final DeviceRow D4 = new DeviceRow("d4", Optional.empty());
    private static final List<DeviceRow> DEVICES = List.of(D1, D2, D3, D4);
    private static final Set<String> ALL = Set.of("d1", "d2", "d3", "d4");

    @Test
    void hints_exampleOfTheSpecification_countOnlyDevicesWithTopology() {
        assertThat(DeviceHintOracle.hints(2, DEVICES, ALL, Set.of(), 1)).containsExactly(yes(0b01), yes(0b10),
                no(0b11));
        assertThat(DeviceHintOracle.hints(2, DEVICES, ALL, Set.of(), 2)).containsExactly(yes(0b01), no(0b11));
        assertThat(DeviceHintOracle.hints(2, DEVICES, ALL, Set.of(), 4)).isEmpty();
    }

    @Test
    void hints_deviceInUse_leavesOnlyWiderMasksNotPreferred() {
        assertThat(DeviceHintOracle.hints(2, DEVICES, Set.of("d2", "d3", "d4"), Set.of(), 2)).containsExactly(no(0b11));
    }

    @Test
    void hints_nodesWithoutDevices_areInNoMask() {
        List<DeviceRow> threeOfFour = List.of(D1, D3, on("d5", 2));
        assertThat(DeviceHintOracle.hints(4, threeOfFour, Set.of("d1", "d3", "d5"), Set.of(), 1))
                .containsExactly(yes(0b001), yes(0b010), yes(0b100), no(0b011), no(0b101), no(0b110), no(0b111));
        assertThat(DeviceHintOracle.hints(2, List.of(D3), Set.of("d3"), Set.of(), 1)).containsExactly(yes(0b10));
    }

    @Test
    void hints_reusableDevice_isTouchedByEveryMask() {
        assertThat(DeviceHintOracle.hints(2, DEVICES, Set.of("d3"), Set.of("d1"), 1)).containsExactly(yes(0b01),
                no(0b11));
        assertThat(DeviceHintOracle.hints(2, DEVICES, Set.of("d3"), Set.of("d1", "d4"), 2)).containsExactly(no(0b11));
        DeviceRow nowhere = new DeviceRow("d6", Optional.of(Set.of()));
        assertThat(DeviceHintOracle.hints(2, List.of(D1, nowhere), Set.of("d1"), Set.of("d6"), 1)).isEmpty();
    }

    @Test
    void hints_deviceOfTwoNodes_countsInBoth() {
        DeviceRow both = new DeviceRow("d7", Optional.of(Set.of(0, 1)));
        assertThat(DeviceHintOracle.hints(2, List.of(D1, both), Set.of("d1", "d7"), Set.of(), 2))
                .containsExactly(yes(0b01), no(0b11));
    }

    @Test
    void hints_requestOfNone_areAllMasks() {
        assertThat(DeviceHintOracle.hints(2, DEVICES, Set.of(), Set.of(), 0))
                .containsExactly(yes(0b01), yes(0b10), no(0b11));
    }

    private static DeviceRow on(String id, int numaNode) {
        return new DeviceRow(id, Optional.of(Set.of(numaNode)));
    }

    private static MaskHint yes(long mask) {
        return MaskHint.of(mask, true);
    }

    private static MaskHint no(long mask) {
        return MaskHint.of(mask, false);
    }
}
