package io.alidade.view;

import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.admission.AdmissionReport;
import io.alidade.plan.alignment.Holding;
import io.alidade.plan.alignment.Placement;
import io.alidade.plan.explain.Explanation;
import io.alidade.plan.explain.Explanation.Container;
import io.alidade.plan.explain.Explanation.Pod;
import io.alidade.plan.explain.Explanation.Resource;
import io.alidade.plan.explain.Explanation.Step;
import io.alidade.plan.whatif.WhatIf;
import io.alidade.plan.whatif.WhatIfSearch;
import io.alidade.plan.whatif.WhatIfs;
import io.alidade.view.TextTable.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// An [Explanation] for people: each pod as a story, from what it asked for to what would make it fit.
public final class ExplanationText {
    private static final int INDENT = 2;
    private static final int MAX_ROWS = 16;
    private static final int MAX_SETS = 4;

    private final String machine;
    private final Explanation explanation;
    private final boolean wantsAll;
    private final TextStyle style;
    private final StringBuilder out = new StringBuilder();

    private ExplanationText(String machine, Explanation explanation, boolean wantsAll, TextStyle style) {
        this.machine = machine;
        this.explanation = explanation;
        this.wantsAll = wantsAll;
        this.style = style;
    }

    /// The text of an explanation.
    ///
    /// @param machine  what the machine is called
    /// @param wantsAll whether each pod is told of also where there are many, or only one of those that are alike
    public static String of(String machine, Explanation explanation, boolean wantsAll, TextStyle style) {
        ExplanationText text = new ExplanationText(machine, explanation, wantsAll, style);
        text.write();
        return text.out.toString();
    }

    private void write() {
        line(0, Ink.FAINT, Headline.of(machine, explanation.kubeletVersion(), explanation.policies()));
        explanation.warnings().forEach(warning -> line(0, Ink.WARNING, "! " + warning));
        explanation.startError().ifPresent(error -> {
            line(0, Ink.BAD, "✘ the kubelet does not start, so it decides on no pod");
            line(INDENT, Ink.NORMAL, error);
            if (!explanation.startReasons().isEmpty()) {
                head("why");
                explanation.startReasons().forEach(reason -> line(INDENT, Ink.NORMAL, "- " + reason + "."));
            }
        });
        boolean isSummary = !wantsAll && explanation.pods().size() > ManyPods.MANY;
        if (isSummary) {
            summedUp();
        } else {
            explanation.pods().forEach(this::pod);
        }
        if (explanation.pods().size() > 1) {
            long admitted = explanation.pods().stream().filter(pod -> pod.refusal().isEmpty()).count();
            out.append('\n');
            line(0, admitted == explanation.pods().size() ? Ink.GOOD : Ink.BAD,
                    admitted + " of " + explanation.pods().size() + " pods admitted");
        }
        if (isSummary) {
            line(0, Ink.FAINT, "--all tells of each pod");
        }
    }

    /// The pods by verdict and by what they ask for, then the story of one of each.
    private void summedUp() {
        List<Pod> pods = explanation.pods();
        ManyPods many = new ManyPods(pods.stream().map(ExplanationText::decided).toList());
        Paragraphs summary = new Paragraphs(style);
        many.write(summary);
        out.append(summary);
        many.alike().stream().limit(ManyPods.MANY).forEach(alike -> {
            pod(pods.get(alike.getFirst()));
            if (alike.size() > 1) {
                out.append('\n');
                line(INDENT, Ink.FAINT, "(the same verdict for " + (alike.size() - 1) + " more that ask for the same)");
            }
        });
        if (many.alike().size() > ManyPods.MANY) {
            out.append('\n');
            line(0, Ink.FAINT, "and " + (many.alike().size() - ManyPods.MANY) + " more kinds of pods");
        }
    }

    private static ManyPods.Decided decided(Pod pod) {
        ManyPods.Verdict verdict = pod.refusal()
                .map(refusal -> new ManyPods.Verdict(Ink.BAD, "refused: " + refusal.reason()))
                .orElseGet(() -> new ManyPods.Verdict(pod.isLacking() ? Ink.WARNING : Ink.GOOD, "admitted, "
                        + pod.placement().map(ExplanationText::placed).orElse("")));
        return new ManyPods.Decided(pod.namespace() + "/" + pod.name(), verdict,
                pod.refusal().map(Explanation.Refusal::message), pod.qos().qosClass().wireName(), pod.asks());
    }

