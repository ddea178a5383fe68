package io.alidade.view;

import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.admission.AdmissionReport;
import io.alidade.kube.admission.AdmissionReport.Container;
import io.alidade.kube.admission.AdmissionReport.NumaNode;
import io.alidade.kube.admission.AdmissionReport.Pod;
import io.alidade.kube.admission.AdmissionReport.Refusal;
import io.alidade.kube.admission.Offer;
import io.alidade.view.TextTable.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// An [AdmissionReport] for people: each pod with what its containers got or why it is refused, then what is left on each
/// NUMA node.
public final class AdmissionText {
    private static final int INDENT = 2;
    private static final String NO_POLICY = "none";

    private static final int MAX_FIRSTS = 5;
    private static final int MAX_WARNINGS = 20;

    private final String machine;
    private final AdmissionReport report;
    private final boolean wantsAll;
    private final TextStyle style;
    private final StringBuilder out = new StringBuilder();

    private AdmissionText(String machine, AdmissionReport report, boolean wantsAll, TextStyle style) {
        this.machine = machine;
        this.report = report;
        this.wantsAll = wantsAll;
        this.style = style;
    }

    /// The text of a report.
    ///
    /// @param machine  what the machine is called
    /// @param wantsAll whether each pod is told of also where there are many, or only groups of pods that are alike
    public static String of(String machine, AdmissionReport report, boolean wantsAll, TextStyle style) {
        AdmissionText text = new AdmissionText(machine, report, wantsAll, style);
        text.write();
        return text.out.toString();
    }

    private void write() {
        line(0, Ink.FAINT, Headline.of(machine, report.kubeletVersion(), report.policies()));
        report.warnings().forEach(warning -> warn(0, warning));
        report.startError().ifPresent(error -> {
            line(0, Ink.BAD, "✘ the kubelet does not start");
            line(INDENT, Ink.NORMAL, error);
        });
        boolean isSummary = !wantsAll && report.pods().size() > ManyPods.MANY;
        if (isSummary) {
            summedUp();
        } else {
            report.pods().forEach(this::pod);
        }
        if (report.startError().isEmpty()) {
            numaNodes();
            summary();
        }
        if (isSummary) {
            line(0, Ink.FAINT, "--all shows each pod");
        }
    }

    /// The pods by verdict and by what they ask for; of those that are refused alike the first, with what there was.
    private void summedUp() {
        List<Pod> pods = report.pods();
        ManyPods many = new ManyPods(pods.stream().map(AdmissionText::decided).toList());
        Paragraphs summary = new Paragraphs(style);
        many.write(summary);
        out.append(summary);
        many.alike().stream().map(alike -> pods.get(alike.getFirst()))
                .filter(pod -> pod.refusal().filter(refusal -> !refusal.offers().isEmpty()).isPresent())
                .limit(MAX_FIRSTS).forEach(pod -> {
                    out.append('\n');
                    line(INDENT, Ink.NORMAL, "when " + pod.namespace() + "/" + pod.name() + " came");
                    offers(pod.refusal().orElseThrow().offers());
                });
        warnings(pods);
    }

    private static ManyPods.Decided decided(Pod pod) {
        ManyPods.Verdict verdict = pod.refusal()
                .map(refusal -> new ManyPods.Verdict(Ink.BAD, "refused: " + refusal.reason()))
                .orElseGet(() -> new ManyPods.Verdict(Ink.GOOD, "admitted"));
        return new ManyPods.Decided(pod.namespace() + "/" + pod.name(), verdict, pod.refusal().map(Refusal::message),
                pod.qosClass().wireName(), pod.asks());
    }

