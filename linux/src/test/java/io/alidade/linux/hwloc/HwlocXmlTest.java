package io.alidade.linux.hwloc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.machine.Cache;
import io.alidade.engine.machine.CoreKind;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NumaNode;
import io.alidade.linux.machine.DiscoveredMachine;
import io.alidade.linux.machine.DiscoveryWarning;
import io.alidade.linux.tree.UnusableTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Small machines in XML of hwloc, one question each, and XML that is none of hwloc.
class HwlocXmlTest {
    private static final String SMALL = """
            <topology version="2.0">
              <object type="Machine" os_index="0" cpuset="0x00000003" complete_cpuset="0x00000007"
                      allowed_cpuset="0x00000001">
                <object type="Package" os_index="1" cpuset="0x00000003">
                  <object type="NUMANode" os_index="0" cpuset="0x00000003" local_memory="1073741824">
                    <page_type size="4096" count="1"/>
                    <page_type size="2097152" count="3"/>
                  </object>
                  <object type="Core" os_index="0" cpuset="0x00000003">
                    <object type="PU" os_index="0" cpuset="0x00000001"/>
                    <object type="PU" os_index="1" cpuset="0x00000002"/>
                  </object>
                </object>
              </object>
            </topology>
            """;

    @TempDir
    Path folder = Path.of("");

