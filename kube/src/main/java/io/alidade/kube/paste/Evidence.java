package io.alidade.kube.paste;

import io.alidade.engine.device.Device;
import io.alidade.engine.mask.CpuSet;
import io.alidade.kube.machine.NodeTaint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// All facts of all sources together, each with who says it. What a second source says must agree with the first.
final class Evidence {
    private static final double TOTAL_TOLERANCE = 0.02;

    private Optional<Claim<CpuSet>> onlineCpus = Optional.empty();
    private Optional<Claim<CpuSet>> offlineCpus = Optional.empty();
    private Optional<Claim<Integer>> cpuCount = Optional.empty();
    private Optional<Claim<Long>> cpuCapacity = Optional.empty();
    private Optional<Claim<Boolean>> noNuma = Optional.empty();
    private Optional<Claim<Integer>> numaNodeCount = Optional.empty();
    private final SortedMap<Integer, Claim<CpuSet>> numaNodeCpus = new TreeMap<>();
    private final List<Claim<Fact.NumaNodeHolds>> holds = new ArrayList<>();
    private final SortedMap<Integer, Claim<Integer>> numaNodeOfCpu = new TreeMap<>();
    private final SortedMap<Integer, Claim<Integer>> near = new TreeMap<>();
    private final Grouping cores = new Grouping("core");
    private final Grouping sockets = new Grouping("socket");
    private final Grouping l3 = new Grouping("cache of level 3");
    private Optional<Claim<Integer>> threadsPerCore = Optional.empty();
    private Optional<Claim<Integer>> coresPerSocket = Optional.empty();
    private Optional<Claim<Integer>> socketCount = Optional.empty();
    private Optional<Claim<Integer>> l3Count = Optional.empty();
    private Optional<Claim<String>> architecture = Optional.empty();
    private final SortedMap<Integer, Claim<PrintedBytes>> memory = new TreeMap<>();
    private Optional<Claim<PrintedBytes>> totalMemory = Optional.empty();
    private final SortedMap<Integer, Claim<SortedMap<Integer, Integer>>> distances = new TreeMap<>();
    private final SortedMap<Long, Claim<Long>> hugepages = new TreeMap<>();
    private final Map<List<String>, Claim<Device>> devices = new LinkedHashMap<>();
    private final List<Claim<Fact.DeviceNear>> devicesNear = new ArrayList<>();
    private final Map<List<String>, Claim<String>> deviceIds = new LinkedHashMap<>();
    private final SortedMap<String, Claim<Fact.DeviceCount>> deviceCounts = new TreeMap<>();
    private Optional<Claim<String>> name = Optional.empty();
    private Optional<Claim<Map<String, String>>> labels = Optional.empty();
    private Optional<Claim<List<NodeTaint>>> taints = Optional.empty();
    private Optional<Claim<Long>> ephemeralStorage = Optional.empty();
    private Optional<Claim<String>> kubeletVersion = Optional.empty();
    private final List<String> warnings = new ArrayList<>();

    private static <T> Optional<Claim<T>> agreed(Optional<Claim<T>> known, Claim<T> other, String subject) {
        return Optional.of(known.isPresent() ? known.get().andAlso(other, subject) : other);
    }

    private static <K, T> void agree(Map<K, Claim<T>> known, K key, Claim<T> other, String subject) {
        Claim<T> first = known.putIfAbsent(key, other);
        if (first != null) {
            first.andAlso(other, subject);
        }
    }

    /// @throws io.alidade.kube.document.BadInput if it contradicts what is there
    void add(Told told) {
        warnings.addAll(told.warnings());
        SortedMap<Integer, Integer> coreOf = new TreeMap<>();
        SortedMap<Integer, Integer> socketOf = new TreeMap<>();
        SortedMap<Integer, Integer> l3Of = new TreeMap<>();
        for (Fact fact : told.facts()) {
            if (fact instanceof Fact.CpuPlace place) {
                place.core().ifPresent(id -> coreOf.put(place.cpu(), id));
                place.socket().ifPresent(id -> socketOf.put(place.cpu(), id));
                place.l3().ifPresent(id -> l3Of.put(place.cpu(), id));
                place.numaNode().ifPresent(id -> onNumaNode(place.cpu(), new Claim<>(id, told.origin())));
            } else {
                add(fact, told.origin());
            }
        }
        cores.add(told.origin(), coreOf);
        sockets.add(told.origin(), socketOf);
        l3.add(told.origin(), l3Of);
    }

    private void onNumaNode(int cpu, Claim<Integer> numaNode) {
        agree(numaNodeOfCpu, cpu, numaNode, "CPU " + cpu + " is on NUMA node");
    }

