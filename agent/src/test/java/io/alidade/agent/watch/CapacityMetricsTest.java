package io.alidade.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Samples;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.engine.device.Device;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.pod.PodManifest;
import io.alidade.live.source.FoundNode;
import io.alidade.plan.capacity.Shape;
import io.alidade.plan.capacity.WatchList;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CapacityMetricsTest {
    private static final String GPU = "example.com/gpu";
    private static final String MEMORY = """
            memoryManagerPolicy: Static
            reservedMemory: [{numaNode: 0, limits: {memory: 1124Mi}}]
            kubeReserved: {memory: 1Gi}
            """;
    private static final AgentLog LOG = new AgentLog(Collections.synchronizedList(new ArrayList<>())::add,
            LogFormat.TEXT, InstantSource.system());

    private static KubeletNode node(String... more) {
        FoundNode found = Samples.node(more);
        return switch (KubeletNode.start(found.machine(), found.configuration(), found.version())) {
            case KubeletStart.Started(KubeletNode node, var _) -> node;
            case KubeletStart.Refused refused -> throw new AssertionError(refused);
        };
    }

    private static PodManifest pod(String name, String limits) {
        return AgentPod.read(Samples.document(Samples.manifest(name, limits)), new PodOrigin.Api()).manifest();
    }

    private static KubeletNode with(KubeletNode node, String name, String limits) {
        return ((PodDecision.Admitted) node.admit(pod(name, limits))).node();
    }

    private static List<String> lines(KubeletNode node, String... shapes) throws InterruptedException {
        try (ShapeWatch watch = new ShapeWatch(
                WatchList.of(Arrays.stream(shapes).map(Shape::parse).toList()), () -> Optional.of(node), LOG)) {
            watch.start();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (shapes.length > 0 && watch.answer().isEmpty() && System.nanoTime() < end) {
                Thread.sleep(5);
            }
            return text(new CapacityMetrics(() -> Optional.of(node), watch)).lines()
                    .filter(line -> !line.startsWith("#")).toList();
        }
    }

    private static String text(CapacityMetrics metrics) {
        PrometheusRegistry registry = new PrometheusRegistry();
        registry.register(metrics);
        return Exposition.of(registry.scrape(), "").text();
    }

    @Test
    void numaNodes_withAPod_sayWhatIsFreeUsedAndReserved() throws InterruptedException {
        KubeletNode node = with(node(MEMORY).devicesReported(GPU,
                List.of(Device.on(GPU, "a", 0), Device.on(GPU, "b", 1).unhealthy(), Device.anywhere(GPU, "c")), 3),
                "web", "cpu: 3, memory: 1Gi, \"" + GPU + "\": 1");

        assertThat(lines(node)).containsExactlyInAnyOrder("alidade_numa_node_cpus{numa_node=\"0\",state=\"free\"} 3.0",
                "alidade_numa_node_cpus{numa_node=\"0\",state=\"used\"} 3.0",
                "alidade_numa_node_cpus{numa_node=\"0\",state=\"reserved\"} 2.0",
                "alidade_numa_node_cpus{numa_node=\"1\",state=\"free\"} 8.0",
                "alidade_numa_node_cpus{numa_node=\"1\",state=\"used\"} 0.0",
                "alidade_numa_node_cpus{numa_node=\"1\",state=\"reserved\"} 0.0",
                memory(0, "free", (16L << 30) - (1124L << 20) - (1L << 30)), memory(0, "used", 1L << 30),
                memory(0, "reserved", 1124L << 20), memory(1, "free", 16L << 30), memory(1, "used", 0),
                memory(1, "reserved", 0), devices("0", "free", 0), devices("0", "used", 1),
                devices("0", "unhealthy", 0), devices("1", "free", 0), devices("1", "used", 0),
                devices("1", "unhealthy", 1), devices("none", "free", 1), devices("none", "used", 0),
                devices("none", "unhealthy", 0));
    }

    private static String memory(int numaNode, String state, long bytes) {
        return "alidade_numa_node_memory_bytes{numa_node=\"" + numaNode + "\",state=\"" + state
                + "\",type=\"memory\"} " + (double) bytes;
    }

    private static String devices(String numaNode, String state, int count) {
        return "alidade_numa_node_devices{numa_node=\"" + numaNode + "\",resource=\"" + GPU + "\",state=\"" + state
                + "\"} " + (double) count;
    }

    /// Pods of four CPUs leave two of the six CPUs of NUMA node 0.
    @Test
    void shapes_thatAreWatched_sayWhatFitsAndWhatIsOfNoUse() throws InterruptedException {
        assertThat(lines(node(), "four:cpu=4,memory=1Gi", "huge:cpu=16,memory=1Gi")).contains(
                "alidade_shape_copies{shape=\"four\"} 3.0", "alidade_shape_copies{shape=\"huge\"} 0.0",
                "alidade_shape_largest_ratio{shape=\"four\"} 2.0", "alidade_shape_largest_ratio{shape=\"huge\"} 0.5",
                "alidade_shape_largest_cpus{shape=\"four\"} 8.0",
                "alidade_numa_node_stranded_cpus{numa_node=\"0\"} 2.0",
                "alidade_numa_node_stranded_cpus{numa_node=\"1\"} 0.0");
    }

    @Test
    void node_thatIsNotKnown_hasNoFigures() {
        try (ShapeWatch watch = new ShapeWatch(WatchList.of(List.of()), Optional::empty, LOG)) {
            assertThat(text(new CapacityMetrics(Optional::empty, watch))).isEmpty();
        }
    }

    /// Devices of 40 resources: each NUMA node has series of 32, and of the others together.
    @Test
    void resources_thatAreMany_areCountedTogether() throws InterruptedException {
        KubeletNode node = node();
        for (int count = 0; count < 40; count++) {
            String name = "example.com/r" + count;
            node = node.devicesReported(name, List.of(Device.on(name, "a", 0)), 1);
        }
        List<String> devices = lines(node).stream().filter(line -> line.startsWith("alidade_numa_node_devices"))
                .toList();
        assertThat(devices).hasSize(3 * 33)
                .contains("alidade_numa_node_devices{numa_node=\"0\",resource=\"other\",state=\"free\"} 8.0");
    }

    /// Between two changes of the node, the figures are not made anew.
    @Test
    void figures_ofANodeThatHasNotChanged_areTheSame() {
        KubeletNode node = node();
        try (ShapeWatch watch = new ShapeWatch(WatchList.of(List.of()), () -> Optional.of(node), LOG)) {
            CapacityMetrics metrics = new CapacityMetrics(() -> Optional.of(node), watch);
            assertThat(metrics.collect()).isSameAs(metrics.collect());
        }
    }

    /// The answer of a node with 500 pods has less than 200 kB.
    @Test
    void scrape_ofManyPods_isSmall() {
        KubeletNode[] node = {node("maxPods: 600\n")};
        NodeMetrics metrics = new NodeMetrics(node[0].node(), false, () -> node[0].node());
        try (ShapeWatch watch = new ShapeWatch(WatchList.of(List.of()), () -> Optional.of(node[0]), LOG)) {
            metrics.show(new CapacityMetrics(() -> Optional.of(node[0]), watch));
            IntStream.range(0, 500).forEach(count -> {
                node[0] = with(node[0], "p" + count, "cpu: 10m, memory: 1Mi");
                metrics.moved(node[0].node());
            });
            assertThat(metrics.exposition("").text().length()).isBetween(1_000, 200_000);
        }
        metrics.close();
    }
}
