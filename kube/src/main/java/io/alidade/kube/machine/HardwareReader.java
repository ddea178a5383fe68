package io.alidade.kube.machine;

import io.alidade.engine.machine.Cache;
import io.alidade.engine.machine.CgroupMode;
import io.alidade.engine.machine.CoreKind;
import io.alidade.engine.machine.Hardware;
import io.alidade.engine.machine.HardwareDevice;
import io.alidade.engine.machine.MemoryTier;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.document.Fields;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Reads the hardware of a NodeTopology. What is left out is as `cpuDetails` has it.
final class HardwareReader {
    private static final int MAX_LEVEL = 9;
    private static final int MAX_CLASS = 0xFFFFFF;
    private static final int MAX_ID = 0xFFFF;
    /// Numbers of buses have 8 bits, and no machine nests bridges nearly as deep.
    private static final int MAX_PATH = 64;

    private final Fields fields;
    private final Hardware implied;

    HardwareReader(Fields fields, NodeTopology topology) {
        this.fields = fields;
        this.implied = Hardware.of(topology);
    }

    /// @param numaNodeCpus the CPUs that NUMA nodes list, where they do
    Hardware hardware(Map<Integer, CpuSet> numaNodeCpus) {
        CpuSet usable = cpus(fields, "cpus").orElse(implied.usableCpus());
        SortedMap<Integer, CpuSet> numaNodes = new TreeMap<>(implied.numaNodes());
        numaNodes.putAll(numaNodeCpus);
        SortedMap<Integer, CpuSet> sockets = fields.has("sockets") ? sockets() : implied.sockets();
        List<CpuSet> cores = fields.has("realCores") ? cores() : implied.cores();
        List<Cache> caches = fields.has("caches")
                ? fields.objects("caches").stream().map(HardwareReader::cache).toList()
                : implied.caches();
        CpuSet offline = cpus(fields, "offlineCpus").orElse(CpuSet.EMPTY);
        CpuSet isolated = cpus(fields, "isolatedCpus").orElse(CpuSet.EMPTY);
        check("cpus", !implied.usableCpus().isSubsetOf(usable), "leaves out CPUs of cpuDetails: "
                + implied.usableCpus().andNot(usable).toListString() + ".");
        check("offlineCpus", offline.intersects(usable), "names CPUs that are online.");
        check("isolatedCpus", !isolated.isSubsetOf(usable), "names CPUs that are not online.");
        return new Hardware(usable, offline, isolated, sockets, cores, numaNodes, caches, coreKinds(), memoryTiers(),
                devices(), mode());
    }

    private void check(String key, boolean wrong, String message) {
        if (wrong) {
            fields.report(key, message, "Correct it: cpus lists the online CPUs, isolatedCpus some of them,"
                    + " offlineCpus others.");
        }
    }

    /// A list of CPUs in text.
    static Optional<CpuSet> cpus(Fields owner, String key) {
        Optional<String> text = owner.string(key);
        try {
            return text.map(CpuSet::parseList);
        } catch (IllegalArgumentException invalid) {
            owner.report(key, "is " + owner.describe(key) + ", not a list of CPUs: " + invalid.getMessage() + ".",
                    "Write ids and ranges such as \"0-31,64-95\", ids up to " + CpuSet.MAX_CPU + ".");
            return Optional.empty();
        }
    }

    private SortedMap<Integer, CpuSet> sockets() {
        SortedMap<Integer, CpuSet> sockets = new TreeMap<>();
        for (Fields socket : fields.objects("sockets")) {
            int id = number(socket, "id", Integer.MAX_VALUE).orElse(0);
            if (sockets.put(id, required(socket)) != null) {
                socket.report("id", "is " + id + ", and another socket has that id.", "Give each an id of its own.");
            }
        }
        return sockets;
    }

    private List<CpuSet> cores() {
        return fields.stringList("realCores").stream().map(text -> {
            try {
                return CpuSet.parseList(text);
            } catch (IllegalArgumentException invalid) {
                fields.report("realCores", "has an entry that is no list of CPUs: " + invalid.getMessage() + ".",
                        "Write the CPUs of each core, such as [\"0,64\", \"1,65\"].");
                return CpuSet.EMPTY;
            }
        }).toList();
    }

