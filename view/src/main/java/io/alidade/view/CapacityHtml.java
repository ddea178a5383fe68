package io.alidade.view;

import io.alidade.plan.capacity.CapacityReport;
import io.alidade.plan.capacity.CopyCount;
import io.alidade.plan.capacity.MixOutcome;
import io.alidade.plan.capacity.MixOutcome.ShapeOutcome;
import io.alidade.plan.capacity.MixOutcome.Stranded;
import io.alidade.plan.capacity.VariantCapacity;
import io.alidade.view.CapacityCost.ShapeCost;
import io.alidade.view.report.BarRows;
import io.alidade.view.report.CurvePlot;
import io.alidade.view.report.CurvePlot.Axis;
import io.alidade.view.report.ReportPage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A [CapacityReport] as a page. What it costs stands first, in one sentence and in a number for each shape; then the cliff
/// and what is stranded; then all numbers.
public final class CapacityHtml {
    private final CapacityReport report;
    private final VariantCapacity current;
    /// The given configuration, or what it might become.
    private final VariantCapacity priced;
    private final ReportPage page;

    private CapacityHtml(String machine, CapacityReport report) {
        this.report = report;
        this.current = report.current();
        this.priced = report.priced();
        this.page = new ReportPage("Capacity of " + machine);
    }

    /// The page of a report.
    ///
    /// @param machine what the machine is called
    public static String of(String machine, CapacityReport report) {
        CapacityHtml html = new CapacityHtml(machine, report);
        html.write(machine);
        return html.page.done();
    }

    private void write(String machine) {
        String options = current.variant().optionText();
        page.element("h1", "", machine + " · " + Headline.of(report.version()) + " · " + current.variant().describe()
                + (options.isEmpty() ? "" : " · " + options));
        page.element("div", "lead", lead());
        page.open("cards");
        CapacityCost.of(report).forEach(this::card);
        page.close().element("p", "", "Copies of each shape alone on the empty node, under each policy."
                + (hasSplit() ? " Hatched: they run, but split over NUMA nodes." : "")).open("plots");
        cliff();
        stranded();
        page.close();
        table();
        never();
        List<String> warnings = new ArrayList<>(report.warnings());
        if (!report.isComplete()) {
            warnings.addFirst("ended early: what is missing was not looked at any more");
        }
        if (!warnings.isEmpty()) {
            page.element("h2", "", "Remarks").list(warnings);
        }
    }

    private boolean hasSplit() {
        return report.withCurrentOptions().stream().flatMap(own -> own.copies().stream())
                .anyMatch(copies -> copies.split() > 0);
    }

    /// The whole answer in one sentence.
    private String lead() {
        if (current.startError().isPresent()) {
            return "The kubelet does not start: " + current.startError().orElse("");
        }
        List<ShapeCost> costs = CapacityCost.of(report);
        List<String> parts = new ArrayList<>();
        costs.stream().filter(cost -> cost.lost() > 0 && !cost.neverFits()).forEach(cost -> parts.add(cost.lost()
                + " of " + cost.unaligned() + (costs.size() == 1 ? " copies of " : " ")
                + cost.copies().shape().name()));
        List<String> never = costs.stream().filter(ShapeCost::neverFits).map(cost -> cost.copies().shape().name())
                .toList();
        String policy = priced.variant().describe();
        String verb = priced.equals(current) ? " costs " : " would cost ";
        String lost = parts.isEmpty() ? "" : policy + verb + and(parts);
        String refused = never.isEmpty() ? "" : (lost.isEmpty() ? policy + ": " : "; ") + and(never)
                + (never.size() == 1 ? " never fits" : " never fit");
        String split = costs.stream().mapToInt(cost -> cost.copies().split()).sum() == 0 ? ""
                : ", but some pods are split over NUMA nodes";
        String sentence = lost.isEmpty() && refused.isEmpty() ? policy + verb + "no copies" + split + "."
                : lost + refused + ".";
        return sentence + (priced.equals(current) ? "" : current.mix().filter(mix -> mix.splitShare() > 0)
                .map(mix -> " Now " + CapacityText.percent(mix.splitShare())
                        + " of the pods are split over NUMA nodes.")
                .orElse(""));
    }