    private static byte[] resource(String path) {
        try (InputStream stream = HwlocXmlTest.class.getResourceAsStream(path)) {
            if (stream == null) {
                throw new IllegalArgumentException("no resource " + path);
            }
            return path.endsWith(".gz") ? new GZIPInputStream(stream).readAllBytes() : stream.readAllBytes();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static DiscoveredMachine read(String xml) {
        return HwlocXml.read("machine.xml", xml.getBytes(StandardCharsets.UTF_8));
    }

    /// Two L3 caches of this machine overlap, and hwloc then leaves out the fourth package.
    @Test
    void machine_packageLeftOutByLstopo_countsToSocketZeroAndThatIsSaid() {
        DiscoveredMachine machine = HwlocXml.read("machine.xml",
                resource("/hwloc/40intel64-4n10c+pci-conflicts.xml.gz"));

        assertThat(machine.hardware().sockets()).containsOnlyKeys(0, 1, 2);
        assertThat(machine.hardware().numaNodes()).containsOnlyKeys(0, 1, 2, 3);
        assertThat(machine.hardware().cores()).hasSize(40);
        assertThat(machine.warnings()).anySatisfy(warning -> {
            assertThat(warning.kind()).isEqualTo(DiscoveryWarning.Kind.SOCKET_UNKNOWN);
            assertThat(warning.message()).contains("3,7,11,15,19,23,27,31,35,39");
        });
    }

    @Test
    void machine_small_isReadWithItsWarnings() {
        DiscoveredMachine machine = read(SMALL);

        assertThat(machine.hardware().usableCpus().toListString()).isEqualTo("0-1");
        assertThat(machine.hardware().offlineCpus().toListString()).isEqualTo("2");
        assertThat(machine.hardware().sockets()).containsOnlyKeys(1);
        assertThat(machine.hardware().caches()).extracting(Cache::level).isEmpty();
        assertThat(machine.topology().numaNodes().getFirst().hugepages()).containsEntry(2L << 20, 3L);
        assertThat(machine.warnings().stream().map(DiscoveryWarning::kind)).contains(
                DiscoveryWarning.Kind.CPU_HIDDEN, DiscoveryWarning.Kind.CPU_NOT_ALLOWED,
                DiscoveryWarning.Kind.NOT_IN_SOURCE);
    }

    private static DiscoveredMachine small(String name) {
        return HwlocXml.read(name, resource("/hwloc/" + name));
    }

    private static List<Integer> numaNodes(DiscoveredMachine machine) {
        return machine.topology().cpus().stream().map(Cpu::numaNode).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory-only.xml", "memory-only.v3.xml"})
    void numaNode_ofMemoryAlone_hasNoCpus(String name) {
        DiscoveredMachine machine = small(name);

        assertThat(numaNodes(machine)).containsExactly(0, 0, 1, 1);
        assertThat(machine.hardware().numaNodes()).isEqualTo(
                Map.of(0, CpuSet.of(0, 1), 1, CpuSet.of(2, 3), 2, CpuSet.EMPTY));
        assertThat(machine.topology().numaNodes()).extracting(NumaNode::memoryBytes)
                .containsExactly(16L << 30, 16L << 30, 32L << 30);
    }

    /// The NUMA node of the CPUs 0 and 1 has no memory, so hwloc does not allow it.
    @Test
    void numaNode_withoutMemory_keepsItsCpus() {
        DiscoveredMachine machine = small("memoryless.xml");

        assertThat(numaNodes(machine)).containsExactly(0, 0, 1, 1);
        assertThat(machine.topology().numaNodes()).extracting(NumaNode::memoryBytes).containsExactly(0L, 8L << 30);
        assertThat(machine.warnings()).filteredOn(warning -> warning.kind() == DiscoveryWarning.Kind.NUMA_NODE_HIDDEN)
                .singleElement().satisfies(warning -> assertThat(warning.message()).startsWith("NUMA node 0: ")
                        .contains("lstopo-no-graphics --disallowed --of xml FILE"));
        assertThat(machine.warnings()).extracting(DiscoveryWarning::kind)
                .contains(DiscoveryWarning.Kind.DISTANCES_UNKNOWN);

        DiscoveredMachine cured = small("memoryless.disallowed.xml");
        assertThat(cured.topology().cpus()).isEqualTo(machine.topology().cpus());
        assertThat(cured.topology().numaNodes()).extracting(NumaNode::distances)
                .containsExactly(List.of(10, 12), List.of(12, 10));
        assertThat(cured.warnings()).extracting(DiscoveryWarning::kind).doesNotContain(
                DiscoveryWarning.Kind.NUMA_NODE_HIDDEN, DiscoveryWarning.Kind.DISTANCES_UNKNOWN,
                DiscoveryWarning.Kind.MEMORY_UNKNOWN);
    }

    @Test
    void numaNode_hiddenFromTheWriter_isThereWithItsCpus() {
        DiscoveredMachine machine = small("disallowed.xml");

        assertThat(machine.topology().cpus()).containsExactly(new Cpu(0, 0, 0, 0, 0));
        assertThat(machine.topology().numaNodes()).extracting(NumaNode::id).containsExactly(0, 1);
        assertThat(machine.warnings()).filteredOn(warning -> warning.message().contains("--disallowed"))
                .extracting(DiscoveryWarning::kind).contains(DiscoveryWarning.Kind.CPU_HIDDEN,
                        DiscoveryWarning.Kind.NUMA_NODE_HIDDEN);
    }

    /// One core id in two books, which hwloc leaves out: each has one package.
    @Test
    void core_ofAMainframe_isAnotherInEveryBook() {
        String xml = """
                <topology version="2.0">
                  <object type="Machine" os_index="0" cpuset="0x3" nodeset="0x1">
                    <info name="Architecture" value="s390x"/>
                    <object type="NUMANode" os_index="0" cpuset="0x3" nodeset="0x1" local_memory="1073741824"/>
                    <object type="Package" cpuset="0x1" nodeset="0x1"><object type="Core" os_index="1" cpuset="0x1">
                      <object type="PU" os_index="0" cpuset="0x1" nodeset="0x1"/></object></object>
                    <object type="Package" cpuset="0x2" nodeset="0x1"><object type="Core" os_index="1" cpuset="0x2">
                      <object type="PU" os_index="1" cpuset="0x2" nodeset="0x1"/></object></object>
                  </object>
                </topology>
                """;

        assertThat(read(xml).topology().cpus()).extracting(Cpu::core).doesNotHaveDuplicates();
        assertThat(read(xml).hardware().sockets()).hasSize(2);
        assertThat(read(xml.replace("s390x", "ppc64le")).topology().cpus()).extracting(Cpu::core).containsOnly(1);
    }

    @Test
    void device_ofAnyClass_isOfTheKindThatSysfsGivesIt() {
        assertThat(small("class.xml").hardware().devices()).extracting(HardwareDevice::kind).containsExactly(
                HardwareDevice.Kind.ACCELERATOR, HardwareDevice.Kind.ACCELERATOR, HardwareDevice.Kind.GPU);
    }

    @Test
    void coreKinds_byCapacity_areFastestFirst() {
        String xml = new String(resource("/hwloc/corekinds.xml"), StandardCharsets.UTF_8);
        List<CoreKind> kinds = List.of(new CoreKind("capacity-1024", CpuSet.of(1)),
                new CoreKind("capacity-234", CpuSet.of(0)));

        assertThat(read(xml).hardware().coreKinds()).isEqualTo(kinds);
        assertThat(read(xml.replace("1024", "X").replace("234", "1024").replace("X", "234")).hardware().coreKinds())
                .extracting(CoreKind::cpus).containsExactly(CpuSet.of(0), CpuSet.of(1));
        assertThat(read(xml.replace("234", "1024")).hardware().coreKinds()).isEmpty();
    }

    @Test
    void isXml_anyDocument_isToldByItsFirstCharacters() {
        assertThat(HwlocXml.isXml("\uFEFF \n<?xml version=\"1.0\"?>".getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(HwlocXml.isXml("numaNodes: []".getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(HwlocXml.isXml(new byte[0])).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"<html><body/></html>|the XML is a <html>",
        "<topology><object type='Machine'/></topology>|versions 2 and 3 are read",
        "<topology version='4.0'/>|versions 2 and 3 are read",
        "<topology version='2.0'/>|no object of the type Machine",
        "<topology version='2.0'><object type='Core'/></topology>|outermost object is a Core",
        "<topology version='2.0'><object type='Machine'>|not valid XML", "<|not valid XML", "<!-- -->|not valid XML",
        "<topology version='2.0'><object type='Machine'/></topology>|CPU"})
    void document_thatIsNoMachine_isRefused(String xml, String words) {
        assertThatThrownBy(() -> read(xml)).isInstanceOfSatisfying(UnusableTree.class,
                refused -> assertThat(refused.toString() + refused.getMessage()).contains("machine.xml", words));
    }

    @Test
    void document_externalEntity_isNotRead() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "0x0000000f");
        String xml = "<!DOCTYPE topology [<!ENTITY secret SYSTEM \"" + secret.toUri() + "\">]>"
                + SMALL.replace("<page_type size=\"4096\" count=\"1\"/>", "&secret;");

        assertThatThrownBy(() -> read(xml)).isInstanceOf(UnusableTree.class).hasMessageNotContaining("0x0000000f");
        assertThatThrownBy(() -> read(xml.replace("&secret;", "").replace("0x00000003", "&secret;")))
                .isInstanceOf(UnusableTree.class);
    }

    @Test
    void document_externalDocumentType_isNotLookedFor() {
        String named = "<!DOCTYPE topology SYSTEM \"http://192.0.2.1/hwloc2.dtd\">" + SMALL;
        assertThat(read(named)).isEqualTo(read(SMALL));
    }

    @Test
    void document_billionLaughs_isRefusedAtOnce() {
        StringBuilder type = new StringBuilder("<!DOCTYPE topology [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 40; i++) {
            type.append("<!ENTITY a").append(i).append(" \"").append(("&a" + (i - 1) + ";").repeat(10)).append("\">");
        }
        String xml = type + "]>" + SMALL;

        assertThatThrownBy(() -> read(xml.replace("<page_type size=\"4096\" count=\"1\"/>", "&a39;")))
                .isInstanceOf(UnusableTree.class);
        assertThatThrownBy(() -> read(xml.replace("0x00000003", "&a39;"))).isInstanceOf(UnusableTree.class);
    }

    @Test
    void document_tooDeepOrTooMany_isRefused() {
        String head = "<topology version=\"2.0\"><object type=\"Machine\">";
        assertThatThrownBy(() -> read(head + "<object type=\"Group\">".repeat(100_000)))
                .isInstanceOf(UnusableTree.class)
                .hasMessageContaining("deep");
        assertThatThrownBy(() -> read(head + "<object type=\"Misc\"/>".repeat(600_000)))
                .isInstanceOf(UnusableTree.class)
                .hasMessageContaining("elements");
    }

    @Test
    void document_cutOffAnywhere_isRefused() {
        byte[] whole = resource("/hwloc/16amd64-8n2c.xml.gz");
        for (int length = 0; length < whole.length - 12; length += 97) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> HwlocXml.read("machine.xml", part)).isInstanceOf(UnusableTree.class);
        }
    }

    /// Attributes of any kind give a machine or a refusal, and nothing else.
    @Test
    void document_otherValues_isReadOrRefused() {
        String whole = new String(resource("/hwloc/20em64t-hybrid-1p6c2t+2ca4co1t.xml.gz"), StandardCharsets.UTF_8);
        List<String> values = List.of("", "-1", "0", "99999999999999999999", "0xffffffff", "0xf...f", "x", "0x1,,0x1",
                "65536", "NUMANode", "Machine", "PU", "L9Cache", "0000:zz:00.0");
        SplittableRandom random = new SplittableRandom(20);
        List<int[]> places = new ArrayList<>();
        for (int at = whole.indexOf("=\""); at > 0; at = whole.indexOf("=\"", at + 2)) {
            places.add(new int[] {at + 2, whole.indexOf('"', at + 2)});
        }
        int refusals = 0;
        for (int i = 0; i < 600; i++) {
            int[] place = places.get(random.nextInt(places.size()));
            String changed = whole.substring(0, place[0]) + values.get(random.nextInt(values.size()))
                    + whole.substring(place[1]);
            try {
                assertThat(read(changed).topology().cpus()).isNotEmpty();
            } catch (UnusableTree refused) {
                refusals++;
            }
        }
        assertThat(refusals).isBetween(1, 599);
    }

    // As lstopo makes it from CPUID alone: 0 bytes everywhere would let no kubelet start.
    @Test
    void memory_ofAnXmlThatTellsNone_isAssumed() {
        String xml = """
                <topology version="2.0">
                  <object type="Machine" os_index="0" cpuset="0x3" nodeset="0x1">
                    <object type="NUMANode" os_index="0" cpuset="0x3" nodeset="0x1"/>
                    <object type="Core" os_index="0" cpuset="0x1"><object type="PU" os_index="0" cpuset="0x1"/></object>
                    <object type="Core" os_index="1" cpuset="0x2"><object type="PU" os_index="1" cpuset="0x2"/></object>
                  </object>
                </topology>
                """;

        assertThat(read(xml).topology().numaNodes().getFirst().memoryBytes()).isEqualTo(1L << 40);
        assertThat(read(xml).warnings()).anyMatch(
                warning -> warning.kind() == DiscoveryWarning.Kind.MEMORY_UNKNOWN && warning.message().contains("1Ti"));
    }
}