    private void add(Fact fact, String origin) {
        switch (fact) {
            case Fact.OnlineCpus(CpuSet cpus) ->
                onlineCpus = agreed(onlineCpus, new Claim<>(cpus, origin), "CPUs online");
            case Fact.OfflineCpus(CpuSet cpus) ->
                offlineCpus = agreed(offlineCpus, new Claim<>(cpus, origin), "CPUs offline");
            case Fact.CpuCount(int count) -> cpuCount = agreed(cpuCount, new Claim<>(count, origin), "CPUs there");
            case Fact.CpuCapacity(long count) ->
                cpuCapacity = agreed(cpuCapacity, new Claim<>(count, origin), "cpu of the capacity");
            case Fact.NumaNodeCount(int count) -> numaNodeCount = agreed(numaNodeCount, new Claim<>(count, origin),
                    "number of NUMA nodes");
            case Fact.NoNuma() -> noNuma = Optional.of(new Claim<>(true, origin));
            case Fact.NumaNodeCpus(int numaNode, CpuSet cpus) -> {
                agree(numaNodeCpus, numaNode, new Claim<>(cpus, origin), "CPUs of NUMA node " + numaNode);
                cpus.forEach(cpu -> onNumaNode(cpu, new Claim<>(numaNode, origin)));
            }
            case Fact.NumaNodeHolds part -> holds.add(new Claim<>(part, origin));
            case Fact.CpuNear(int cpu, int numaNode) -> near.putIfAbsent(cpu, new Claim<>(numaNode, origin));
            case Fact.CpuPlace _ -> {
                // With all others of its source.
            }
            case Fact.CoreCounts(OptionalInt threads, OptionalInt ofSocket, OptionalInt all) -> {
                threads.ifPresent(count -> threadsPerCore = agreed(threadsPerCore, new Claim<>(count, origin),
                        "threads of a core"));
                ofSocket.ifPresent(count -> coresPerSocket = agreed(coresPerSocket, new Claim<>(count, origin),
                        "cores of a socket"));
                all.ifPresent(
                        count -> socketCount = agreed(socketCount, new Claim<>(count, origin), "number of sockets"));
            }
            case Fact.L3Count(int count) -> l3Count = agreed(l3Count, new Claim<>(count, origin), "caches of level 3");
            case Fact.Architecture(String text) -> architecture = Optional.of(new Claim<>(text, origin));
            case Fact.NumaNodeMemory(int numaNode, PrintedBytes amount) ->
                memory.merge(numaNode, new Claim<>(amount, origin),
                        (one, other) -> closer(one, other, "memory of NUMA node " + numaNode));
            case Fact.TotalMemory(PrintedBytes amount) -> totalMemory = Optional.of(totalMemory.isPresent()
                    ? closer(totalMemory.get(), new Claim<>(amount, origin), "memory of the machine")
                    : new Claim<>(amount, origin));
            case Fact.Distances(int numaNode, SortedMap<Integer, Integer> row) -> agree(distances, numaNode,
                    new Claim<>(row, origin), "distances of NUMA node " + numaNode);
            case Fact.Hugepages(long size, long count) -> agree(hugepages, size, new Claim<>(count, origin),
                    "hugepages of " + size + " bytes");
            case Fact.DeviceAt(Device device) -> agree(devices, List.of(device.resource(), device.id()),
                    new Claim<>(device, origin), "device");
            case Fact.DeviceNear near -> devicesNear.add(new Claim<>(near, origin));
            case Fact.DeviceId(String resource, String index, String id) -> agree(deviceIds, List.of(resource, index),
                    new Claim<>(id, origin), "id of " + index);
            case Fact.DeviceCount count -> agree(deviceCounts, count.resource(), new Claim<>(count, origin),
                    "number of " + count.resource());
            case Fact.NodeName(String text) -> name = agreed(name, new Claim<>(text, origin), "name of the node");
            case Fact.Labels(Map<String, String> all) -> labels = agreed(labels, new Claim<>(all, origin), "labels");
            case Fact.Taints(List<NodeTaint> all) -> taints = agreed(taints, new Claim<>(all, origin), "taints");
            case Fact.EphemeralStorage(long bytes) ->
                ephemeralStorage = agreed(ephemeralStorage, new Claim<>(bytes, origin),
                        "ephemeral-storage");
            case Fact.KubeletVersion(String version) ->
                kubeletVersion = agreed(kubeletVersion, new Claim<>(version, origin),
                        "kubelet");
        }
    }

    private static Claim<PrintedBytes> closer(Claim<PrintedBytes> one, Claim<PrintedBytes> other, String subject) {
        if (!one.value().agreesWith(other.value())
                && Math.abs((double) one.value().bytes() - other.value().bytes())
                        > one.value().bytes() * TOTAL_TOLERANCE) {
            throw Claim.contradiction(subject + " " + one.value().bytes() + " bytes", one.origin(),
                    other.value().bytes() + " bytes", other.origin());
        }
        return one.value().closer(other.value()).equals(one.value()) ? one : other;
    }

