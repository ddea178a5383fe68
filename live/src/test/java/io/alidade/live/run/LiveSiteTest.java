package io.alidade.live.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.linux.machine.MachineDiscovery;
import io.alidade.linux.process.CpuAffinity;
import io.alidade.linux.process.MemoryInUse.OfNumaNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveSiteTest {
    private static MemoryShares memory(long bytes) {
        return new MemoryShares(Map.of(0, Map.of("memory", bytes)));
    }

    @Test
    void used_memoryThatARunHolds_isNotCountedTwice() {
        // This process, which holds more than a MiB of what it was given.
        Run run = Sites.running("1", memory(1 << 20));

        assertThat(LiveSite.used(Sites.twoNumaNodes(), Map.of(0, new OfNumaNode(3 << 20, Map.of())), List.of(run)))
                .isEqualTo(memory(2 << 20));
    }

    @Test
    void used_hugepages_belongToTheRunsFirst() {
        Run run = Sites.running("1", new MemoryShares(Map.of(0, Map.of("hugepages-1Gi", Sites.GI))));
        OfNumaNode both = new OfNumaNode(0, Map.of(Sites.GI, 2 * Sites.GI));

        assertThat(LiveSite.used(Sites.twoNumaNodes(), Map.of(0, both, 1, both), List.of(run)).bytes()).isEqualTo(
                Map.of(0, Map.of("hugepages-1Gi", Sites.GI), 1, Map.of("hugepages-1Gi", 2 * Sites.GI)));
    }

    @Test
    void of_thisMachine_hasWhatTheCallerMayUse() {
        RunSite site = LiveSite.of(MachineDiscovery.discover(Path.of("/")).topology(), List.of());

        assertThat(site.allowedCpus()).isEqualTo(CpuAffinity.current());
        assertThat(site.takenCpus().intersects(site.allowedCpus())).isFalse();
        assertThat(site.used().sum("memory")).isBetween(1L, site.capacity().sum("memory"));
    }
}
