package io.alidade.linux.hwloc;

import io.alidade.engine.machine.Cache;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.mask.CpuSet;
import io.alidade.linux.machine.CacheFacts;
import io.alidade.linux.machine.CpuPlaces;
import io.alidade.linux.machine.DiscoveredMachine;
import io.alidade.linux.machine.DiscoveryWarning;
import io.alidade.linux.machine.KernelFacts;
import io.alidade.linux.machine.MachineAssembly;
import io.alidade.linux.machine.Warnings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Machines in the XML of hwloc 2 and 3.
public final class HwlocXml {
    private static final String SILENT = "an hwloc XML tells neither isolated CPUs, SR-IOV functions and memory tiers of"
            + " the kernel, nor its cgroups, and leaves out names and bridges of some PCI devices. A device counts as near"
            + " to all CPUs of the object that it hangs from, and its NUMA node is theirs.";
    /// Architectures on which the memory of a GPU can be a NUMA node.
    private static final Set<String> COHERENT_GPUS = Set.of("ppc64le", "aarch64");
    private static final int NVIDIA = 0x10de;

    private HwlocXml() {}

    /// Whether bytes, of which these are the first, are meant as XML of whatever kind.
    public static boolean isXml(byte[] head) {
        String text = new String(head, 0, Math.min(head.length, 256), StandardCharsets.UTF_8);
        return text.replace("\uFEFF", "").stripLeading().startsWith("<");
    }

    /// Reads a machine. CPUs that the XML leaves out are offline, or were hidden from its writer; which of both, it does
    /// not say.
    ///
    /// @param source the name of the file, for messages
    /// @throws io.alidade.linux.tree.UnusableTree if it is no XML of hwloc 2 or 3, or has no CPU, or not 1 to 64 NUMA
    ///         nodes
    public static DiscoveredMachine read(String source, byte[] xml) {
        HwlocTopology topology = HwlocParser.parse(source, xml);
        XmlObject machine = topology.machine();
        Warnings warnings = new Warnings();
        ObjectWalk walk = ObjectWalk.over(machine);
        Units units = Units.of(source, walk.units());
        CpuSet usable = units.cpus();
        NumaObjects numaObjects = NumaObjects.of(source, machine, walk.numaNodes(), warnings);
        SortedMap<Integer, CpuSet> numaNodeCpus = numaObjects.cpus(units);
        CpuSet hidden = machine.bitmap("complete_cpuset").orElse(usable).andNot(usable);
        warnOfCpus(machine, usable, hidden, warnings);
        List<HardwareDevice> devices = PciObjects.devices(topology, walk.pciObjects(), numaNodeCpus, usable);
        warnOfGpuMemory(topology, walk, devices, warnings);
        warnings.add(DiscoveryWarning.Kind.NOT_IN_SOURCE, SILENT);
        return MachineAssembly.assemble(new KernelFacts(usable, hidden, CpuSet.EMPTY,
                CpuPlaces.of(
                        units.facts(topology.info("Architecture").filter(name -> name.startsWith("s390")).isPresent()),
                        warnings),
                numaObjects.numaNodes(topology), numaNodeCpus,
                caches(walk.caches(), usable), CpuKinds.of(topology.kinds(), usable, warnings), List.of(), devices,
                OptionalLong.empty(), Optional.empty(), HwlocParser.CURE), warnings);
    }

    private static void warnOfCpus(XmlObject machine, CpuSet usable, CpuSet hidden, Warnings warnings) {
        warnings.addFor(hidden, DiscoveryWarning.Kind.CPU_HIDDEN, "offline, or hidden from the writer of the XML by its"
                + " cgroup; counted as offline. lstopo-no-graphics --disallowed --of xml FILE leaves out offline ones"
                + " alone.");
        machine.bitmap("allowed_cpuset").ifPresent(allowed -> warnings.addFor(usable.andNot(allowed),
                DiscoveryWarning.Kind.CPU_NOT_ALLOWED,
                "not allowed to the writer of the XML; counted as usable, as the kubelet sees the whole machine."));
    }

    /// hwloc leaves out NUMA nodes that are the memory of an NVIDIA GPU, without a trace.
    private static void warnOfGpuMemory(HwlocTopology topology, ObjectWalk walk, List<HardwareDevice> devices,
            Warnings warnings) {
        boolean mayBe = topology.info("Architecture").filter(COHERENT_GPUS::contains).isPresent()
                && devices.stream().anyMatch(device -> device.kind() == HardwareDevice.Kind.GPU
                        && device.vendorId().orElse(NVIDIA) == NVIDIA);
        boolean written = walk.numaNodes().stream()
                .anyMatch(numa -> numa.object().attribute("subtype").orElse("").equals("GPUMemory"));
        if (mayBe && !written) {
            warnings.add(DiscoveryWarning.Kind.GPU_MEMORY_HIDDEN, "hwloc leaves out NUMA nodes that are the memory of"
                    + " GPUs, if there are any; the kubelet counts them."
                    + " HWLOC_KEEP_NVIDIA_GPU_NUMA_NODES=1 lstopo-no-graphics --disallowed --of xml FILE writes them.");
        }
    }

    /// The caches of each CPU, lowest level first: data, instructions, both.
    private static SortedMap<Integer, List<CacheFacts>> caches(List<XmlObject> objects, CpuSet usable) {
        SortedMap<Integer, List<CacheFacts>> byCpu = new TreeMap<>();
        for (XmlObject object : objects) {
            CpuSet cpus = object.bitmap("cpuset").orElse(CpuSet.EMPTY).and(usable);
            OptionalLong size = object.number("cache_size");
            OptionalInt id = object.osIndex();
            CacheFacts cache = new CacheFacts(object.type().charAt(1) - '0', type(object), id,
                    size.orElse(0) > 0 ? size : OptionalLong.empty(), cpus);
            cpus.forEach(cpu -> byCpu.computeIfAbsent(cpu, absent -> new ArrayList<>()).add(cache));
        }
        byCpu.values().forEach(caches -> caches.sort(Comparator.comparingInt(CacheFacts::level)
                .thenComparing(CacheFacts::type)));
        return byCpu;
    }

    private static Cache.Type type(XmlObject object) {
        if (object.type().contains("i")) {
            return Cache.Type.INSTRUCTION;
        }
        return object.number("cache_type").orElse(0) == 1 ? Cache.Type.DATA : Cache.Type.UNIFIED;
    }
}
