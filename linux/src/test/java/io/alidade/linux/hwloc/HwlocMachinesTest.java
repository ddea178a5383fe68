package io.alidade.linux.hwloc;

import static io.alidade.linux.machine.DiscoveryWarning.Kind.CORE_KINDS_FROM_FIRMWARE;
import static io.alidade.linux.machine.DiscoveryWarning.Kind.CPU_HIDDEN;
import static io.alidade.linux.machine.DiscoveryWarning.Kind.CPU_OUTSIDE_NUMA_NODES;
import static io.alidade.linux.machine.DiscoveryWarning.Kind.GPU_MEMORY_HIDDEN;
import static io.alidade.linux.machine.DiscoveryWarning.Kind.HUGEPAGES_UNKNOWN;
import static io.alidade.linux.machine.DiscoveryWarning.Kind.NOT_IN_SOURCE;
import static io.alidade.linux.machine.DiscoveryWarning.Kind.NUMA_NODE_HIDDEN;
import static io.alidade.linux.machine.DiscoveryWarning.Kind.SOCKET_UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.machine.CoreKind;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.topology.NumaNode;
import io.alidade.linux.machine.DiscoveredMachine;
import io.alidade.linux.machine.DiscoveryWarning;
import io.alidade.linux.machine.MachineDiscovery;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every snapshot gives the same machine as the XML that hwloc 2.9 and 3.0 write of it, except for the differences below,
/// of which there is a warning.
class HwlocMachinesTest {
    private record Difference(String fact, DiscoveryWarning.Kind warning, String reason) {}

    private static final Difference NEAR_CPUS = new Difference("near CPUs of devices", NOT_IN_SOURCE,
            "The near CPUs of the kernel are fewer than, or across, those of any object of hwloc.");
    private static final Difference CARD = new Difference("names of devices", NOT_IN_SOURCE,
            "hwloc leaves out the DRM card of a plain display.");

    private static final Map<String, List<Difference>> DIFFERENCES = Map.of(
            "20em64t-hybrid-1p6c2t+2ca4co1t", List.of(new Difference("names of core kinds", CORE_KINDS_FROM_FIRMWARE,
                    "The kernel has no kinds; hwloc writes frequencies, and not acpi_cppc/nominal_perf.")),
            "2pa-pcidomain32bits", List.of(CARD),
            "32em64t-2n8c+dax+nvme+mic+dimms", List.of(NEAR_CPUS, new Difference("names of devices", NOT_IN_SOURCE,
                    "An old kernel, which names the disk alone, nvme0n1; both say nvme0 of a newer one.")),
            "32intel64-2p8co2t+8ve", List.of(new Difference("bridges", NOT_IN_SOURCE,
                    "hwloc leaves out a bridge with one device behind it.")),
            "40intel64-2g2n4c+pcilocality", List.of(new Difference("NUMA nodes of devices", NOT_IN_SOURCE,
                    "The faked card is on NUMA node 2, and near to all CPUs.")),
            "40intel64-4n10c+pci-conflicts", List.of(
                    new Difference("CPUs", SOCKET_UNKNOWN, "hwloc drops the package of the faked core_siblings."),
                    new Difference("packages", SOCKET_UNKNOWN, "As above."),
                    new Difference("caches", SOCKET_UNKNOWN, "Two L3 caches overlap, and hwloc drops them."),
                    NEAR_CPUS),
            "fakeheterocpunuma", List.of(
                    new Difference("NUMA nodes", CPU_OUTSIDE_NUMA_NODES, "They overlap, and hwloc drops two."),
                    new Difference("memory", CPU_OUTSIDE_NUMA_NODES, "As above."),
                    new Difference("hugepages", CPU_OUTSIDE_NUMA_NODES, "As above."),
                    new Difference("distances", CPU_OUTSIDE_NUMA_NODES, "As above."),
                    new Difference("CPUs", CPU_OUTSIDE_NUMA_NODES, "As above."),
                    new Difference("names of core kinds", NOT_IN_SOURCE, "Names that only cpu/types has.")),
            "nvidiagpunumanodes", List.of(
                    new Difference("NUMA nodes", GPU_MEMORY_HIDDEN, "hwloc leaves out the memory of GPUs."),
                    new Difference("memory", GPU_MEMORY_HIDDEN, "As above."),
                    new Difference("hugepages", GPU_MEMORY_HIDDEN, "As above."),
                    new Difference("distances", GPU_MEMORY_HIDDEN, "As above.")));

    /// Those that only one version of hwloc makes.
    private static final Map<String, List<Difference>> OF_VERSION_2 = Map.of(
            "2pa-pcidomain32bits", List.of(new Difference("devices", NOT_IN_SOURCE,
                    "A domain of 32 bits, which hwloc 2 leaves out.")),
            "32amd64-4s2n4c-cgroup2", List.of(new Difference("hugepages", HUGEPAGES_UNKNOWN,
                    "The kernel has no folders for them.")));

