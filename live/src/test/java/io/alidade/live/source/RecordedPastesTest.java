package io.alidade.live.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.linux.machine.DiscoveredMachine;
import io.alidade.linux.machine.DiscoveryWarning;
import io.alidade.linux.machine.MachineDiscovery;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What util-linux 2.38.1 and hwloc 2.9.0 print of the snapshots of the module `linux`, and what numactl prints of such NUMA
/// nodes (written by a script, as numactl reads the running machine only), against what is discovered in the snapshots.
/// Outputs stand behind lines `##### COMMAND`.
class RecordedPastesTest {
    private static final Path SNAPSHOTS = Path.of("../linux/src/test/resources/machines");
    private static final Path OUTPUTS = Path.of("src/test/resources/pastes");
    private static final String NUMACTL = "numactl";
    /// Outputs whose sockets, cores or caches are not those of the snapshot: `lscpu` of files that are cut, and `lstopo` where
    /// it has no package, dies of one package with the same core ids, or caches of a kernel without NUMA nodes' own.
    private static final Set<String> OTHER_PLACES = Set.of("40intel64-4n10c+pci-conflicts lscpu",
            "64amd64-4s2n4ca2co lscpu", "fakememinitiators-1np2c+1npp+gi lscpu", "16em64t-4s2ca2c-cpusetreorder lstopo",
            "256ppc-8n8s4t lstopo", "32amd64-4s2n4c-cgroup2 lstopo", "4fake-4gr1nu1pu lstopo",
            "fakememinitiators-1np2c+1npp+gi lstopo");
    /// Its NUMA nodes share CPUs, which no kernel does and numactl is not asked.
    private static final String IMPOSSIBLE = "fakeheterocpunuma";

    @TempDir
    private Path folder;

    static Stream<Arguments> outputs() throws IOException {
        try (Stream<Path> files = Files.list(OUTPUTS)) {
            return files.map(file -> file.getFileName().toString().replace(".gz", "")).sorted().toList().stream()
                    .flatMap(name -> Stream
                            .of("lscpu", "lscpu -p -a", "lscpu -e -a", "lscpu -J", "lscpu -J -e -a", "lstopo")
                            .filter(command -> isReadable(name, command))
                            .map(command -> Arguments.of(name, command)));
        }
    }

    /// `lscpu` needs a kernel that lists possible CPUs.
    private static boolean isReadable(String machine, String command) {
        return !machine.equals(IMPOSSIBLE)
                && !recorded(machine).getOrDefault(command, "").contains("failed to determine");
    }

    private static Map<String, String> recorded(String machine) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(OUTPUTS.resolve(machine + ".gz")))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(text.split("##### ")).filter(part -> !part.isEmpty()).collect(Collectors.toMap(
                    part -> part.substring(0, part.indexOf('\n')), part -> part.substring(part.indexOf('\n') + 1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void node_outputsOfASnapshot_isTheSnapshot(String machine, String command) throws IOException {
        Map<String, String> recorded = recorded(machine);
        String output = recorded.getOrDefault(command, "");
        Path outputFile = Files.writeString(folder.resolve("output"), "[root@n1 ~]# " + command + "\n" + output);
        Path numactlFile = Files.writeString(folder.resolve("numactl"), recorded.getOrDefault(NUMACTL, ""));
        DiscoveredMachine discovered = MachineDiscovery.discoverArchive(SNAPSHOTS.resolve(machine + ".tar.gz"));
        NodeTopology snapshot = discovered.topology();
        Set<DiscoveryWarning.Kind> kinds = discovered.warnings().stream().map(DiscoveryWarning::kind)
                .collect(Collectors.toSet());

        FoundMachine found = new MachineSources(new Inputs(InputStream.nullInputStream(), _ -> {}))
                .read(List.of(outputFile.toString(), numactlFile.toString()));

        NodeTopology pasted = found.machine().topology();
        assertThat(places(pasted, Cpu::numaNode)).isEqualTo(places(snapshot, Cpu::numaNode));
        assertThat(pasted.numaNodes()).extracting(NumaNode::id)
                .isEqualTo(snapshot.numaNodes().stream().map(NumaNode::id).toList());
        for (int i = 0; i < pasted.numaNodes().size(); i++) {
            NumaNode expected = snapshot.numaNodes().get(i);
            // Without NUMA, numactl tells nothing.
            if (!kinds.contains(DiscoveryWarning.Kind.NO_NUMA_NODES)) {
                assertThat(pasted.numaNodes().get(i).memoryBytes()).isBetween(expected.memoryBytes() - (1 << 20),
                        expected.memoryBytes());
            }
            // A NUMA node alone has nothing to be near to, and firmware writes odd numbers there.
            if (pasted.numaNodes().size() > 1 && !kinds.contains(DiscoveryWarning.Kind.DISTANCES_UNKNOWN)) {
                assertThat(pasted.numaNodes().get(i).distances()).isEqualTo(expected.distances());
            }
        }
        if (!command.equals("lscpu") && !command.equals("lscpu -J")
                && !OTHER_PLACES.contains(machine + " " + command.split(" ", -1)[0])) {
            assertThat(groups(pasted, Cpu::socket)).isEqualTo(groups(snapshot, Cpu::socket));
            assertThat(groups(pasted, cpu -> List.of(cpu.socket(), cpu.core(), cpu.numaNode())))
                    .isEqualTo(groups(snapshot, cpu -> List.of(cpu.socket(), cpu.core(), cpu.numaNode())));
            // Where the kernel has no ids of caches, the kubelet sees none, and tools show them all the same.
            if (!kinds.contains(DiscoveryWarning.Kind.CACHE_ID_UNKNOWN)) {
                assertThat(groups(pasted, Cpu::uncoreCache)).isEqualTo(groups(snapshot, Cpu::uncoreCache));
            }
        }
    }

    private static Map<Integer, Integer> places(NodeTopology topology, Function<Cpu, Integer> place) {
        return topology.cpus().stream().collect(Collectors.toMap(Cpu::cpu, place));
    }

    private static Set<List<Integer>> groups(NodeTopology topology, Function<Cpu, Object> key) {
        return new HashSet<>(topology.cpus().stream().collect(Collectors.groupingBy(key,
                Collectors.mapping(Cpu::cpu, Collectors.toList()))).values());
    }
}
