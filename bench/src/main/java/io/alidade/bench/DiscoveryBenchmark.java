package io.alidade.bench;

import io.alidade.linux.capture.MachineCapture;
import io.alidade.linux.machine.DiscoveredMachine;
import io.alidade.linux.machine.MachineDiscovery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Discovery of a made-up machine of two sockets with SMT, four caches a core and a device for every eight CPUs, from a
/// folder and from a capture of it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgs = {"-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch",
    "--sun-misc-unsafe-memory-access=allow"})
public class DiscoveryBenchmark {
    private static final String CPU = "sys/devices/system/cpu/";

    @Param({"64", "256"})
    int cpus;

    private Path folder;
    private Path root;
    private Path archive;

    @Setup(Level.Trial)
    public void prepare() throws IOException {
        folder = Files.createTempDirectory("discovery");
        root = folder.resolve("root");
        archive = folder.resolve("machine.tar.gz");
        int perSocket = cpus / 2;
        put(CPU + "online", "0-" + (cpus - 1));
        for (int cpu = 0; cpu < cpus; cpu++) {
            int core = cpu % perSocket;
            prepareCpu(cpu, core / (perSocket / 2), core);
        }
        for (int socket = 0; socket < 2; socket++) {
            String node = "sys/devices/system/node/node" + socket + "/";
            put(node + "cpulist", ofSocket(socket));
            put(node + "meminfo", "Node " + socket + " MemTotal: 67108864 kB");
            put(node + "distance", socket == 0 ? "10 21" : "21 10");
            put(node + "hugepages/hugepages-1048576kB/nr_hugepages", "4");
        }
        for (int device = 0; device < cpus / 8; device++) {
            prepareDevice(device);
        }
        MachineCapture.write(root, archive);
        if (!archive().equals(folder()) || folder().hardware().devices().size() != cpus / 8) {
            throw new IllegalStateException("The machine is not what it should be.");
        }
    }

    private void prepareCpu(int cpu, int socket, int core) {
        int sibling = cpu < cpus / 2 ? cpu + cpus / 2 : cpu - cpus / 2;
        String siblings = Math.min(cpu, sibling) + "," + Math.max(cpu, sibling);
        String topology = CPU + "cpu" + cpu + "/topology/";
        put(topology + "physical_package_id", Integer.toString(socket));
        put(topology + "core_id", Integer.toString(core));
        put(topology + "core_cpus_list", siblings);
        List<String> types = List.of("Data", "Instruction", "Unified", "Unified");
        for (int index = 0; index < types.size(); index++) {
            String cache = CPU + "cpu" + cpu + "/cache/index" + index + "/";
            put(cache + "level", Integer.toString(Math.max(1, index)));
            put(cache + "type", types.get(index));
            put(cache + "size", "32K");
            put(cache + "id", Integer.toString(index == 3 ? socket : core));
            put(cache + "shared_cpu_list", index == 3 ? ofSocket(socket) : siblings);
        }
    }

    private void prepareDevice(int number) {
        String address = String.format(Locale.ROOT, "0000:%02x:00.0", number + 1);
        String path = "devices/pci0000:00/" + address;
        put("sys/" + path + "/class", "0x020000");
        put("sys/" + path + "/vendor", "0x8086");
        put("sys/" + path + "/device", "0x1592");
        put("sys/" + path + "/numa_node", Integer.toString(number % 2));
        put("sys/" + path + "/local_cpulist", ofSocket(number % 2));
        put("sys/" + path + "/net/eth" + number + "/mtu", "1500");
        try {
            Path link = root.resolve("sys/bus/pci/devices/" + address);
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link, Path.of("../../../" + path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String ofSocket(int socket) {
        int quarter = cpus / 4;
        return socket * quarter + "-" + ((socket + 1) * quarter - 1) + "," + (socket + 2) * quarter + "-"
                + ((socket + 3) * quarter - 1);
    }

    private void put(String path, String text) {
        try {
            Files.createDirectories(root.resolve(path).getParent());
            Files.writeString(root.resolve(path), text + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @TearDown(Level.Trial)
    public void delete() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Benchmark
    public DiscoveredMachine folder() {
        return MachineDiscovery.discover(root);
    }

    @Benchmark
    public DiscoveredMachine archive() {
        return MachineDiscovery.discoverArchive(archive);
    }
}
