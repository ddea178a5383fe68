package io.alidade.view;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import io.alidade.live.run.MemoryShares;
import io.alidade.live.run.Run;
import io.alidade.live.run.RunDecision;
import io.alidade.live.run.RunReport;
import io.alidade.live.run.RunSite;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// A [RunReport] for people.
public final class RunText {
    private RunText() {}

    /// The text of a report.
    public static String of(RunReport report, TextStyle style) {
        StringBuilder text = new StringBuilder();
        report.asked().ifPresent(asked -> text.append(RunDocument.asked(asked.request())).append(", policy ")
                .append(asked.request().policy()).append('\n').append(decision(asked.decision())).append('\n'));
        RunSite site = report.site();
        TextTable machine = new TextTable().number("NUMA node").column("CPUs").column("free");
        List<String> types = new ArrayList<>(new TreeSet<>(site.capacity().bytes().values().stream()
                .flatMap(amounts -> amounts.keySet().stream()).toList()));
        types.forEach(type -> machine.number(type).number("free"));
        site.topology().numaNodes().forEach(numaNode -> {
            List<String> cells = new ArrayList<>(List.of(Integer.toString(numaNode.id()),
                    site.cpus(numaNode.id()).toListString(),
                    free(site.freeCpus(report.reservedCpus()).and(site.cpus(numaNode.id())))));
            for (String type : types) {
                cells.add(Quantity.shortBytes(site.capacity().of(numaNode.id(), type)));
                cells.add(Quantity.shortBytes(site.freeBytes(numaNode.id(), type)));
            }
            machine.row(cells.toArray(String[]::new));
        });
        machine.write(text, 0, style);
        text.append("For everything else: CPUs ").append(report.reservedCpus().toListString()).append(".\n");
        if (!site.runs().isEmpty()) {
            text.append('\n');
            TextTable runs = new TextTable().number("process").column("CPUs").column("memory").column("command");
            site.runs().forEach(run -> runs.row(cells(run)));
            runs.write(text, 0, style);
        }
        return text.toString();
    }

    private static String free(CpuSet cpus) {
        return cpus.isEmpty() ? "none" : cpus.toListString();
    }

    private static String[] cells(Run run) {
        return new String[] {Long.toString(run.pid()), run.cpus().toListString(), memory(run.memory()),
            run.command()};
    }

    private static String decision(RunDecision decision) {
        return switch (decision) {
            case RunDecision.Granted granted -> "granted: CPUs " + granted.cpus().toListString() + " of NUMA node "
                    + granted.numaNodes().toListString()
                    + (granted.memory().isEmpty() ? "" : ", " + memory(granted.memory())) + "\n";
            case RunDecision.Refused refused -> "refused: " + refused.why() + "\n" + refused.cure() + "\n";
        };
    }

    private static String memory(MemoryShares memory) {
        List<String> parts = new ArrayList<>();
        memory.bytes().forEach((numaNode, types) -> types.forEach((type, bytes) -> parts
                .add(Quantity.shortBytes(bytes) + " of " + type + " from NUMA node " + numaNode)));
        return String.join(", ", parts);
    }
}