    private static Cache cache(Fields cache) {
        return new Cache(number(cache, "level", MAX_LEVEL).orElse(0),
                named(cache, "type", Cache.Type.values(), Cache.Type::wireName).orElse(Cache.Type.UNIFIED),
                number(cache, "id", Integer.MAX_VALUE), cache.integer("sizeBytes", 0, Long.MAX_VALUE), required(cache));
    }

    private List<CoreKind> coreKinds() {
        return fields.objects("coreKinds").stream()
                .map(kind -> new CoreKind(kind.string("name").orElse(""), required(kind))).toList();
    }

    private List<MemoryTier> memoryTiers() {
        return fields.objects("memoryTiers").stream().map(tier -> new MemoryTier(
                number(tier, "id", Integer.MAX_VALUE).orElse(0), tier.integers("numaNodes", 0, CpuSet.MAX_CPU)))
                .toList();
    }

    private Optional<CgroupMode> mode() {
        return named(fields, "cgroupMode", CgroupMode.values(), CgroupMode::wireName);
    }

    private List<HardwareDevice> devices() {
        Set<String> addresses = new HashSet<>();
        return fields.objects("devices").stream().map(entry -> {
            HardwareDevice device = device(entry);
            if (device.address().isEmpty() || !addresses.add(device.address())) {
                entry.report("address", "is " + entry.describe("address") + ", not the address of one device alone.",
                        "Give each an address of its own; devices of plugins go into pluginDevices.");
            }
            return device;
        }).toList();
    }

    private HardwareDevice device(Fields entry) {
        OptionalInt numaNode = number(entry, "numaNode", CpuSet.MAX_CPU);
        if (numaNode.isPresent() && !implied.numaNodes().containsKey(numaNode.getAsInt())) {
            entry.report("numaNode", "is " + numaNode.getAsInt() + ", and numaNodes has no such NUMA node.",
                    "Correct it, or leave it out for a device of no NUMA node.");
        }
        List<String> path = entry.stringList("path");
        if (path.size() > MAX_PATH) {
            entry.report("path", "has " + path.size() + " bridges, at most " + MAX_PATH + " are possible.",
                    "Give those on the way to the device.");
        }
        return new HardwareDevice(
                named(entry, "kind", HardwareDevice.Kind.values(), HardwareDevice.Kind::wireName)
                        .orElse(HardwareDevice.Kind.OTHER),
                entry.string("address").orElse(""), path, hex(entry, "class", MAX_CLASS).orElse(0),
                hex(entry, "vendor", MAX_ID), hex(entry, "device", MAX_ID), entry.stringList("names"), numaNode,
                cpus(entry, "localCpus").orElse(CpuSet.EMPTY), entry.string("physicalFunction"),
                number(entry, "virtualFunctions", Integer.MAX_VALUE), entry.string("driver"));
    }

    private static CpuSet required(Fields entry) {
        Optional<CpuSet> cpus = cpus(entry, "cpus");
        if (cpus.isEmpty()) {
            entry.report("cpus", "is missing.", "List its CPUs, such as \"0-31,64-95\".");
        }
        return cpus.orElse(CpuSet.EMPTY);
    }

    private static OptionalInt number(Fields owner, String key, int max) {
        OptionalLong number = owner.integer(key, 0, max);
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    private static OptionalInt hex(Fields owner, String key, int max) {
        Optional<String> text = owner.string(key);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.decode(text.get());
            if (text.get().startsWith("0x") && number >= 0 && number <= max) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException notANumber) {
            // Refused below, as one that is too large is.
        }
        owner.report(key, "is " + owner.describe(key) + ", not a number in hexadecimal up to 0x"
                + Integer.toHexString(max) + ".", "Write it as \"0x8086\".");
        return OptionalInt.empty();
    }

    private static <T> Optional<T> named(Fields owner, String key, T[] values, Function<T, String> wireName) {
        Optional<String> text = owner.string(key);
        Optional<T> found = Arrays.stream(values).filter(value -> text.equals(Optional.of(wireName.apply(value))))
                .findFirst();
        if (text.isPresent() && found.isEmpty()) {
            String known = Arrays.stream(values).map(wireName).collect(Collectors.joining(", "));
            owner.report(key, "is " + owner.describe(key) + ".", "Write one of " + known + ".");
        }
        return found;
    }
}
