package io.alidade.view;

import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.plan.compare.Comparison;
import io.alidade.plan.compare.MachineComparison;
import io.alidade.plan.compare.MachineComparison.Totals;
import io.alidade.plan.compare.Outcome;
import io.alidade.plan.compare.PodComparison;
import io.alidade.view.TextTable.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A [Comparison] for people: what the sides are, then for each machine the pods that are treated differently, side by side,
/// and the sums. Pods without a difference are only counted.
public final class ComparisonText {
    private static final int INDENT = 2;
    private static final int SHOWN = 200;

    private final Comparison comparison;
    private final TextStyle style;
    private final StringBuilder out = new StringBuilder();

    private ComparisonText(Comparison comparison, TextStyle style) {
        this.comparison = comparison;
        this.style = style;
    }

    public static String of(Comparison comparison, TextStyle style) {
        ComparisonText text = new ComparisonText(comparison, style);
        text.write();
        return text.out.toString();
    }

    private void write() {
        for (int side = 0; side < comparison.sides().size(); side++) {
            side(letter(side), comparison.sides().get(side));
        }
        comparison.warnings().forEach(warning -> line(0, Ink.WARNING, "! " + warning));
        comparison.machines().forEach(this::machine);
        if (comparison.machines().size() > 1) {
            long equal = comparison.machines().stream().filter(MachineComparison::isEqual).count();
            out.append('\n');
            line(0, Ink.STRONG, "no difference on " + equal + " of " + comparison.machines().size() + " machines");
        }
    }

    /// `A` for the first side, `B` for the second, and so on.
    static String letter(int side) {
        return String.valueOf((char) ('A' + side));
    }

    private void side(String letter, Comparison.Side side) {
        KubeletConfiguration own = side.configuration();
        line(0, Ink.STRONG, letter + "  " + side.name()
                + " · kubelet " + Kubelets.named(side.version()));
        List<String> options = new ArrayList<>();
        own.cpuManagerPolicyOptions().forEach((option, value) -> options.add(option + "=" + value));
        own.topologyManagerPolicyOptions().forEach((option, value) -> options.add(option + "=" + value));
        line(INDENT + 1, Ink.FAINT, "Topology Manager " + own.topologyManagerPolicy()
                + (!own.policies().aligns() ? "" : ", scope " + own.topologyManagerScope())
                + " · CPU Manager " + own.cpuManagerPolicy() + " · Memory Manager " + own.memoryManagerPolicy()
                + (options.isEmpty() ? "" : " · " + String.join(", ", options)));
    }

    private void machine(MachineComparison machine) {
        out.append('\n');
        int pods = machine.pods().size();
        List<PodComparison> differing = machine.differing();
        line(0, machine.isEqual() ? Ink.GOOD : Ink.WARNING, machine.machine() + ": "
                + (machine.isEqual() ? "no difference in " + count(pods)
                        : differing.size() + " of " + count(pods) + " treated differently"));
        for (int side = 0; side < machine.startErrors().size(); side++) {
            String letter = letter(side);
            machine.startErrors().get(side)
                    .ifPresent(error -> line(INDENT, Ink.BAD, "✘ " + letter + " does not start: " + error));
        }
        if (!differing.isEmpty()) {
            pods(differing);
        }
        if (pods > 0) {
            totals(machine);
        }
    }

    private static String count(int pods) {
        return pods + (pods == 1 ? " pod" : " pods");
    }

    private void pods(List<PodComparison> differing) {
        TextTable table = new TextTable().column("pod");
        for (int side = 0; side < comparison.sides().size(); side++) {
            table.column(letter(side));
        }
        Map<List<Cell>, List<String>> alike = new LinkedHashMap<>();
        for (PodComparison pod : differing.subList(0, Math.min(SHOWN, differing.size()))) {
            alike.computeIfAbsent(pod.outcomes().stream().map(ComparisonText::cell).toList(),
                    absent -> new ArrayList<>()).add(pod.namespace() + "/" + pod.name());
        }
        alike.forEach((cells, names) -> {
            List<Cell> row = new ArrayList<>();
            row.add(Cell.of(names.getFirst() + (names.size() == 1 ? "" : "\nand " + (names.size() - 1) + " more")));
            row.addAll(cells);
            table.row(row);
        });
        table.write(out, INDENT, style);
        if (differing.size() > SHOWN) {
            line(INDENT, Ink.FAINT, "and " + (differing.size() - SHOWN) + " more: see -o json");
        }
    }

    private static Cell cell(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Undecided() -> new Cell("-", Ink.FAINT);
            case Outcome.Refused refused -> new Cell("✘ " + refused.reason() + ": " + refused.message(), Ink.BAD);
            case Outcome.Admitted admitted -> new Cell(describe(admitted),
                    admitted.alignment().isSplit() ? Ink.WARNING : Ink.NORMAL);
        };
    }

    /// `aligned on 0: 1-8,65-72`, a line for each container.
    private static String describe(Outcome.Admitted admitted) {
        boolean several = admitted.alignment().containers().size() > 1;
        return admitted.alignment().containers().stream().map(container -> (several ? container.name() + ": " : "")
                + container.placement().wireName()
                + (container.numaNodes().isEmpty() ? "" : " on NUMA " + IdLists.text(container.numaNodes()))
                + (container.exclusiveCpus().isEmpty() ? "" : ", CPUs " + container.exclusiveCpus().toListString()))
                .collect(Collectors.joining("\n", "✔ ", ""));
    }

    private void totals(MachineComparison machine) {
        out.append('\n');
        TextTable table = new TextTable().column("");
        List.of("admitted", "refused", "aligned", "split", "shared pool", "exclusive CPUs").forEach(table::number);
        for (int side = 0; side < comparison.sides().size(); side++) {
            row(table, letter(side), machine.totals(side));
        }
        table.write(out, INDENT, style);
    }

    private static void row(TextTable table, String letter, Totals totals) {
        table.row(letter, Integer.toString(totals.admitted()), Integer.toString(totals.refused()),
                Integer.toString(totals.aligned()), Integer.toString(totals.split()),
                Integer.toString(totals.shared()), Integer.toString(totals.exclusiveCpus()));
    }

    private void line(int indent, Ink ink, String text) {
        int left = indent;
        for (String piece : Words.wrap(text, style.columns() - indent - INDENT)) {
            out.append(Words.spaces(left)).append(style.paint(ink, piece)).append('\n');
            left = indent + INDENT;
        }
    }
}
