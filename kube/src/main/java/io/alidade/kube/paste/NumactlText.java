package io.alidade.kube.paste;

import io.alidade.engine.mask.CpuSet;
import io.alidade.kube.document.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `numactl --hardware`: the CPUs, the memory (whole MiB, cut) and the distances of each NUMA node.
final class NumactlText implements SectionReader {
    private static final Pattern AVAILABLE = Pattern.compile("\\s{0,40}available: [0-9]{1,9} nodes? \\(.*");
    private static final Pattern NONE = Pattern
            .compile("\\s{0,40}(No NUMA available on this system|No NUMA support available.*"
                    + "|physcpubind.*)");
    private static final Pattern NODE = Pattern.compile("\\s{0,40}node ([0-9]{1,9}) (cpus|size|free):(.*)");
    private static final Pattern DISTANCES = Pattern.compile("\\s{0,40}node distances:.*");
    private static final Pattern HEADER = Pattern.compile("\\s{0,40}node(\\s{1,20}[0-9]{1,9}){1,80}\\s{0,8}");
    private static final Pattern ROW = Pattern.compile("\\s{0,40}([0-9]{1,9}):((\\s{1,20}[0-9]{1,9}){1,80})\\s{0,8}");
    /// The CPUs of a node that a terminal or a mail has wrapped.
    private static final Pattern WRAPPED = Pattern.compile("\\s{0,40}[0-9]{1,6}(\\s{1,20}[0-9]{1,6})*");
    private static final long MIB = 1 << 20;
    private static final int MAX_DISTANCE = 255;

    @Override
    public boolean starts(PastedLines lines) {
        String line = lines.peek();
        return AVAILABLE.matcher(line).matches() || NODE.matcher(line).matches() || DISTANCES.matcher(line).matches()
                || (line.stripLeading().startsWith("No NUMA ") && NONE.matcher(line).matches());
    }

    @Override
    public Told read(PastedLines lines) {
        String origin = lines.origin("numactl");
        List<Fact> facts = new ArrayList<>();
        List<Integer> columns = List.of();
        while (lines.hasNext() && !lines.isPrompt()) {
            String line = lines.peek();
            Matcher node = NODE.matcher(line);
            Matcher row = ROW.matcher(line);
            if (node.matches()) {
                node(lines, origin, node, facts);
            } else if (HEADER.matcher(line).matches()) {
                columns = numbers(line.strip().substring("node".length()));
            } else if (row.matches() && !columns.isEmpty()) {
                facts.add(distances(origin, Integer.parseInt(row.group(1)), columns, numbers(row.group(2))));
            } else if (NONE.matcher(line).matches()) {
                facts.add(new Fact.NoNuma());
            } else if (!AVAILABLE.matcher(line).matches() && !DISTANCES.matcher(line).matches()) {
                break;
            }
            lines.advance();
        }
        return new Told(origin, facts, List.of());
    }

    private static void node(PastedLines lines, String origin, Matcher node, List<Fact> facts) {
        int id = Integer.parseInt(node.group(1));
        String value = node.group(3).strip();
        switch (node.group(2)) {
            case "cpus" -> {
                StringBuilder cpus = new StringBuilder(value);
                while (WRAPPED.matcher(lines.peek(1)).matches()) {
                    lines.advance();
                    cpus.append(' ').append(lines.peek().strip());
                }
                facts.add(new Fact.NumaNodeCpus(id, cpus(origin, id, cpus.toString().strip())));
            }
            case "size" -> {
                OptionalInt size = CpuLists.number(value.replaceFirst("\\s*MB$", ""));
                if (size.isPresent()) {
                    facts.add(new Fact.NumaNodeMemory(id, PrintedBytes.cut(size.getAsInt(), MIB)));
                }
            }
            default -> {
                // What is free right now says nothing of the machine.
            }
        }
    }

    private static CpuSet cpus(String origin, int numaNode, String text) {
        CpuSet.Builder cpus = new CpuSet.Builder();
        for (String word : text.isEmpty() ? new String[0] : text.split("\\s+")) {
            cpus.add(CpuLists.id(word).orElseThrow(() -> new BadInput(origin + ": node " + numaNode
                    + " cpus has \"" + word + "\", not a CPU from 0 to " + CpuSet.MAX_CPU + ".",
                    "Paste the whole line, as numactl prints it.")));
        }
        return cpus.build();
    }

    private static List<Integer> numbers(String text) {
        return text.isBlank() ? List.of()
                : java.util.Arrays.stream(text.strip().split("\\s+")).map(Integer::valueOf).toList();
    }

    private static Fact distances(String origin, int numaNode, List<Integer> columns, List<Integer> values) {
        SortedMap<Integer, Integer> distances = new TreeMap<>();
        for (int i = 0; i < Math.min(columns.size(), values.size()); i++) {
            if (values.get(i) > MAX_DISTANCE) {
                throw new BadInput(
                        origin + ": the distance from node " + numaNode + " to node " + columns.get(i) + " is "
                                + values.get(i) + ", not from 0 to " + MAX_DISTANCE + ".",
                        "Paste the table as numactl prints it.");
            }
            distances.put(columns.get(i), values.get(i));
        }
        return new Fact.Distances(numaNode, distances);
    }
}