    private static String and(List<String> parts) {
        return parts.size() == 1 ? parts.getFirst()
                : String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast();
    }

    private void card(ShapeCost cost) {
        CopyCount copies = cost.copies();
        String style = cost.neverFits() ? "bad" : cost.lost() > 0 ? "warn" : "good";
        page.open("card").element("h3", "", copies.shape().name()).element("p", "", copies.shape().asks());
        page.raw("<div class=\"big " + style + "\">" + (cost.neverFits() ? "never" : copies.fromEmpty())
                + " <small>" + (cost.neverFits() ? "policy none takes " + cost.unaligned() : "of " + cost.unaligned()
                        + " copies" + (cost.lost() > 0 ? ", −" + cost.percent() + " %" : ""))
                + "</small></div>\n");
        if (report.hasRunning()) {
            page.element("p", "", copies.fromCurrent() + " beside the pods that run now");
        }
        int shape = priced.copies().indexOf(copies);
        BarRows bars = new BarRows("copies of " + copies.shape().name() + " under each policy");
        for (Map.Entry<String, VariantCapacity> own : policies().entrySet()) {
            CopyCount there = own.getValue().copies().get(shape);
            bars.bar(own.getKey(), there.fromEmpty(), there.split(), there.fromEmpty() == 0 ? "never"
                    : there.fromEmpty() + (there.split() > 0 ? ", " + there.split() + " split" : ""),
                    own.getValue().variant().policy().equals(priced.variant().policy()));
        }
        page.raw(bars.svg()).close();
    }

    /// The policies by name, with the given options; scopes apart only where they differ.
    private Map<String, VariantCapacity> policies() {
        Map<String, VariantCapacity> byName = new LinkedHashMap<>();
        List<VariantCapacity> all = report.withCurrentOptions().stream().filter(own -> own.startError().isEmpty())
                .toList();
        for (VariantCapacity own : all) {
            boolean differs = all.stream().filter(other -> other.variant().policy().equals(own.variant().policy()))
                    .anyMatch(other -> !counts(other).equals(counts(own)));
            byName.putIfAbsent(differs && own.variant().hasScope()
                    ? own.variant().policy() + ", " + own.variant().scope() : own.variant().policy(), own);
        }
        return byName;
    }

    private static List<Integer> counts(VariantCapacity own) {
        return own.copies().stream().flatMap(copies -> List.of(copies.fromEmpty(), copies.split()).stream()).toList();
    }

    private void cliff() {
        if (priced.mix().isEmpty()) {
            return;
        }
        MixOutcome mix = priced.mix().get();
        CurvePlot plot = new CurvePlot("how likely one more pod is admitted at each fill level",
                Axis.percent("how full the node is"), Axis.percent("one more is admitted"));
        Optional<MixOutcome> none = report.unaligned().flatMap(VariantCapacity::mix)
                .filter(_ -> priced.variant().hasScope());
        for (int index = 0; index < mix.shapes().size(); index++) {
            ShapeOutcome shape = mix.shapes().get(index);
            plot.curve(shape.shape(), shape.admission(), index, false);
            int own = index;
            none.ifPresent(other -> plot.curve(shape.shape(), other.shapes().get(own).admission(), own, true));
        }
        page.figure("The cliff: when pods start to be refused", plot.svg(), "Fill level: the share that is requested of"
                + " the resource of which the largest share is. " + (none.isPresent() ? "Dashed: policy none. " : "")
                + (mix.shapes().size() == 1 ? "" : "Over " + Words.counted(mix.orders(), "random order")
                        + " of arrival, seed " + report.seed() + "."));
    }

