package io.alidade.kube.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.engine.machine.Cache;
import io.alidade.engine.machine.CgroupMode;
import io.alidade.engine.machine.CoreKind;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.machine.MemoryTier;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Value;
import io.alidade.testkit.Machine;
import io.alidade.testkit.Property;
import io.alidade.testkit.RandomMachine;
import io.alidade.testkit.Randomness;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeTopologyDocumentTest {
    private static final String SMALL = """
            {"apiVersion": "alidade.io/v1", "kind": "NodeTopology", "cpus": "0-1", "packages": 1, "cores": 1,
             "numaNodes": [{"id": 0, "memoryBytes": 1073741824, "cpus": "0-1", "hugepages": {"2Mi": 4},
                            "distances": {"0": 10}}],
             "cpuDetails": [{"cpu": 0, "core": 0, "socket": 0, "numaNode": 0, "uncoreCache": 0},
                            {"cpu": 1, "core": 0, "socket": 0, "numaNode": 0, "uncoreCache": 0}],
             "devices": [{"kind": "gpu", "address": "0000:01:00.0", "class": "0x030000", "numaNode": 0}]}""";

    private static NodeTopologyDocument read(String text) {
        return NodeTopologyDocument.read(DocumentReader.readOne("m", text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertRoundTrip(NodeTopologyDocument document) {
        Value written = document.toDocument();
        assertThat(read(DocumentWriter.toJson(written))).isEqualTo(document);
        assertThat(read(DocumentWriter.toYaml(written))).isEqualTo(document);
    }

    @Test
    void document_randomMachine_isReadBack() {
        Property.check("documents of machines are read back", 200, random -> {
            NodeTopology topology = topology(RandomMachine.next(random));
            Hardware hardware = hardware(random, topology);
            assertRoundTrip(new NodeTopologyDocument("folder \"x\": #1", new MachineDescription(topology, hardware,
                    random.chance(50) ? Optional.of("- yes") : Optional.empty(),
                    OptionalLong.of(random.between(0L, 1L << 50)),
                    List.of(), Map.of("a/b", "null", "c", ""), List.of(), Optional.empty()),
                    List.of("kind: something: 0x10", "no")));
        });
    }

    private static NodeTopology topology(Machine machine) {
        return new NodeTopology(
                machine.numaNodes().stream().map(row -> new NumaNode(row.numaNode(), row.memoryBytes(),
                        bytes(row.hugePagesByKib()), row.distances())).toList(),
                machine.cpus().stream().map(row -> new Cpu(row.cpu(), row.core(), row.socket(), row.numaNode(),
                        row.uncoreCache())).toList());
    }

    private static Map<Long, Long> bytes(Map<Long, Long> pagesByKib) {
        Map<Long, Long> pages = new TreeMap<>();
        pagesByKib.forEach((kib, count) -> pages.put(kib << 10, count));
        return pages;
    }

    private static Hardware hardware(Randomness random, NodeTopology topology) {
        Hardware implied = Hardware.of(topology);
        if (random.chance(30)) {
            return implied;
        }
        List<Integer> numaNodes = new ArrayList<>(implied.numaNodes().keySet());
        CpuSet usable = implied.usableCpus();
        CpuSet offline = CpuSet.parseList("4000-4001");
        List<Cache> caches = new ArrayList<>(implied.caches());
        caches.add(new Cache(4, Cache.Type.DATA, OptionalInt.empty(), OptionalLong.of(random.between(0L, 1L << 40)),
                usable));
        HardwareDevice device = new HardwareDevice(random.pick(List.of(HardwareDevice.Kind.values())), "0000:3b:00.0",
                List.of("0000:00:01.0", "0000:3a:00.0"), random.between(0, 0xFFFFFF), OptionalInt.of(0x8086),
                OptionalInt.of(random.between(0, 0xFFFF)), List.of("eth0", "on"),
                random.flip() ? OptionalInt.of(random.pick(numaNodes)) : OptionalInt.empty(), usable,
                random.flip() ? Optional.of("0000:3b:00.1") : Optional.empty(), OptionalInt.of(random.between(0, 64)),
                random.flip() ? Optional.of("vfio-pci") : Optional.empty());
        return new Hardware(usable, offline, random.flip() ? usable : CpuSet.EMPTY,
                random.flip() ? implied.sockets() : new TreeMap<>(Map.of(7, usable)),
                random.flip() ? implied.cores() : List.of(usable), implied.numaNodes(), caches,
                List.of(new CoreKind("performance", usable), new CoreKind("efficiency", CpuSet.EMPTY)),
                List.of(new MemoryTier(4, numaNodes)), List.of(device),
                Optional.of(random.pick(List.of(CgroupMode.values()))),
                random.flip() ? OptionalLong.of(random.between(1L, 1L << 50)) : OptionalLong.empty());
    }

    @Test
    void document_shape_isThePublishedOne() {
        String json = DocumentWriter.toCompactJson(read(SMALL).toDocument());
        assertThat(json).contains(
                "\"cpus\":\"0-1\",\"packages\":1,\"cores\":1,\"uncoreCaches\":[{\"id\":0,\"cpus\":\"0-1\"}]",
                "\"numaNodes\":[{\"id\":0,\"memoryBytes\":1073741824,\"cpus\":\"0-1\",\"hugepages\":{\"2Mi\":4},"
                        + "\"distances\":{\"0\":10},\"devices\":[{\"address\":\"0000:01:00.0\",\"kind\":\"gpu\"}]}]",
                "\"cpuDetails\":[{\"cpu\":0,\"core\":0,\"socket\":0,\"numaNode\":0,\"uncoreCache\":0}",
                "\"warnings\":[]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "alidade.io/v1|alidade.io/v9|apiVersion", "\"packages\": 1|\"packages\": 2|packages is 2",
        "\"cores\": 1|\"cores\": 2|cores is 2", "\"cpus\": \"0-1\", \"pack|\"cpus\": \"0\", \"pack|leaves out CPUs",
        "\"0\": 10|\"1\": 10|distances leaves out NUMA node 0", "\"cpu\": 1|\"cpu\": 0|on the machine already",
        "\"cpu\": 1|\"cpu\": 99999999|is the number 99999999",
        "\"numaNode\": 0, \"unc|\"numaNode\": 3, \"unc|no such NUMA node",
        "\"kind\": \"gpu\"|\"kind\": \"tpu\"|Write one of", "0x030000|0x99999999|not a number in hexadecimal",
        "\"devices\": |\"devises\": |devises", "\"memoryBytes\": 1073741824|\"memoryBytes\": -1|memoryBytes",
        "\"memoryBytes\": 1073741824|\"memoryBytes\": 5|memory", "\"2Mi\": 4|\"2Xi\": 4|2Xi"})
    void document_withAWrongValue_isRefused(String right, String wrong, String words) {
        assertThat(SMALL).contains(right);
        String text = SMALL.replace(right, wrong);

        assertThatThrownBy(() -> read(text)).isInstanceOfSatisfying(BadInput.class, refused -> {
            assertThat(refused.getMessage() + refused.cure()).contains(words);
            assertThat(refused.cure()).isNotBlank();
        });
    }

    /// Any value in any place: a machine that is read back, or one refusal with a cure.
    @Test
    void document_otherValues_isReadOrRefused() {
        List<String> values = List.of("null", "-1", "\"\"", "[]", "{}", "9223372036854775807", "99999999999999999999",
                "1.5", "true", "\"0-70000\"", "[[]]", "{\"a\": {}}", "2147483647");
        SplittableRandom random = new SplittableRandom(5);
        int refusals = 0;
        for (int i = 0; i < 2000; i++) {
            List<Integer> colons = new ArrayList<>();
            for (int at = SMALL.indexOf(": "); at > 0; at = SMALL.indexOf(": ", at + 2)) {
                colons.add(at + 2);
            }
            int start = colons.get(random.nextInt(colons.size()));
            int end = start;
            while (",]}".indexOf(SMALL.charAt(end)) < 0) {
                end++;
            }
            String text = SMALL.substring(0, start) + values.get(random.nextInt(values.size())) + SMALL.substring(end);
            try {
                assertRoundTrip(read(text));
            } catch (BadInput refused) {
                assertThat(refused.cure()).isNotBlank();
                refusals++;
            }
        }
        assertThat(refusals).isBetween(1, 1999);
    }
}
