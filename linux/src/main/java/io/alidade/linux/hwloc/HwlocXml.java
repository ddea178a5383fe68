package io.alidade.linux.hwloc;

import io.alidade.engine.machine.Cache;
import io.alidade.engine.machine.CoreKind;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.linux.hwloc.HwlocTopology.Kind;
import io.alidade.linux.machine.DiscoveredMachine;
import io.alidade.linux.machine.DiscoveryWarning;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Machines in the XML of hwloc 2.
public final class HwlocXml {
    private static final String SILENT = "an hwloc XML tells neither isolated CPUs, SR-IOV functions and memory tiers of"
            + " the kernel, nor its cgroups.";

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
    /// @throws io.alidade.linux.tree.UnusableTree if it is no XML of hwloc 2, or has no CPU, or not 1 to 64 NUMA nodes
    public static DiscoveredMachine read(String source, byte[] xml) {
        HwlocTopology topology = HwlocParser.parse(source, xml);
        HwlocWarnings warnings = new HwlocWarnings();
        ObjectWalk walk = ObjectWalk.over(topology.machine());
        UnitPlaces places = new UnitPlaces(source, walk.units());
        places.warn(warnings);
        CpuSet usable = places.cpus();
        NumaObjects numaNodes = NumaObjects.of(source, walk.numaNodes(), topology.matrices(), usable, warnings);
        List<Cache> caches = caches(walk.caches(), usable);
        NodeTopology seen = new NodeTopology(numaNodes.numaNodes(),
                new UncoreView(places, caches, warnings).cpus(numaNodes.cpus()));
        CpuSet hidden = topology.machine().bitmap("complete_cpuset").orElse(usable).andNot(usable);
        warnOfCpus(topology.machine(), usable, hidden, warnings);
        warnings.add(DiscoveryWarning.Kind.NOT_IN_SOURCE, SILENT);
        Hardware hardware = new Hardware(usable, hidden, CpuSet.EMPTY, places.sockets(), places.cores(),
                numaNodes.cpus(), caches, kinds(topology.kinds(), usable), List.of(), devices(walk.devices(), usable),
                Optional.empty());
        return new DiscoveredMachine(seen, hardware, warnings.toList());
    }

    private static void warnOfCpus(XmlObject machine, CpuSet usable, CpuSet hidden, HwlocWarnings warnings) {
        warnings.addFor(hidden, DiscoveryWarning.Kind.CPU_HIDDEN,
                "offline, or hidden from the writer of the XML by its cgroup; counted as offline.");
        machine.bitmap("allowed_cpuset").ifPresent(allowed -> warnings.addFor(usable.andNot(allowed),
                DiscoveryWarning.Kind.CPU_NOT_ALLOWED,
                "not allowed to the writer of the XML; counted as usable, as the kubelet sees the whole machine."));
    }

    private static List<Cache> caches(List<XmlObject> objects, CpuSet usable) {
        List<Cache> caches = new ArrayList<>();
        for (XmlObject object : objects) {
            CpuSet cpus = object.bitmap("cpuset").orElse(CpuSet.EMPTY).and(usable);
            if (!cpus.isEmpty()) {
                OptionalLong size = object.number("cache_size");
                caches.add(new Cache(object.type().charAt(1) - '0', type(object), object.osIndex(),
                        size.orElse(0) > 0 ? size : OptionalLong.empty(), cpus));
            }
        }
        caches.sort(Comparator.comparingInt(Cache::level).thenComparing(Cache::type)
                .thenComparingInt(cache -> cache.cpus().first()));
        return caches;
    }

    private static Cache.Type type(XmlObject object) {
        if (object.type().contains("i")) {
            return Cache.Type.INSTRUCTION;
        }
        return object.number("cache_type").orElse(0) == 1 ? Cache.Type.DATA : Cache.Type.UNIFIED;
    }

    /// Fastest first; one kind alone is none.
    private static List<CoreKind> kinds(List<Kind> kinds, CpuSet usable) {
        List<CoreKind> named = new ArrayList<>();
        for (int i = kinds.size() - 1; i >= 0; i--) {
            CpuSet cpus = kinds.get(i).cpus().orElse(CpuSet.EMPTY).and(usable);
            if (!cpus.isEmpty()) {
                named.add(new CoreKind(name(kinds.get(i), i), cpus));
            }
        }
        return named.size() > 1 ? named : List.of();
    }

    private static String name(Kind kind, int rank) {
        String type = kind.infos().getOrDefault("CoreType", "");
        if (type.equals("IntelCore") || type.equals("IntelAtom")) {
            return type.equals("IntelCore") ? "performance" : "efficiency";
        }
        Optional<String> capacity = Optional.ofNullable(kind.infos().get("LinuxCapacity"))
                .filter(text -> XmlNumbers.whole(text).isPresent());
        Optional<String> frequency = Optional.ofNullable(kind.infos().get("FrequencyMaxMHz"))
                .filter(text -> XmlNumbers.whole(text).isPresent());
        return capacity.map(text -> "capacity-" + text)
                .or(() -> frequency.map(text -> "up-to-" + text + "MHz")).orElse("kind-" + rank);
    }

    private static List<HardwareDevice> devices(List<HardwareDevice> found, CpuSet usable) {
        return found.stream().map(device -> new HardwareDevice(device.kind(),
                device.address().toLowerCase(Locale.ROOT), device.path(), device.classCode(), device.vendorId(),
                device.deviceId(), device.names(), device.numaNode(), device.localCpus().and(usable),
                Optional.empty(), OptionalInt.empty())).sorted(Comparator.comparing(HardwareDevice::address)).toList();
    }
}
