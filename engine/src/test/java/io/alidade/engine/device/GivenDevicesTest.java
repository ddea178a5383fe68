package io.alidade.engine.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GivenDevicesTest {
    private static final String GPU = "nvidia.com/gpu";

    private static SortedSet<String> ids(String... ids) {
        return new TreeSet<>(Set.of(ids));
    }

    @Test
    void takenFirst_ofOneContainer_isWhatThatContainerWasGiven() {
        GivenDevices given = new GivenDevices(
                Map.of("a", Map.of(GPU, ids("g2")), "b", Map.of(GPU, ids("g1"), "x.com/nic", ids("n0"))));

        assertThat(given.takenFirst(GPU, ids("g0", "g1", "g2"))).containsExactly("g1", "g2");
        assertThat(given.forContainer("a").takenFirst(GPU, ids("g0", "g1", "g2"))).containsExactly("g2");
        assertThat(given.forContainer("a").takenFirst(GPU, ids("g0"))).isEmpty();
        assertThat(given.forContainer("c").takenFirst(GPU, ids("g2"))).isEmpty();
        assertThat(given.choose(GPU, List.of("g1"), List.of(), 1)).isEmpty();
    }
}