    private void stranded() {
        BarRows bars = new BarRows("CPUs that are free and of no use, by NUMA node");
        for (VariantCapacity own : List.of(priced, report.unaligned().orElse(priced))) {
            if (own.equals(priced) || priced.variant().hasScope()) {
                for (Stranded numaNode : own.mix().map(MixOutcome::stranded).orElse(List.of())) {
                    double cpus = numaNode.cpus().orElse(0.0);
                    List<String> behind = new ArrayList<>();
                    behind.add(CapacityText.plain(cpus) + (cpus == 1 ? " CPU" : " CPUs"));
                    bars.bar(own.variant().policy() + ", NUMA " + numaNode.numaNode(), cpus, 0,
                            String.join(", ", behind), own.equals(priced));
                }
            }
        }
        List<String> devices = new ArrayList<>();
        priced.mix().ifPresent(mix -> mix.stranded().forEach(numaNode -> numaNode.devices().entrySet().stream()
                .sorted(Map.Entry.comparingByKey()).forEach(device -> devices.add(CapacityText.plain(device.getValue())
                        + " " + device.getKey() + " on NUMA node " + numaNode.numaNode()))));
        page.figure("Stranded: free when no shape fits any more", bars.svg(),
                (report.mix().shapes().size() == 1 ? "" : "Means over the orders of arrival. ")
                        + (devices.isEmpty() ? "" : "Also of no use under " + priced.variant().describe() + ": "
                                + String.join(", ", devices) + "."));
    }

    private void table() {
        List<String> titles = new ArrayList<>(List.of("policy", "scope", "options"));
        report.mix().shapes().forEach(shape -> titles.add(shape.name()));
        if (report.hasRunning()) {
            report.mix().shapes().forEach(shape -> titles.add(shape.name() + " now"));
        }
        titles.addAll(List.of("pods, median", "worst 5 %", "full", "CPUs stranded", "split"));
        List<List<String>> rows = new ArrayList<>();
        int strong = -1;
        for (VariantCapacity own : report.variants()) {
            strong = own.variant().isCurrent() ? rows.size() : strong;
            rows.add(row(own, titles.size()));
        }
        page.element("h2", "", "All configurations").element("p", "",
                "Copies of each shape alone on the empty node" + (report.hasRunning() ? ", and beside the pods that run"
                        : "") + "; then what remains of the mix when nothing fits any more.");
        page.table(titles, rows, titles.size() - 3, strong);
    }

    private List<String> row(VariantCapacity own, int columns) {
        List<String> row = new ArrayList<>(List.of(own.variant().policy(),
                own.variant().hasScope() ? own.variant().scope() : "", own.variant().optionText()));
        if (own.startError().isEmpty()) {
            own.copies().forEach(copies -> row.add(copies.fromEmpty() == 0 ? "never"
                    : Integer.toString(copies.fromEmpty())));
            if (report.hasRunning()) {
                own.copies().forEach(copies -> row.add(Integer.toString(copies.fromCurrent())));
            }
            own.mix().ifPresent(mix -> row.addAll(List.of(Long.toString(mix.pods().median()),
                    Long.toString(mix.pods().worst()), CapacityText.percent(mix.fullnessPermille().median() / 1000.0),
                    Long.toString(mix.strandedCpus().median()), CapacityText.percent(mix.splitShare()))));
        } else {
            row.add("does not start");
        }
        while (row.size() < columns) {
            row.add("");
        }
        return row;
    }

    private void never() {
        List<String> sentences = new ArrayList<>();
        for (VariantCapacity own : report.withCurrentOptions()) {
            own.copies().forEach(copies -> copies.never().ifPresent(reason -> sentences.add(copies.shape().name()
                    + " under " + own.variant().describe() + ": " + reason)));
        }
        if (!sentences.isEmpty()) {
            page.element("h2", "", "Never fits, and why").list(sentences.stream().distinct().toList());
        }
    }
}
