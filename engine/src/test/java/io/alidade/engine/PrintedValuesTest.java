package io.alidade.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.allocation.PodHoldings;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.DeviceState;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.hint.PolicyDecision;
import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.hint.ResourceHints;
import io.alidade.engine.hint.TopologyHint;
import io.alidade.engine.machine.Cache;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaMask;
import io.alidade.engine.memory.MemoryBlock;
import io.alidade.engine.memory.MemoryState;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.provider.AllocationError;
import io.alidade.engine.sample.Nodes;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.engine.topology.NodeTopology;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PrintedValuesTest {
    private static final NodeTopology MACHINE = NodeTopology.builder().sockets(2).coresPerNumaNode(4).threadsPerCore(2)
            .memory("64Gi").hugepages("1Gi", 4).build();
    private static final NodeSettings SETTINGS = NodeSettings.builder().topologyPolicy("restricted").staticCpus("0,8")
            .cpuOption("full-pcpus-only", true).staticMemory("1Gi", "1Gi").build();
    private static final Device GPU = Device.on("nvidia.com/gpu", "gpu-0", 0);
    private static final PodRequest POD = PodRequest.builder("7a1c").namespace("shop").name("web")
            .init("setup", "cpu=2", "memory=1Gi").app("main", "cpu=2", "memory=1Gi", "nvidia.com/gpu=1").build();

    // Whoever adds a value to the API decides how it prints.
    @Test
    void publicValues_allOfThem_sayHowTheyPrint() throws IOException, URISyntaxException {
        Path classes = Path.of(Node.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(classes.resolve("io/alidade/engine"))) {
            assertThat(files.map(file -> classes.relativize(file).toString()).filter(name -> name.endsWith(".class"))
                    .map(name -> type(name.substring(0, name.length() - 6).replace('/', '.')))
                    .filter(PrintedValuesTest::isPublicValue).filter(type -> !declaresToString(type))).isEmpty();
        }
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /// Builders, exceptions and classes without instances print nothing; nor does what the module keeps to itself.
    private static boolean isPublicValue(Class<?> type) {
        boolean isInternal = Stream.of(".option", ".policy", ".scope").map("io.alidade.engine"::concat)
                .anyMatch(type.getPackageName()::equals);
        boolean isPublic = Stream.<Class<?>>iterate(type, outer -> outer != null, Class::getDeclaringClass)
                .allMatch(outer -> Modifier.isPublic(outer.getModifiers()));
        return isPublic && !isInternal && !type.isInterface() && !type.isEnum()
                && !Throwable.class.isAssignableFrom(type) && !type.getSimpleName().endsWith("Builder")
                && Stream.of(type.getDeclaredFields()).anyMatch(field -> !Modifier.isStatic(field.getModifiers()));
    }

    private static boolean declaresToString(Class<?> type) {
        try {
            var method = type.getDeclaredMethod("toString");
            // Those that the compiler writes for records are final.
            return !type.isRecord() || !Modifier.isFinal(method.getModifiers());
        } catch (NoSuchMethodException none) {
            return false;
        }
    }

    @Test
    void machines_printed_areInTheFieldsTerms() {
        assertThat(MACHINE).hasToString("16 CPUs; NUMA node 0: CPUs 0-3,8-11, 64Gi; NUMA node 1: CPUs 4-7,12-15, 64Gi");
        assertThat(MACHINE.numaNodes().getFirst()).hasToString("NUMA node 0: 64Gi, 4 x 1Gi hugepages, distances 10 20");
        assertThat(MACHINE.cpus().get(5)).hasToString("CPU 5: core 1 of socket 1, NUMA node 1, uncore cache 1");
        assertThat(new CpuTopology(MACHINE))
                .hasToString("16 CPUs, 8 cores, 2 uncore caches, 2 NUMA nodes with CPUs, 2 sockets");
        assertThat(NodeTopology.builder().sockets(10).build().toString())
                .endsWith("; NUMA node 7: CPUs 7, 0; and 2 more");
        assertThat(Hardware.of(MACHINE.withoutCpus("3"))).hasToString("15 CPUs, 8 cores, 2 sockets, 2 NUMA nodes");
        assertThat(new Cache(3, Cache.Type.UNIFIED, OptionalInt.of(0), OptionalLong.of(32 << 20), CpuSet.range(0, 7)))
                .hasToString("L3 Unified 32Mi: CPUs 0-7");
    }

    @Test
    void settings_printed_nameWhatIsSet() {
        assertThat(SETTINGS)
                .hasToString("kubelet 1.36, Topology Manager restricted, scope container, CPU Manager static,"
                        + " Memory Manager Static, CPU Manager options {full-pcpus-only=true}, reservedSystemCPUs 0,8, reserved"
                        + " cpu=2, memory=2Gi, reservedMemory of NUMA node 0 {memory=1Gi}, reservedMemory of NUMA node 1"
                        + " {memory=1Gi}");
        assertThat(NodeSettings.builder().build())
                .hasToString("kubelet 1.36, Topology Manager none, CPU Manager none, Memory Manager None");
    }

    @Test
    void holdings_printed_nameTheirContainers() {
        assertThat(new PodHoldings(Map.of("main", CpuSet.of(1, 9)), CpuSet.EMPTY,
                Map.of("main", List.of(new MemoryState.Block(List.of(0), "memory", 1L << 30))), List.of(),
                List.of(new DeviceState.PodDevices("7a1c", "main", "nvidia.com/gpu", Map.of(0, List.of("gpu-0")), ""))))
                .hasToString("main: CPUs 1,9; main: memory=1Gi on [0]; 7a1c main: nvidia.com/gpu gpu-0 on NUMA node 0");
        assertThat(PodHoldings.NONE).hasToString("nothing");
    }

    @Test
    void podsAndDevices_printed_areShort() {
        assertThat(POD).hasToString(
                "shop/web: init setup: cpu=2, memory=1Gi | main: cpu=2, memory=1Gi, nvidia.com/gpu=1");
        assertThat(PodRequest.builder("a").podResources("cpu=4").sidecar("log").build())
                .hasToString("default/a: as a whole: cpu=4 | sidecar log: no resources");
        assertThat(ResourceAmounts.requests("cpu=500m").under("cpu=1", "memory=1Gi"))
                .hasToString("requests cpu=500m, memory=1Gi; limits cpu=1, memory=1Gi");
        assertThat(GPU).hasToString("nvidia.com/gpu gpu-0 on NUMA node 0");
        assertThat(Device.on("vendor/nic", "n", 0, 2).unhealthy())
                .hasToString("vendor/nic n on NUMA nodes 0,2, unhealthy");
        assertThat(Device.anywhere("vendor/nic", "n")).hasToString("vendor/nic n without topology");
    }

    @Test
    void hints_printed_showMasks() {
        TopologyHint hint = TopologyHint.of(NumaMask.of(0, 1), false);
        assertThat(hint).hasToString("{0-1} not preferred");
        assertThat(TopologyHint.ANY_NOT_PREFERRED).hasToString("any NUMA node not preferred");
        assertThat(new PolicyDecision(hint, false)).hasToString("refused on {0-1} not preferred");
        assertThat(ProviderHints.of("cpu", ResourceHints.IMPOSSIBLE)).hasToString("cpu: impossible");
        assertThat(ProviderHints.NO_ANSWER).hasToString("no answer");
        assertThat(new MemoryBlock(NumaMask.of(1), "memory", 3L << 29)).hasToString("memory=1536Mi on {1}");
        assertThat(AllocationError.typed("OutOfcpu", "none left")).hasToString("OutOfcpu: none left");
    }

    @Test
    void decisions_printed_sayWhoGetsWhat() {
        Node node = Node.start(MACHINE, SETTINGS, GPU).orThrow();
        Admission admission = node.admit(POD);
        assertThat(admission)
                .hasToString("admitted: setup: CPUs 1,9 of its own, hint {0} preferred, memory=0 on {0} | main:"
                        + " CPUs 1,9 of its own, hint {0} preferred, memory=1Gi on {0}, nvidia.com/gpu: gpu-0 on NUMA node 0");
        assertThat(admission.node().toString()).startsWith("16 CPUs; ").endsWith(" | pods shop/web");
        assertThat(admission.node().checkpoints().toString()).startsWith("CPUs: static, defaultCpuSet ")
                .contains("7a1c main: nvidia.com/gpu gpu-0 on NUMA node 0").doesNotContain("Optional");
        assertThat(admission.node().allocations().toString()).startsWith("CPUs: static, shared ").doesNotContain("@");
        assertThat(node.admit(PodRequest.builder("b").app("main", "cpu=9", "memory=1Gi").build())).hasToString(
                "rejected: TopologyAffinityError: Resources cannot be allocated with Topology locality");
    }

    @Test
    void starts_printed_sayWhy() {
        NodeSettings wrong = NodeSettings.builder().cpuPolicy("statik").build();
        NodeStart refused = Node.start(MACHINE, wrong, List.of(), PreferredAllocation.NONE);
        assertThat(refused).hasToString("does not start: unknown policy: \"statik\"");
        assertThat(Node.start(MACHINE, NodeSettings.builder().build()).toString()).startsWith("started: 16 CPUs; ");
        assertThat(Checkpoints.NONE).hasToString("CPUs: no file | memory: no file | devices: no file");
        assertThat(Nodes.refusal(refused)).isEqualTo("unknown policy: \"statik\"");
    }
}