    /// Those of all pods, each once.
    private void warnings(List<Pod> pods) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        pods.forEach(pod -> pod.warnings().forEach(warning -> counts.merge(warning, 1, Integer::sum)));
        if (!counts.isEmpty()) {
            out.append('\n');
        }
        counts.entrySet().stream().limit(MAX_WARNINGS).forEach(warning -> warn(0,
                Words.counted(warning.getValue(), "pod") + ": " + warning.getKey()));
        if (counts.size() > MAX_WARNINGS) {
            line(0, Ink.WARNING, "! and " + (counts.size() - MAX_WARNINGS) + " more kinds of warnings");
        }
    }

    private void pod(Pod pod) {
        out.append('\n');
        String name = pod.namespace() + "/" + pod.name() + " · " + pod.qosClass().wireName() + " · ";
        if (pod.refusal().isEmpty()) {
            line(0, Ink.GOOD, "✔ " + name + "admitted");
            containers(pod);
        } else {
            Refusal refusal = pod.refusal().get();
            line(0, Ink.BAD, "✘ " + name + "refused: " + refusal.reason());
            line(INDENT, Ink.NORMAL, refusal.message());
            offers(refusal.offers());
        }
        pod.warnings().forEach(warning -> warn(INDENT, warning));
        pod.defaulted().forEach(amount -> line(INDENT, Ink.FAINT, "+ " + amount));
    }

    private void containers(Pod pod) {
        TextTable table = new TextTable().column("container").column("CPUs").column("affinity").column("memory")
                .column("mems").column("devices");
        for (Container container : pod.containers()) {
            List<String> memory = container.memory().stream().map(block -> (block.type().equals("memory") ? ""
                    : block.type() + " ") + Quantity.shortBytes(block.bytes()) + "@" + IdLists.text(block.numaNodes()))
                    .toList();
            List<String> devices = new ArrayList<>();
            container.devices().forEach((resource, ids) -> devices.add(resource + ": " + String.join(" ", ids)));
            table.row(List.of(Cell.of(container.name() + kind(container.kind())), cpus(container), affinity(container),
                    Cell.of(String.join("\n", memory)), Cell.of(IdLists.text(container.mems())),
                    Cell.of(String.join("\n", devices))));
        }
        table.write(out, INDENT, style);
    }

    private static String kind(ContainerKind kind) {
        return switch (kind) {
            case INIT -> " (init)";
            case SIDECAR -> " (sidecar)";
            case APP -> "";
        };
    }

    private Cell cpus(Container container) {
        if (container.exclusiveCpus().isPresent()) {
            return new Cell(container.exclusiveCpus().get().toListString(), Ink.STRONG);
        }
        String pool = report.policies().cpuManager().equals(NO_POLICY) ? "any"
                : container.cpus().isEmpty() ? "shared: none left" : "shared " + container.cpus().toListString();
        return new Cell(pool, Ink.FAINT);
    }

    private Cell affinity(Container container) {
        if (report.policies().topologyManager().equals(NO_POLICY)) {
            return Cell.EMPTY;
        }
        String numaNodes = container.affinity().map(IdLists::text).orElse("any");
        return container.preferred() ? Cell.of(numaNodes + " preferred")
                : new Cell(numaNodes + " not preferred", Ink.WARNING);
    }

    private void offers(List<Offer> offers) {
        if (offers.isEmpty()) {
            return;
        }
        TextTable table = new TextTable()
                .column(offers.getFirst().container().map(name -> "container " + name).orElse("whole pod"));
        offers.forEach(offer -> table.number(offer.resource()));
        List<Cell> asked = new ArrayList<>(List.of(new Cell("asks", Ink.STRONG)));
        offers.forEach(offer -> asked.add(new Cell(amount(offer, offer.asked()), Ink.STRONG)));
        table.row(asked);
        for (int i = 0; i < offers.getFirst().numaNodes().size(); i++) {
            List<Cell> row = new ArrayList<>(
                    List.of(Cell.of("NUMA node " + offers.getFirst().numaNodes().get(i).id() + " has")));
            for (Offer offer : offers) {
                row.add(free(offer, offer.numaNodes().get(i).free()));
            }
            table.row(row);
        }
        if (offers.stream().anyMatch(offer -> offer.withoutNumaNode().isPresent())) {
            List<Cell> row = new ArrayList<>(List.of(Cell.of("without NUMA node")));
            offers.forEach(offer -> row.add(offer.withoutNumaNode().isPresent()
                    ? free(offer, offer.withoutNumaNode().getAsLong()) : Cell.EMPTY));
            table.row(row);
        }
        table.write(out, INDENT, style);
    }

    private static Cell free(Offer offer, long free) {
        return new Cell(amount(offer, free), Long.compareUnsigned(free, offer.asked()) < 0 ? Ink.BAD : Ink.NORMAL);
    }

    private static String amount(Offer offer, long amount) {
        boolean isBytes = offer.resource().equals("memory") || offer.resource().startsWith("hugepages-");
        return isBytes ? Quantity.shortBytes(amount) : Long.toString(amount);
    }

    private void numaNodes() {
        out.append('\n');
        line(0, Ink.STRONG, report.pods().isEmpty() ? "free" : "free after that");
        TreeSet<String> pageSizes = new TreeSet<>();
        TreeSet<String> resources = new TreeSet<>(report.freeDevicesWithoutNumaNode().keySet());
        for (NumaNode numaNode : report.numaNodes()) {
            pageSizes.addAll(numaNode.freeHugepages().keySet());
            resources.addAll(numaNode.freeDevices().keySet());
        }
        TextTable table = new TextTable().number("NUMA node").number("CPUs").column("ids").number("memory");
        pageSizes.forEach(size -> table.number(size + " pages"));
        resources.forEach(table::number);
        for (NumaNode numaNode : report.numaNodes()) {
            List<Cell> row = new ArrayList<>();
            row.add(Cell.of(Integer.toString(numaNode.id())));
            row.add(Cell.of(numaNode.freeCpus().map(cpus -> Integer.toString(cpus.size())).orElse("")));
            row.add(new Cell(numaNode.freeCpus().map(cpus -> cpus.toListString()).orElse(""), Ink.FAINT));
            row.add(Cell.of(numaNode.freeMemoryBytes().isPresent()
                    ? Quantity.shortBytes(numaNode.freeMemoryBytes().getAsLong()) : ""));
            pageSizes.forEach(size -> row.add(count(numaNode.freeHugepages(), size)));
            resources.forEach(resource -> row.add(count(numaNode.freeDevices(), resource)));
            table.row(row);
        }
        if (!report.freeDevicesWithoutNumaNode().isEmpty()) {
            List<Cell> row = new ArrayList<>(List.of(Cell.of("none"), Cell.EMPTY, Cell.EMPTY, Cell.EMPTY));
            pageSizes.forEach(size -> row.add(Cell.EMPTY));
            resources.forEach(resource -> row.add(count(report.freeDevicesWithoutNumaNode(), resource)));
            table.row(row);
        }
        boolean countsCpus = report.numaNodes().stream().anyMatch(numaNode -> numaNode.freeCpus().isPresent());
        boolean countsMemory = report.numaNodes().stream().anyMatch(numaNode -> numaNode.freeMemoryBytes().isPresent());
        if (countsCpus || countsMemory || !resources.isEmpty()) {
            table.write(out, INDENT, style);
        }
        if (!countsCpus) {
            line(INDENT, Ink.FAINT, "CPUs are not given away: the CPU Manager's policy is none.");
        }
        if (!countsMemory) {
            line(INDENT, Ink.FAINT, "Memory is not counted by NUMA node: the Memory Manager's policy is None.");
        }
    }

    private static Cell count(Map<String, ? extends Number> counts, String key) {
        Number count = counts.get(key);
        return count == null ? Cell.EMPTY : Cell.of(count.toString());
    }

    private void summary() {
        if (report.pods().size() > 1) {
            long admitted = report.pods().stream().filter(pod -> pod.refusal().isEmpty()).count();
            out.append('\n');
            line(0, admitted == report.pods().size() ? Ink.GOOD : Ink.BAD,
                    admitted + " of " + report.pods().size() + " pods admitted");
        }
    }

    private void warn(int indent, String warning) {
        line(indent, Ink.WARNING, "! " + warning);
    }

    /// One paragraph; what does not fit goes on below, indented once more.
    private void line(int indent, Ink ink, String text) {
        int left = indent;
        for (String piece : Words.wrap(text, style.columns() - indent - INDENT)) {
            out.append(Words.spaces(left)).append(style.paint(ink, piece)).append('\n');
            left = indent + INDENT;
        }
    }
}