    /// What has to hold between facts of different kinds.
    void check() {
        if (numaNodeCpus.isEmpty()) {
            near.forEach(numaNodeOfCpu::putIfAbsent);
        }
        holds.forEach(part -> part.value().cpus().forEach(cpu -> onNumaNode(cpu, new Claim<>(part.value().numaNode(),
                part.origin()))));
        onlineCpus.ifPresent(online -> numaNodeOfCpu.forEach((cpu, numaNode) -> {
            if (!online.value().contains(cpu)) {
                throw Claim.contradiction("CPUs online " + online.value(), online.origin(), "CPU " + cpu
                        + " is on NUMA node " + numaNode.value(), numaNode.origin());
            }
        }));
        numaNodeOfCpu.forEach((cpu, numaNode) -> {
            Claim<CpuSet> listed = numaNodeCpus.get(numaNode.value());
            if (listed != null && !listed.value().contains(cpu)) {
                throw Claim.contradiction("CPUs of NUMA node " + numaNode.value() + " " + listed.value(),
                        listed.origin(),
                        "CPU " + cpu + " is on it", numaNode.origin());
            }
        });
        if (socketCount.isPresent() && !sockets.ids().isEmpty() && offlineCpus.isEmpty()) {
            int seen = new HashSet<>(sockets.ids().values()).size();
            if (seen > socketCount.get().value()) {
                throw Claim.contradiction("number of sockets " + socketCount.get().value(), socketCount.get().origin(),
                        Integer.toString(seen), sockets.origin());
            }
        }
        if (threadsPerCore.isPresent()) {
            Map<Integer, Integer> sizes = new HashMap<>();
            cores.ids().values().forEach(core -> sizes.merge(core, 1, Integer::sum));
            int largest = sizes.values().stream().mapToInt(size -> size).max().orElse(0);
            if (largest > threadsPerCore.get().value()) {
                throw Claim.contradiction("threads of a core " + threadsPerCore.get().value(),
                        threadsPerCore.get().origin(),
                        "a core of " + largest + " threads", cores.origin());
            }
        }
    }

    Optional<Claim<CpuSet>> onlineCpus() {
        return onlineCpus;
    }

    Optional<Claim<CpuSet>> offlineCpus() {
        return offlineCpus;
    }

    Optional<Claim<Integer>> cpuCount() {
        return cpuCount;
    }

    Optional<Claim<Long>> cpuCapacity() {
        return cpuCapacity;
    }

    Optional<Claim<Integer>> numaNodeCount() {
        return numaNodeCount;
    }

    boolean isWithoutNuma() {
        return noNuma.isPresent();
    }

    SortedMap<Integer, Claim<CpuSet>> numaNodeCpus() {
        return numaNodeCpus;
    }

    SortedMap<Integer, Claim<Integer>> numaNodeOfCpu() {
        return numaNodeOfCpu;
    }

    Grouping cores() {
        return cores;
    }

    Grouping sockets() {
        return sockets;
    }

    Grouping l3() {
        return l3;
    }

    OptionalInt threadsPerCore() {
        return count(threadsPerCore);
    }

    OptionalInt coresPerSocket() {
        return count(coresPerSocket);
    }

    OptionalInt socketCount() {
        return count(socketCount);
    }

    OptionalInt l3Count() {
        return count(l3Count);
    }

    private static OptionalInt count(Optional<Claim<Integer>> claim) {
        return claim.isPresent() ? OptionalInt.of(claim.get().value()) : OptionalInt.empty();
    }

    String architecture() {
        return architecture.map(Claim::value).orElse("");
    }

    SortedMap<Integer, Claim<PrintedBytes>> memory() {
        return memory;
    }

    Optional<Claim<PrintedBytes>> totalMemory() {
        return totalMemory;
    }

    SortedMap<Integer, Claim<SortedMap<Integer, Integer>>> distances() {
        return distances;
    }

    SortedMap<Long, Claim<Long>> hugepages() {
        return hugepages;
    }

    Map<List<String>, Claim<Device>> devices() {
        return devices;
    }

    List<Claim<Fact.DeviceNear>> devicesNear() {
        return devicesNear;
    }

    Map<List<String>, Claim<String>> deviceIds() {
        return deviceIds;
    }

    SortedMap<String, Claim<Fact.DeviceCount>> deviceCounts() {
        return deviceCounts;
    }

    Optional<String> name() {
        return name.map(Claim::value);
    }

    Map<String, String> labels() {
        return labels.map(Claim::value).orElse(Map.of());
    }

    List<NodeTaint> taints() {
        return taints.map(Claim::value).orElse(List.of());
    }

    Optional<Claim<Long>> ephemeralStorage() {
        return ephemeralStorage;
    }

    Optional<String> kubeletVersion() {
        return kubeletVersion.map(Claim::value);
    }

    List<String> warnings() {
        return warnings;
    }
}