    private void pod(Pod pod) {
        out.append('\n');
        String name = pod.namespace() + "/" + pod.name() + " · " + pod.qos().qosClass().wireName() + " · ";
        if (pod.refusal().isPresent()) {
            line(0, Ink.BAD, "✘ " + name + "refused: " + pod.refusal().get().reason());
            line(INDENT, Ink.NORMAL, pod.refusal().get().message());
        } else {
            line(0, pod.isLacking() ? Ink.WARNING : Ink.GOOD, (pod.isLacking() ? "! " : "✔ ") + name + "admitted, "
                    + pod.placement().map(ExplanationText::placed).orElse(""));
        }
        line(INDENT, Ink.FAINT, pod.qos().qosClass().wireName() + ": " + pod.qos().why() + ".");
        pod.rules().forEach(rule -> line(INDENT, Ink.FAINT, "Its own: " + rule + "."));
        if (!pod.reasons().isEmpty()) {
            head("why");
            pod.reasons().forEach(reason -> line(INDENT, Ink.NORMAL, "- " + reason + "."));
        }
        pod.steps().forEach(this::step);
        containers(pod);
        pod.warnings().stream().filter(warning -> !warning.startsWith(pod.qos().why()))
                .forEach(warning -> line(INDENT, Ink.WARNING, "! " + warning));
        pod.whatIf().ifPresent(found -> whatIf(pod, found));
    }

    private static String placed(Placement placement) {
        return placement == Placement.SHARED ? "in the shared pool" : placement.wireName();
    }

    private void head(String text) {
        out.append('\n');
        line(INDENT, Ink.STRONG, text);
    }

    private void step(Step step) {
        if (step.resources().isEmpty()) {
            return;
        }
        out.append('\n');
        table(step);
        step.merge().ifPresent(merge -> {
            boolean isGood = merge.admitted() && merge.preferred();
            line(INDENT, isGood ? Ink.NORMAL : Ink.WARNING, "→ " + (merge.admitted() ? "" : "refused: ") + merge.why()
                    + ".");
        });
        if (step.resources().stream().anyMatch(ExplanationText::isReused)) {
            line(INDENT, Ink.FAINT,
                    "(✘ beside enough: what an init container that has ended leaves is used again, so it"
                            + " must be among the NUMA nodes.)");
        }
    }

    private static boolean isReused(Resource resource) {
        return !resource.provider().equals("memory") && resource.numaNodes().stream()
                .anyMatch(own -> !own.isEnough() && own.available() >= resource.asked().orElse(0));
    }

