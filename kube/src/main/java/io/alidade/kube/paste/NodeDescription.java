package io.alidade.kube.paste;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.machine.NodeTaint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A node as `kubectl describe node NAME` prints it: sections whose lines are indented by one blank or more.
final class NodeDescription implements SectionReader {
    private static final Pattern NAME = Pattern.compile("Name:\\s{1,40}(\\S{1,253})");
    private static final Pattern CAPACITY = Pattern.compile("(Capacity|Allocatable):");
    private static final Pattern SECTION = Pattern.compile("([A-Z][A-Za-z -]{1,40}):(\\s{1,60}(\\S.*))?");
    private static final Pattern ENTRY = Pattern
            .compile("\\s{1,40}([A-Za-z0-9./_-]{1,317}):\\s{0,60}([0-9][0-9A-Za-z.]{0,40})");
    private static final Pattern LABEL = Pattern.compile("([A-Za-z0-9./_-]{1,317})=(\\S{0,63})");
    private static final Pattern TAINT = Pattern
            .compile("([A-Za-z0-9./_-]{1,317})(=(\\S{0,63}?))?:(NoSchedule|PreferNoSchedule|NoExecute)");
    private static final Pattern KUBELET = Pattern.compile("\\s{1,40}Kubelet Version:\\s{1,60}(\\S{1,60})");
    private static final Pattern OTHER_TOOL = Pattern
            .compile("(Architecture|CPU\\(s\\)|On-line CPU\\(s\\) list|available|NUMA node\\(s\\)):.*"
                    + "|Machine \\(.*|# CPU,.*|CPU\\s.*");

    /// Whether a description begins here: another reader stops there.
    static boolean isStart(PastedLines lines) {
        String line = lines.peek();
        return (NAME.matcher(line).matches()
                && (lines.peek(1).startsWith("Roles:") || lines.peek(1).startsWith("Labels:")))
                || (CAPACITY.matcher(line).matches() && ENTRY.matcher(lines.peek(1)).matches());
    }

    @Override
    public boolean starts(PastedLines lines) {
        return isStart(lines);
    }

    @Override
    public Told read(PastedLines lines) {
        NodeFacts facts = new NodeFacts(lines.origin("kubectl describe node"));
        Map<String, String> labels = new TreeMap<>();
        List<NodeTaint> taints = new ArrayList<>();
        String section = "";
        boolean hasTaints = false;
        while (lines.hasNext() && !lines.isPrompt() && !OTHER_TOOL.matcher(lines.peek()).matches()) {
            String line = lines.peek();
            Matcher start = SECTION.matcher(line);
            if (start.matches()) {
                section = start.group(1);
                line = start.group(3) == null ? "" : " " + start.group(3);
                hasTaints |= section.equals("Taints");
            }
            switch (section) {
                case "Name" -> {
                    if (!line.isBlank()) {
                        facts.add(new Fact.NodeName(line.strip()));
                    }
                }
                case "Labels" -> {
                    Matcher label = LABEL.matcher(line.strip());
                    if (label.matches()) {
                        labels.put(label.group(1), label.group(2));
                    }
                }
                case "Taints" -> taint(line.strip(), taints);
                case "Capacity" -> amount(line, facts::capacity);
                case "Allocatable" -> amount(line, facts::allocatable);
                case "System Info" -> {
                    Matcher kubelet = KUBELET.matcher(line);
                    if (kubelet.matches()) {
                        facts.add(new Fact.KubeletVersion(kubelet.group(1)));
                    }
                }
                default -> {
                    // Conditions, addresses, pods, events: nothing of the machine.
                }
            }
            lines.advance();
        }
        if (!labels.isEmpty()) {
            facts.labels(labels);
        }
        if (hasTaints) {
            facts.taints(taints);
        }
        return facts.told();
    }

    private static void taint(String text, List<NodeTaint> taints) {
        Matcher taint = TAINT.matcher(text);
        if (taint.matches()) {
            taints.add(new NodeTaint(taint.group(1), taint.group(3) == null ? "" : taint.group(3), taint.group(4)));
        }
    }

    private static void amount(String line, BiConsumer<String, Quantity> taker) {
        Matcher entry = ENTRY.matcher(line);
        if (!entry.matches()) {
            return;
        }
        try {
            taker.accept(entry.group(1), Quantity.parse(entry.group(2)));
        } catch (IllegalArgumentException notAnAmount) {
            // Cut in the middle, or a column of something else.
        }
    }
}
