package io.alidade.kube.paste;

import io.alidade.engine.device.Device;
import io.alidade.engine.mask.CpuSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// `nvidia-smi topo -m` (and `-mp`): the GPUs with their NUMA nodes. Network cards are in it too, but under no name that a
/// plugin would register; where they sit is said in a warning.
final class NvidiaTopology implements SectionReader {
    static final String RESOURCE = "nvidia.com/gpu";

    private static final Pattern DEVICE = Pattern
            .compile("GPU[0-9]{1,4}|NIC[0-9]{1,4}|[a-z][a-z0-9]{1,20}_[a-z0-9_]{1,20}");
    private static final Pattern CELL = Pattern.compile("X|NV[0-9]{0,3}|PIX|PXB|PHB|NODE|SYS|SOC");
    private static final Pattern NIC_NAME = Pattern.compile("\\s{0,40}(NIC[0-9]{1,4}): (\\S{1,60})\\s{0,8}");
    private static final Pattern LEGEND = Pattern
            .compile("\\s{0,40}(NIC )?Legend:.*|\\s{0,40}(X|NV#|PIX|PXB|PHB|NODE|SYS|SOC)\\s{1,8}= .*");
    private static final List<String> NEAR = List.of("PIX", "PXB", "PHB", "NODE");

    @Override
    public boolean starts(PastedLines lines) {
        List<String> names = names(lines.peek());
        return !names.isEmpty() && names.stream().allMatch(name -> DEVICE.matcher(name).matches())
                && names.getFirst().startsWith("GPU") && rowOf(lines.peek(1), names.size()).isPresent();
    }

    /// The devices of the header, which are what stands before `CPU Affinity`.
    private static List<String> names(String line) {
        return Arrays.stream(line.strip().split("\\s+")).takeWhile(word -> !word.equals("CPU") && !word.equals("NUMA"))
                .filter(word -> !word.isEmpty()).toList();
    }

    private record Row(String name, List<String> cells, Optional<String> cpus, Optional<String> numaNodes) {}

    private static Optional<Row> rowOf(String line, int columns) {
        List<String> words = Arrays.asList(line.strip().split("\\s+"));
        if (words.size() <= columns || !DEVICE.matcher(words.getFirst()).matches()
                || !words.subList(1, columns + 1).stream().allMatch(cell -> CELL.matcher(cell).matches())) {
            return Optional.empty();
        }
        return Optional.of(new Row(words.getFirst(), words.subList(1, columns + 1), word(words, columns + 1),
                word(words, columns + 2)));
    }

    private static Optional<String> word(List<String> words, int index) {
        return index < words.size() && !words.get(index).equals("N/A") ? Optional.of(words.get(index))
                : Optional.empty();
    }

    @Override
    public Told read(PastedLines lines) {
        String origin = lines.origin("nvidia-smi topo");
        List<String> columns = names(lines.peek());
        boolean hasNumaNodes = lines.peek().contains("NUMA Affinity");
        lines.advance();
        Map<String, Row> rows = new LinkedHashMap<>();
        Map<String, String> nicNames = new TreeMap<>();
        while (lines.hasNext() && !lines.isPrompt()) {
            Optional<Row> row = rowOf(lines.peek(), columns.size());
            Matcher nic = NIC_NAME.matcher(lines.peek());
            if (row.isPresent()) {
                rows.put(row.get().name, row.get());
            } else if (nic.matches()) {
                nicNames.put(nic.group(1), nic.group(2));
            } else if (!lines.isBlank() && !LEGEND.matcher(lines.peek()).matches()) {
                break;
            }
            lines.advance();
        }
        return told(origin, columns, hasNumaNodes, rows, nicNames);
    }

    private static Told told(String origin, List<String> columns, boolean hasNumaNodes, Map<String, Row> rows,
            Map<String, String> nicNames) {
        List<Fact> facts = new ArrayList<>();
        Map<String, Integer> numaNodes = new TreeMap<>();
        List<String> unknown = new ArrayList<>();
        rows.values().stream().filter(row -> row.name.startsWith("GPU")).forEach(row -> {
            OptionalInt numaNode = hasNumaNodes ? row.numaNodes.map(CpuLists::id).orElse(OptionalInt.empty())
                    : OptionalInt.empty();
            CpuSet cpus = row.cpus.map(list -> CpuLists.parse(list, origin, "the CPU Affinity of " + row.name))
                    .orElse(CpuSet.EMPTY);
            if (numaNode.isPresent()) {
                numaNodes.put(row.name, numaNode.getAsInt());
                if (!cpus.isEmpty()) {
                    facts.add(new Fact.NumaNodeHolds(numaNode.getAsInt(), cpus));
                }
                facts.add(new Fact.DeviceAt(new Device(RESOURCE, row.name,
                        Optional.of(List.of(numaNode.getAsInt())), true)));
            } else if (!hasNumaNodes && !cpus.isEmpty()) {
                facts.add(new Fact.DeviceNear(RESOURCE, row.name, cpus));
            } else {
                unknown.add(row.name);
                facts.add(new Fact.DeviceAt(new Device(RESOURCE, row.name, Optional.empty(), true)));
            }
        });
        List<String> warnings = new ArrayList<>();
        if (!unknown.isEmpty()) {
            warnings.add("devices-without-numa-node: " + origin + ": no one NUMA node is told of "
                    + String.join(", ", unknown)
                    + "; counted as devices without topology, as a plugin reports them then.");
        }
        nics(origin, columns, rows, nicNames, numaNodes).ifPresent(warnings::add);
        return new Told(origin, facts, warnings);
    }

    private static Optional<String> nics(String origin, List<String> columns, Map<String, Row> rows,
            Map<String, String> nicNames, Map<String, Integer> numaNodes) {
        Map<String, Integer> found = new LinkedHashMap<>();
        rows.values().stream().filter(row -> !row.name.startsWith("GPU")).forEach(row -> {
            for (int i = 0; i < columns.size(); i++) {
                if (NEAR.contains(row.cells.get(i)) && numaNodes.containsKey(columns.get(i))) {
                    found.putIfAbsent(nicNames.getOrDefault(row.name, row.name), numaNodes.get(columns.get(i)));
                }
            }
        });
        return found.isEmpty() ? Optional.empty()
                : Optional.of(
                        "nics-without-resource: " + origin + ": no plugin registers these names, so they are left out: "
                                + found.entrySet().stream().map(nic -> nic.getKey() + " on NUMA node " + nic.getValue())
                                        .collect(Collectors.joining(", "))
                                + ". Name what is registered with --devices.");
    }
}
