package io.alidade.kube.paste;

import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.document.BadInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Makes the NUMA nodes of what is known of their memory, distances and hugepages.
///
/// Memory of which only the total is told is split evenly, as the kernel splits hugepages. Without any number, each NUMA
/// node with CPUs counts as [#UNKNOWN_BYTES]: nothing is then refused for want of memory.
final class MemoryCompletion {
    static final long UNKNOWN_BYTES = 1L << 40;
    private static final double TOTAL_TOLERANCE = 0.05;

    private final Evidence evidence;
    private final List<String> warnings;
    private final SortedSet<Integer> ids = new TreeSet<>();
    private final SortedSet<Integer> withCpus;

    MemoryCompletion(Evidence evidence, SortedSet<Integer> withCpus, List<String> warnings) {
        this.evidence = evidence;
        this.warnings = warnings;
        this.withCpus = withCpus;
        ids.addAll(withCpus);
        ids.addAll(evidence.numaNodeCpus().keySet());
        ids.addAll(evidence.memory().keySet());
    }

    List<NumaNode> numaNodes() {
        SortedMap<Integer, Long> memory = memory();
        Map<Integer, Map<Long, Long>> hugepages = hugepages(memory);
        boolean hasDistances = ids.stream().allMatch(id -> row(id).keySet().containsAll(ids));
        if (!hasDistances && ids.size() > 1) {
            warnings.add("distances-unknown: no source tells the distances of all NUMA nodes; prefer-closest-numa-nodes"
                    + " cannot be answered. numactl --hardware tells them.");
        }
        List<NumaNode> numaNodes = new ArrayList<>();
        for (int id : ids) {
            List<Integer> distances = hasDistances
                    ? ids.stream().map(other -> row(id).getOrDefault(other, 0)).toList() : List.of();
            numaNodes.add(
                    new NumaNode(id, memory.getOrDefault(id, 0L), hugepages.getOrDefault(id, Map.of()), distances));
        }
        return numaNodes;
    }

    private SortedMap<Integer, Integer> row(int id) {
        Claim<SortedMap<Integer, Integer>> row = evidence.distances().get(id);
        return row == null ? new TreeMap<>() : row.value();
    }

    private SortedMap<Integer, Long> memory() {
        SortedMap<Integer, Long> memory = new TreeMap<>();
        long known = 0;
        boolean isRounded = false;
        for (Map.Entry<Integer, Claim<PrintedBytes>> entry : evidence.memory().entrySet()) {
            memory.put(entry.getKey(), entry.getValue().value().bytes());
            known = Math.addExact(known, entry.getValue().value().bytes());
            isRounded |= !entry.getValue().value().isExact();
        }
        if (isRounded) {
            warnings.add("memory-rounded: the memory of NUMA nodes is told in rounded numbers ("
                    + evidence.memory().values().stream().map(Claim::origin).distinct()
                            .collect(Collectors.joining(", "))
                    + "); it is right to that unit, not to the byte.");
        }
        List<Integer> unknown = withCpus.stream().filter(id -> !memory.containsKey(id)).toList();
        if (unknown.isEmpty()) {
            checkTotal(known);
            return memory;
        }
        long rest = evidence.totalMemory().isPresent() ? evidence.totalMemory().get().value().bytes() - known : -1;
        if (rest > 0) {
            unknown.forEach(id -> memory.put(id, rest / unknown.size()));
            if (ids.size() > 1) {
                warnings.add("memory-assumed: of NUMA nodes " + text(unknown)
                        + " only the sum of memory is told; it is split"
                        + " evenly. Add numactl --hardware.");
            }
        } else {
            unknown.forEach(id -> memory.put(id, UNKNOWN_BYTES));
            warnings.add(
                    "memory-unknown: no source tells the memory of NUMA nodes " + text(unknown) + "; 1Ti of each is"
                            + " assumed, so that nothing is refused for want of it. Add numactl --hardware.");
        }
        return memory;
    }

    private static String text(List<Integer> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private void checkTotal(long known) {
        evidence.totalMemory().ifPresent(total -> {
            double difference = Math.abs((double) total.value().bytes() - known);
            if (difference > TOTAL_TOLERANCE * Math.max(known, 1L)) {
                throw Claim.contradiction("memory of the NUMA nodes together " + known + " bytes",
                        evidence.memory().values().stream().map(Claim::origin).findFirst().orElse(""),
                        "memory of the machine " + total.value().bytes() + " bytes", total.origin());
            }
        });
    }

    private Map<Integer, Map<Long, Long>> hugepages(SortedMap<Integer, Long> memory) {
        Map<Integer, Map<Long, Long>> pages = new HashMap<>();
        List<Integer> holders = withCpus.stream().filter(id -> memory.getOrDefault(id, 0L) > 0).toList();
        if (evidence.hugepages().isEmpty()) {
            warnings.add("hugepages-unknown: no source tells hugepages, so none are counted. A node object"
                    + " (kubectl get node NAME -o yaml) tells their sum.");
            return pages;
        }
        boolean isSplit = false;
        for (Map.Entry<Long, Claim<Long>> entry : evidence.hugepages().entrySet()) {
            long count = entry.getValue().value();
            isSplit |= count > 0 && holders.size() > 1;
            for (int i = 0; i < holders.size(); i++) {
                long share = count / holders.size() + (i < count % holders.size() ? 1 : 0);
                pages.computeIfAbsent(holders.get(i), _ -> new TreeMap<>()).put(entry.getKey(), share);
            }
        }
        pages.forEach((id, sizes) -> {
            double bytes = 0;
            for (Map.Entry<Long, Long> size : sizes.entrySet()) {
                bytes += (double) size.getKey() * size.getValue();
            }
            if (bytes > memory.getOrDefault(id, 0L)) {
                throw new BadInput(
                        "the hugepages of the node, split evenly, are more than the memory of NUMA node " + id + ".",
                        "Give outputs of one machine, or write a machine file (alidade topology convert --to machine-file).");
            }
        });
        if (isSplit) {
            warnings.add(
                    "hugepages-assumed: only the sum of hugepages is told; it is split evenly over the NUMA nodes, as a"
                            + " kernel does at boot.");
        }
        return pages;
    }
}
