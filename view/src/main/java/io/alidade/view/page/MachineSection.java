package io.alidade.view.page;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.view.page.RoomSeries.Amount;
import io.alidade.view.picture.MachineCards;
import io.alidade.view.picture.MachineCards.Card;
import io.alidade.view.xml.Xml;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The machine: for each NUMA node what is free and stranded, now and over time, and who has which of its CPUs.
final class MachineSection {
    private static final int WIDTH = 240;
    private static final int HEIGHT = 36;
    private static final int PARTS = 90;

    private final NodeStatus status;
    private final MachineCards machine;
    private final boolean pinsCpus;
    private final Map<Integer, CpuSet> cpusOf = new HashMap<>();
    private final CpuSet allocatable;

    MachineSection(NodeStatus status, MachineCards machine) {
        this.status = status;
        this.machine = machine;
        this.pinsCpus = status.node().node().settings().policies().pinsCpus();
        this.allocatable = status.node().node().allocations().cpus().allocatableCpus();
        Map<Integer, CpuSet.Builder> builders = new HashMap<>();
        for (Cpu cpu : status.node().node().topology().cpus()) {
            builders.computeIfAbsent(cpu.numaNode(), _ -> new CpuSet.Builder()).add(cpu.cpu());
        }
        builders.forEach((id, cpus) -> cpusOf.put(id, cpus.build()));
    }

    void write(Markup html) {
        html.open("section id=\"machine\" aria-labelledby=\"machine-h\"").raw("\n")
                .element("h2 id=\"machine-h\"", "Machine");
        html.element("p", machine.summary()).raw(machine.patterns()).raw(machine.key());
        List<Card> cards = machine.cards();
        html.open("div class=\"numa" + (cards.size() > 2 ? " many" : "") + "\"").raw("\n");
        cards.forEach(card -> card(html, card));
        html.close("div");
        if (!machine.elsewhere().isEmpty()) {
            html.open("div class=\"card\"").element("h3", "Not on one NUMA node").raw(machine.elsewhere()).close("div");
        }
        machine.notes().forEach(note -> html.element("p", note));
        html.close("section");
    }

    private void card(Markup html, Card card) {
        CpuSet cpus = card.numaNodes().stream().map(id -> cpusOf.getOrDefault(id, CpuSet.EMPTY)).reduce(CpuSet.EMPTY,
                CpuSet::or);
        int all = cpus.andSize(allocatable);
        int free = status.room().freeCpus().andSize(cpus);
        int stranded = status.room().strandedCpus().andSize(cpus);
        boolean counts = pinsCpus && !cpus.isEmpty();
        html.open("article class=\"card\"").open("header").open("h3").text(card.label())
                .raw(card.place().isEmpty() || card.place().equals("without CPUs") ? ""
                        : " <small>" + Xml.text(card.place()) + "</small>")
                .close("h3");
        if (counts) {
            html.open("p class=\"room\"").raw("<b>" + free + "</b> of " + all + " CPUs free");
            if (stranded > 0) {
                html.raw(" <span class=\"stranded-word\">" + stranded + " stranded</span>");
            }
            html.close("p");
        }
        html.close("header").raw(card.drawing());
        if (counts && status.series().samples().size() > 1) {
            series(html, card.numaNodes(), all);
        }
        if (!card.detail().isEmpty()) {
            html.element("p class=\"detail\"", card.detail());
        }
        html.close("article");
    }

    private void series(Markup html, List<Integer> ids, int all) {
        List<Amount> amounts = status.series().of(ids, PARTS);
        int least = amounts.stream().mapToInt(Amount::free).min().orElse(0);
        int most = amounts.stream().mapToInt(Amount::free).max().orElse(0);
        String span = Markup.span(status.series().span());
        String range = least == most ? Integer.toString(least) : least + " to " + most;
        html.raw("<figure><svg class=\"series\" viewBox=\"0 0 " + WIDTH + " " + HEIGHT
                + "\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Free CPUs in the last " + span + ": "
                + range
                + "; stranded now " + amounts.getLast().stranded() + "\">");
        html.raw("<path class=\"s-free\" d=\"" + stairs(amounts.stream().map(Amount::free).toList(), all) + "\"/>");
        html.raw("<path class=\"s-stranded\" d=\"" + stairs(amounts.stream().map(Amount::stranded).toList(), all)
                + "\"/></svg>");
        html.raw("<figcaption><span>" + span + " ago</span><span>free " + range
                + "</span><span>now</span></figcaption></figure>\n");
    }

    /// A surface whose upper edge is a stair: a value holds from its sample to the next. Runs of one value are one line.
    private static String stairs(List<Integer> values, int all) {
        StringBuilder path = new StringBuilder("M0 " + HEIGHT);
        int last = -1;
        for (int i = 0; i < values.size(); i++) {
            int value = values.get(i);
            if (value != last) {
                path.append('H').append(x(i, values.size())).append('V')
                        .append(Xml.number(HEIGHT - (double) HEIGHT * Math.min(value, all) / Math.max(1, all)));
                last = value;
            }
        }
        return path.append('H').append(WIDTH).append('V').append(HEIGHT).append('z').toString();
    }

    private static String x(int sample, int samples) {
        return Xml.number((double) WIDTH * sample / Math.max(1, samples));
    }
}
