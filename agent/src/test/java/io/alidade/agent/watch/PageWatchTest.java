package io.alidade.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alidade.agent.Samples;
import io.alidade.agent.decision.Place;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.runtime.RunningPlace;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaNodeIds;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.linux.observe.MemoryUse;
import io.alidade.linux.observe.ProcessPages;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageWatchTest {
    private static final NodeTopology TOPOLOGY = NodeTopology.builder().sockets(2).coresPerNumaNode(4).threadsPerCore(1)
            .memory("16Gi").build();
    private static final MemoryUse USE = new MemoryUse(Map.of(0, 75L, 1, 25L), Map.of(1, 1_000L), true);

    @TempDir
    Path folder = Path.of("");

    private static RunningPlace place(String cpus, boolean isExclusive, String numaNodes) {
        return new RunningPlace(
                PodRecord.pending(0, Samples.pod("web", "cpu: 1, memory: 1Gi"), Instant.EPOCH), "c", 1,
                new Place(CpuSet.parseList(cpus), isExclusive, NumaNodeIds.parseList(numaNodes)));
    }

    private static Optional<Double> share(RunningPlace place, MemoryUse use) {
        return PageWatch.share(TOPOLOGY, place, Optional.of(use)).map(LocalPages.Share::share);
    }

    @Test
    void pages_areLocal_onTheNumaNodesOfTheMemoryElseOfTheCpus() {
        assertThat(share(place("0", true, "0"), USE).orElseThrow()).isCloseTo(0.75, within(1e-9));
        assertThat(share(place("0", true, "1"), USE).orElseThrow()).isCloseTo(0.25, within(1e-9));
        assertThat(share(place("4-5", true, ""), USE).orElseThrow()).isCloseTo(0.25, within(1e-9));
        assertThat(share(place("0-7", false, ""), USE)).isEmpty();
        assertThat(share(place("0", true, "0"), MemoryUse.NONE)).isEmpty();
    }

    @Test
    void shares_areShownByContainer() {
        LocalPages pages = new LocalPages();
        PrometheusRegistry registry = new PrometheusRegistry();
        registry.register(pages);
        assertThat(Exposition.of(registry.scrape(), "").text()).isEmpty();
        pages.show(List.of(new LocalPages.Share("shop", "web", "c", 0.5)));
        assertThat(Exposition.of(registry.scrape(), "").text()).contains(
                "alidade_container_local_pages_ratio{container=\"c\",namespace=\"shop\",pod=\"web\"} 0.5");
    }

    /// The process itself, its child and the child's; what has ended is left out.
    @Test
    void process_withChildren_hasThePagesOfAll() throws IOException {
        process(10, "11 13 ", "N0=3 N1=1");
        process(11, "12 ", "N1=2");
        process(12, "", "N0=1");
        assertThat(ProcessPages.below(folder, 10).orElseThrow().ownBytes()).containsOnly(Map.entry(0, 4 * 4096L),
                Map.entry(1, 3 * 4096L));
        assertThat(ProcessPages.below(folder, 13)).isEmpty();
    }

    private void process(int id, String children, String pages) throws IOException {
        Path process = folder.resolve("proc/" + id);
        Path task = Files.createDirectories(process.resolve("task/" + id));
        Files.writeString(task.resolve("children"), children);
        Files.writeString(process.resolve("numa_maps"), "7f00 default anon=4 dirty=4 " + pages
                + " kernelpagesize_kB=4\n");
    }
}