    private void table(Step step) {
        TextTable table = new TextTable().column(step.container().map(name -> "container " + name).orElse("whole pod"));
        step.resources().forEach(resource -> table.number(resource.resource()));
        List<Cell> asks = new ArrayList<>(List.of(new Cell("asks", Ink.STRONG)));
        step.resources().forEach(resource -> asks
                .add(new Cell(amount(resource, resource.asked().orElse(0)), Ink.STRONG)));
        table.row(asks);
        Map<List<Cell>, List<Integer>> alike = new LinkedHashMap<>();
        List<Explanation.NumaNode> numaNodes = step.resources().getFirst().numaNodes();
        for (int i = 0; i < numaNodes.size(); i++) {
            List<Cell> cells = new ArrayList<>();
            for (Resource resource : step.resources()) {
                Explanation.NumaNode own = resource.numaNodes().get(i);
                cells.add(isAnywhere(resource) && own.available() == 0 ? new Cell("-", Ink.FAINT)
                        : cell(resource, own.available(), own.isEnough()));
            }
            alike.computeIfAbsent(cells, absent -> new ArrayList<>()).add(numaNodes.get(i).id());
        }
        alike.entrySet().stream().limit(MAX_ROWS).forEach(row -> {
            List<Cell> cells = new ArrayList<>(List.of(Cell.of((row.getValue().size() == 1 ? "NUMA node "
                    : "each of ") + IdLists.text(row.getValue()))));
            cells.addAll(row.getKey());
            table.row(cells);
        });
        if (step.resources().stream().anyMatch(resource -> resource.withoutNumaNode().isPresent())) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.of("no NUMA node")));
            step.resources().forEach(resource -> cells.add(resource.withoutNumaNode().isEmpty()
                    ? new Cell("-", Ink.FAINT) : cell(resource, resource.withoutNumaNode().getAsLong(),
                            resource.withoutNumaNode().getAsLong() >= resource.asked().orElse(0))));
            table.row(cells);
        }
        if (step.merge().isPresent()) {
            table.row(row("prefers", step, resource -> preference(step, resource)));
        }
        table.write(out, INDENT, style);
        if (alike.size() > MAX_ROWS) {
            line(INDENT, Ink.FAINT, "and " + (numaNodes.size() - alike.values().stream().limit(MAX_ROWS)
                    .mapToInt(List::size).sum()) + " more NUMA nodes; -o json has them all");
        }
    }

    /// A resource whose devices are tied to no NUMA node.
    private static boolean isAnywhere(Resource resource) {
        return resource.withoutNumaNode().isPresent() && resource.answer().filter("hints"::equals).isEmpty();
    }

    private static Cell cell(Resource resource, long amount, boolean isEnough) {
        return new Cell(amount(resource, amount) + (isEnough ? " ✔" : " ✘"), isEnough ? Ink.NORMAL : Ink.BAD);
    }

    private static List<Cell> row(String title, Step step, Function<Resource, String> toText) {
        List<Cell> cells = new ArrayList<>(List.of(Cell.of(title)));
        step.resources().forEach(resource -> cells.add(Cell.of(toText.apply(resource))));
        return cells;
    }

    /// The preferred sets, or how wide they would have to be.
    private static String preference(Step step, Resource resource) {
        if (resource.minimal().isEmpty()) {
            // Memory and hugepages share their sets: what one of them has nowhere none has.
            boolean isNowhere = resource.provider().equals("memory") && step.resources().stream()
                    .filter(own -> own.provider().equals("memory") && !own.numaNodes().isEmpty())
                    .anyMatch(own -> own.numaNodes().stream().noneMatch(Explanation.NumaNode::isEnough));
            return resource.answer().filter("impossible"::equals).isPresent() || isNowhere ? "no set" : "any";
        }
        if (resource.preferred().isEmpty()) {
            return resource.minimal().getAsLong() == 1 ? "no single one"
                    : "no set of " + resource.minimal().getAsLong();
        }
        List<String> sets = new ArrayList<>(resource.preferred().stream().limit(MAX_SETS).map(IdLists::text).toList());
        if (resource.preferred().size() > MAX_SETS) {
            sets.add("…");
        }
        return String.join(" ", sets);
    }

    private static String amount(Resource resource, long amount) {
        return resource.provider().equals("memory") ? Quantity.shortBytes(amount) : Long.toUnsignedString(amount);
    }

    private void containers(Pod pod) {
        boolean isRefused = pod.refusal().isPresent();
        if (isRefused && pod.containers().stream().allMatch(container -> container.exclusiveCpus() > 0)) {
            return;
        }
        head(isRefused ? "containers" : "given");
        for (Container container : pod.containers()) {
            List<String> parts = new ArrayList<>();
            container.given().ifPresent(given -> given(given, container, tied(pod, container), parts));
            if (container.given().flatMap(given -> given.exclusiveCpus()).isEmpty()) {
                parts.add(container.cpusWhy());
            }
            line(INDENT, Ink.NORMAL, "- " + container.name() + kind(container.kind()) + ": "
                    + String.join("; ", parts) + ".");
        }
    }

    /// The resources of a container that are on some NUMA node.
    private static Set<String> tied(Pod pod, Container container) {
        return pod.alignment().stream().flatMap(alignment -> alignment.containers().stream())
                .filter(own -> own.name().equals(container.name())).flatMap(own -> own.holdings().stream())
                .map(Holding::resource).collect(Collectors.toSet());
    }

    private static void given(AdmissionReport.Container given, Container container, Set<String> tied,
            List<String> parts) {
        given.exclusiveCpus().ifPresent(
                cpus -> parts.add((cpus.size() == 1 ? "CPU " : "CPUs ") + cpus.toListString() + ", "
                        + container.cpusWhy()));
        given.memory().stream().filter(block -> block.bytes() != 0)
                .forEach(block -> parts.add(Quantity.shortBytes(block.bytes()) + " of " + block.type()
                        + (block.numaNodes().size() == 1 ? " on NUMA node " : " on NUMA nodes ")
                        + IdLists.text(block.numaNodes())));
        given.devices().forEach((resource, ids) -> parts.add(resource + " " + String.join(" ", ids)
                + (tied.contains(resource) || ids.isEmpty() ? "" : " (on no NUMA node)")));
    }

    private static String kind(ContainerKind kind) {
        return switch (kind) {
            case INIT -> " (init)";
            case SIDECAR -> " (sidecar)";
            case APP -> "";
        };
    }

    private void whatIf(Pod pod, WhatIfs found) {
        head(pod.refusal().isPresent() ? "what would make it fit (each one tried)"
                : pod.isLacking() ? "what would bring it together (each one tried)"
                : "what else would do (each one tried)");
        for (WhatIf answer : found.answers()) {
            line(INDENT, Ink.NORMAL, "- " + answer.description());
        }
        if (found.answers().isEmpty()) {
            line(INDENT, Ink.NORMAL, "Nothing of this: other amounts, scope, policy, a CPU Manager option, less"
                    + " reserved" + (found.fitsEmptyNode() ? ", one or two pods less that are not static" : "")
                    + ", nor two of these together.");
        }
        if (found.isCut()) {
            line(INDENT, Ink.FAINT, "The search was cut short: it admits at most " + WhatIfSearch.MAX_ADMISSIONS
                    + " pods and starts at most " + WhatIfSearch.MAX_STARTS + " kubelets, and adds up the memory of the"
                    + " first 8 NUMA nodes and looks at 128 running pods only. There may be more.");
        }
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