    private static final Difference NOT_COUNTED = new Difference("hugepages", HUGEPAGES_UNKNOWN,
            "hwloc 3 counts no pages.");

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"128arm-2pa2n8cluster4co", "16amd64-4n4c-cgroup-distance-merge", "16amd64-8n2c",
        "16em64t-4s2c2t", "16em64t-4s2ca2c-cpusetreorder", "20em64t-hybrid-1p6c2t+2ca4co1t", "256ia64-64n2s2c",
        "256ppc-8n8s4t", "2arm-2c", "2i386-2c-nohugepage", "2i386-2t-hugepagesizecount", "2pa-pcidomain32bits",
        "32amd64-4s2n4c-cgroup2", "32em64t-2n8c+dax+nvme+mic+dimms", "32intel64-2p8co2t+8ve",
        "40intel64-2g2n4c+pcilocality", "40intel64-4n10c+pci-conflicts", "4fake-4gr1nu1pu", "64amd64-4s2n4ca2co",
        "64fake-4n2s2ca2c2t", "8em64t-2s2ca2c", "8ia64-2n2s2c", "8ia64-2s2c2t", "fakecpuid1f-64intel64-2p4d2n2c2t",
        "fakeheterocpunuma", "fakememinitiators-1np2c+1npp+gi", "fakepcilocalities", "nvidiagpunumanodes",
        "offline-cpu0-node0"})
    void machine_ofLstopo_isTheDiscoveredOneOrSaysWhy(String name) throws IOException {
        DiscoveredMachine discovered = discovered(name);
        Map<String, DiscoveryWarning.Kind> differences = expected(DIFFERENCES, name);
        Map<String, DiscoveryWarning.Kind> ofVersion2 = new TreeMap<>(differences);
        ofVersion2.putAll(expected(OF_VERSION_2, name));
        Map<String, DiscoveryWarning.Kind> ofVersion3 = new TreeMap<>(differences);
        if (discovered.topology().numaNodes().stream().anyMatch(HwlocMachinesTest::isNotAsVersion3SaysIt)) {
            ofVersion3.putIfAbsent(NOT_COUNTED.fact, NOT_COUNTED.warning);
        }

        assertDifferences(xml(name), discovered, ofVersion2, false);
        assertDifferences(xml(name + ".v3"), discovered, ofVersion3, true);
    }

    private static Map<String, DiscoveryWarning.Kind> expected(Map<String, List<Difference>> table, String name) {
        Map<String, DiscoveryWarning.Kind> expected = new TreeMap<>();
        table.getOrDefault(name, List.of()).forEach(difference -> expected.put(difference.fact, difference.warning));
        return expected;
    }

    /// hwloc 3 says 0 pages of every size that the machine knows, for NUMA nodes with and without memory.
    private static boolean isNotAsVersion3SaysIt(NumaNode numaNode) {
        return numaNode.hugepages().values().stream().anyMatch(count -> count > 0);
    }

    private static void assertDifferences(DiscoveredMachine machine, DiscoveredMachine discovered,
            Map<String, DiscoveryWarning.Kind> differences, boolean isVersion3) {
        Map<String, Object> expected = facts(discovered, isVersion3);
        Map<String, Object> facts = facts(machine, isVersion3);
        Set<String> different = new TreeSet<>(facts.keySet());
        different.removeIf(fact -> Objects.equals(expected.get(fact), facts.get(fact)));

        assertThat(different).as("%s, not %s", facts, expected).isEqualTo(differences.keySet());
        assertThat(machine.warnings()).extracting(DiscoveryWarning::kind).containsAll(differences.values());
    }

    /// Devices that only one side has are a difference of their own; the others are compared.
    private static Map<String, Object> facts(DiscoveredMachine machine, boolean isVersion3) {
        Hardware hardware = machine.hardware();
        Map<String, Object> facts = new TreeMap<>();
        facts.put("CPUs", machine.topology().cpus());
        facts.put("NUMA nodes", hardware.numaNodes());
        facts.put("memory", of(machine, NumaNode::memoryBytes));
        facts.put("hugepages", of(machine, numaNode -> isVersion3 ? counted(numaNode) : numaNode.hugepages()));
        facts.put("distances", of(machine, NumaNode::distances));
        facts.put("usable CPUs", hardware.usableCpus());
        facts.put("packages", hardware.sockets());
        facts.put("cores", hardware.cores());
        facts.put("caches", hardware.caches());
        facts.put("core kinds", hardware.coreKinds().stream().map(CoreKind::cpus).toList());
        facts.put("names of core kinds", hardware.coreKinds());
        List<HardwareDevice> devices = hardware.devices().stream().filter(device -> device.address().length() == 12)
                .toList();
        facts.put("devices", hardware.devices().stream().map(HardwareDevice::address).toList());
        facts.put("bridges", devices.stream().map(HardwareDevice::path).toList());
        facts.put("names of devices", devices.stream().map(HardwareDevice::names).toList());
        facts.put("kinds of devices", devices.stream().map(device -> List.of(device.kind(), device.vendorId(),
                device.deviceId(), isVersion3 ? device.classCode() : device.classCode() >> 8)).toList());
        facts.put("NUMA nodes of devices", devices.stream().map(HardwareDevice::numaNode).toList());
        facts.put("near CPUs of devices", devices.stream().map(HardwareDevice::localCpus).toList());
        return facts;
    }

    private static Map<Long, Long> counted(NumaNode numaNode) {
        Map<Long, Long> counted = new TreeMap<>(numaNode.hugepages());
        counted.values().removeIf(count -> count == 0);
        return counted;
    }

    private static <T> List<T> of(DiscoveredMachine machine, Function<NumaNode, T> fact) {
        return machine.topology().numaNodes().stream().map(fact).toList();
    }

    /// The same answer after the cure is what the first test shows.
    @ParameterizedTest
    @ValueSource(strings = {"16amd64-4n4c-cgroup-distance-merge", "16em64t-4s2ca2c-cpusetreorder",
        "32amd64-4s2n4c-cgroup2", "4fake-4gr1nu1pu", "fakememinitiators-1np2c+1npp+gi"})
    void machine_ofWhatTheWriterWasAllowed_namesWhatIsHiddenAndTheCure(String name) throws IOException {
        DiscoveredMachine discovered = discovered(name);
        DiscoveredMachine machine = xml(name + ".allowed");

        assertThat(machine.hardware().numaNodes().keySet()).isEqualTo(discovered.hardware().numaNodes().keySet());
        machine.topology().cpus().forEach(cpu -> assertThat(discovered.topology().cpus()).contains(cpu));
        assertThat(machine.warnings()).filteredOn(warning -> Set.of(CPU_HIDDEN, NUMA_NODE_HIDDEN)
                .contains(warning.kind())).isNotEmpty()
                .allSatisfy(warning -> assertThat(warning.message()).contains("--disallowed"));
        assertThat(xml(name).warnings()).extracting(DiscoveryWarning::kind)
                .doesNotContain(CPU_HIDDEN, NUMA_NODE_HIDDEN);
    }

    @Test
    void machine_numaNodesOfGpus_areLeftOutByHwlocAndTheCureWritesThem() throws IOException {
        assertThat(xml("nvidiagpunumanodes").warnings()).filteredOn(warning -> warning.kind() == GPU_MEMORY_HIDDEN)
                .singleElement()
                .satisfies(warning -> assertThat(warning.message()).contains("HWLOC_KEEP_NVIDIA_GPU_NUMA_NODES=1"));

        DiscoveredMachine kept = xml("nvidiagpunumanodes.kept");
        assertDifferences(kept, discovered("nvidiagpunumanodes"), Map.of(), false);
        assertThat(kept.warnings()).extracting(DiscoveryWarning::kind).doesNotContain(GPU_MEMORY_HIDDEN);
    }

    /// `--of v2xml` of hwloc 3 has sizes of pages, with 0 of each, also of ordinary ones.
    @Test
    void machine_v2OfHwloc3_doesNotTellHugepagesEither() throws IOException {
        DiscoveredMachine machine = xml("20em64t-hybrid-1p6c2t+2ca4co1t.v2xml");

        assertThat(machine.warnings()).filteredOn(warning -> warning.kind() == HUGEPAGES_UNKNOWN).singleElement()
                .satisfies(warning -> assertThat(warning.message()).contains("not with --of v2xml either"));
        assertThat(xml("20em64t-hybrid-1p6c2t+2ca4co1t").warnings()).extracting(DiscoveryWarning::kind)
                .doesNotContain(HUGEPAGES_UNKNOWN);
    }

    private DiscoveredMachine discovered(String name) throws IOException {
        Path archive = folder.resolve(name + ".tar.gz");
        Files.write(archive, resource("/machines/" + name + ".tar.gz"));
        return MachineDiscovery.discoverArchive(archive);
    }

    private static DiscoveredMachine xml(String name) throws IOException {
        try (InputStream packed = HwlocMachinesTest.class.getResourceAsStream("/hwloc/" + name + ".xml.gz")) {
            assertThat(packed).as(name).isNotNull();
            return HwlocXml.read(name, new GZIPInputStream(packed).readAllBytes());
        }
    }

    private static byte[] resource(String path) throws IOException {
        try (InputStream stream = HwlocMachinesTest.class.getResourceAsStream(path)) {
            assertThat(stream).as(path).isNotNull();
            return stream.readAllBytes();
        }
    }
}
