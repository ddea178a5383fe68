package io.alidade.kube.paste;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `numastat -m`: the memory of each NUMA node, in MiB with two decimals. Many NUMA nodes come in several tables, below
/// each other.
final class NumastatText implements SectionReader {
    private static final Pattern TITLE = Pattern.compile("\\s{0,40}Per-node system memory usage \\(in MBs\\):.*");
    private static final Pattern HEADER = Pattern.compile("\\s{0,60}(Node [0-9]{1,9}\\s{0,20}){1,64}(Total)?\\s{0,8}");
    private static final Pattern NODE = Pattern.compile("Node ([0-9]{1,9})");
    private static final Pattern ROW = Pattern
            .compile("\\s{0,40}[A-Za-z_()]{3,40}((\\s{1,30}[0-9]{1,9}\\.[0-9]{2}){1,80})\\s{0,8}");
    private static final Pattern RULE = Pattern.compile("[\\s-]{0,2000}|Token .{1,80} not in hash table\\.");
    private static final long MIB = 1 << 20;
    private static final int PERCENT = 100;

    @Override
    public boolean starts(PastedLines lines) {
        return TITLE.matcher(lines.peek()).matches() || HEADER.matcher(lines.peek()).matches();
    }

    @Override
    public Told read(PastedLines lines) {
        String origin = lines.origin("numastat -m");
        List<Fact> facts = new ArrayList<>();
        List<Integer> columns = new ArrayList<>();
        while (lines.hasNext() && !lines.isPrompt()) {
            String line = lines.peek();
            Matcher row = ROW.matcher(line);
            if (HEADER.matcher(line).matches()) {
                columns.clear();
                Matcher node = NODE.matcher(line);
                while (node.find()) {
                    columns.add(Integer.parseInt(node.group(1)));
                }
            } else if (row.matches()) {
                if (line.strip().startsWith("MemTotal")) {
                    memory(columns, Arrays.asList(row.group(1).strip().split("\\s+")), facts);
                }
            } else if (!TITLE.matcher(line).matches() && !RULE.matcher(line).matches()) {
                break;
            }
            lines.advance();
        }
        return new Told(origin, facts, List.of());
    }

    private static void memory(List<Integer> columns, List<String> values, List<Fact> facts) {
        for (int i = 0; i < Math.min(columns.size(), values.size()); i++) {
            long hundredths = Long.parseLong(values.get(i).replace(".", ""));
            facts.add(new Fact.NumaNodeMemory(columns.get(i), new PrintedBytes(hundredths * MIB / PERCENT,
                    Math.max(0, hundredths * 2 - 1) * MIB / (2 * PERCENT),
                    (hundredths * 2 + 1) * MIB / (2 * PERCENT))));
        }
    }
}
