package io.alidade.view.picture;

import io.alidade.engine.Node;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.memory.MemoryState.Block;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.view.IdLists;
import io.alidade.view.picture.Scene.Bar;
import io.alidade.view.picture.Scene.Chip;
import io.alidade.view.picture.Scene.CpuPart;
import io.alidade.view.picture.Scene.DeviceGroup;
import io.alidade.view.picture.Scene.Group;
import io.alidade.view.picture.Scene.NumaPart;
import io.alidade.view.picture.Scene.Slice;
import io.alidade.view.picture.ShownPod.Container;
import io.alidade.view.xml.Names;
import io.alidade.view.xml.Xml;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// The machine of a node and who has what on it, in pieces of HTML for a page that arranges them itself: one for each NUMA
/// node. Looks are those of [MachinePicture]; colours of what no pod has are classes of the page's own style sheet.
///
/// The page holds [#patterns] once, before the pieces that use them.
public final class MachineCards {
    /// Beyond these, CPUs are counted.
    private static final int MOST_CPUS = 4_096;
    /// Up to so many CPUs each has its number.
    private static final int MOST_NUMBERS = 256;
    private static final int LONGEST_NAME = 80;
    private static final int LONGEST_LIST = 160;

    private final Scene scene;
    private final CpuSet stranded;
    private final int columns;
    private final boolean isNumbered;

    /// One NUMA node, or several that are alike.
    ///
    /// @param place   the socket it is in, in words; may be empty
    /// @param detail  what it has, in words
    /// @param drawing its CPUs, memory and devices
    public record Card(List<Integer> numaNodes, String place, String label, String detail, String drawing) {
        public Card {
            numaNodes = List.copyOf(numaNodes);
        }
    }

    /// A pod and what it holds, in words.
    ///
    /// @param swatch    its look
    public record PodLine(String name, String swatch, String cpus, String memory, String devices) {}

    private MachineCards(Scene scene, CpuSet stranded) {
        this.scene = scene;
        this.stranded = stranded;
        this.columns = CellGrid.columns(scene);
        int cpus = (int) scene.groups().stream().flatMap(group -> group.parts().stream()).map(NumaPart::cpus)
                .filter(CpuPart.Cells.class::isInstance).map(CpuPart.Cells.class::cast).flatMap(Scene::cells).count();
        this.isNumbered = cpus <= MOST_NUMBERS && columns <= CellGrid.MOST_NUMBERED;
    }

    /// Those of a node as it is.
    ///
    /// @param stranded free CPUs that are marked, for no pod that is wanted can have them
    public static MachineCards of(MachineDescription machine, Node node, CpuSet stranded) {
        return new MachineCards(MachineScene.of(machine, Optional.of(node), MOST_CPUS), stranded);
    }

    /// What the machine has, in a line.
    public String summary() {
        return scene.summary();
    }

    /// Sentences of what is not drawn.
    public List<String> notes() {
        return scene.notes();
    }

    /// The patterns that the drawings use.
    public String patterns() {
        int looks = (int) Math.min(scene.pods().stream().filter(ShownPod::holdsSomething).count(), Palette.size());
        return "<svg class=\"patterns\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>\n"
                + SvgStyle.patterns(looks)
                + "<pattern id=\"stranded\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect class=\"stranded-ground\""
                + " width=\"6\" height=\"6\"/><path class=\"stranded-line\" d=\"" + Palette.Pattern.RISING.path()
                + "\" stroke-width=\"2\" fill=\"none\"/></pattern>\n</defs></svg>\n";
    }

    /// What the looks of things that no pod has mean: those that are here.
    public String key() {
        Set<Use.Kind> kinds = EnumSet.copyOf(scene.kinds());
        StringBuilder html = new StringBuilder("<ul class=\"key\">");
        if (kinds.contains(Use.Kind.HELD)) {
            html.append("<li>").append(swatch(Use.heldBy(0))).append("a pod’s, each with its own look</li>");
        }
        for (Use.Kind kind : List.of(Use.Kind.FREE, Use.Kind.RESERVED, Use.Kind.SHARED, Use.Kind.OTHER)) {
            if (kinds.contains(kind)) {
                html.append("<li>").append(swatch(new Use(kind, -1))).append(kind.meaning()).append("</li>");
            }
            if (kind == Use.Kind.FREE && !stranded.isEmpty()) {
                html.append("<li>").append(swatch("url(#stranded)")).append("free, but stranded</li>");
            }
        }
        return html.append("</ul>\n").toString();
    }

    /// One for each NUMA node, or for several that are alike on large machines.
    public List<Card> cards() {
        List<Card> cards = new ArrayList<>();
        for (Group group : scene.groups()) {
            for (NumaPart part : group.parts()) {
                StringBuilder html = new StringBuilder();
                switch (part.cpus()) {
                    case CpuPart.None _ -> {
                    }
                    case CpuPart.Cells cells ->
                        html.append(new CellGrid(columns, isNumbered, stranded).svg(part.label(), cells));
                    case CpuPart.Counted counted -> bar(html, counted.bar());
                }
                part.bars().forEach(bar -> bar(html, bar));
                part.devices().forEach(devices -> devices(html, devices));
                cards.add(new Card(part.ids(), group.label(), part.label(), part.detail(), html.toString()));
            }
        }
        return cards;
    }

    /// Devices that are on no NUMA node or on several; empty if there are none.
    public String elsewhere() {
        StringBuilder html = new StringBuilder();
        scene.elsewhere().forEach(devices -> devices(html, devices));
        return html.toString();
    }

    /// All active pods, those that hold something first.
    public List<PodLine> pods() {
        return scene.pods().stream().map(MachineCards::line).toList();
    }

    private static PodLine line(ShownPod pod) {
        SortedSet<String> memory = new TreeSet<>();
        List<String> devices = new ArrayList<>();
        for (Container container : pod.containers()) {
            container.memory().forEach(block -> memory.add(memory(block)));
            container.devices().forEach((resource, ids) -> devices.add(resource + ": " + String.join(" ", ids)));
        }
        return new PodLine(Names.shorten(pod.name(), LONGEST_NAME),
                pod.holdsSomething() ? swatch(Use.heldBy(pod.index())) : "",
                pod.cpus().isEmpty() ? "shared" : Names.shorten(pod.cpus().toListString(), LONGEST_LIST),
                Names.shorten(String.join(", ", memory), LONGEST_LIST),
                Names.shorten(String.join("; ", devices), LONGEST_LIST));
    }

    private static String memory(Block block) {
        return Counts.memory(block.type(), block.size()) + " on " + IdLists.text(block.numaAffinity());
    }

    private static String swatch(Use use) {
        return swatch(fill(use));
    }

    private static String swatch(String fill) {
        return "<svg class=\"k\" aria-hidden=\"true\"><rect fill=\"" + fill + "\"/></svg>";
    }

    /// How something that is used like this is filled. What is free has a colour of the page.
    static String fill(Use use) {
        return switch (use.kind()) {
            case HELD -> "url(#p" + use.pod() % Palette.size() + ")";
            case RESERVED, SHARED, OTHER -> "url(#" + use.kind().name().toLowerCase(Locale.ROOT) + ")";
            case FREE, PRESENT -> "currentColor";
        };
    }

    private static void bar(StringBuilder html, Bar bar) {
        Optional<Slice> free = bar.slices().stream().filter(slice -> slice.use().kind() == Use.Kind.FREE).findFirst();
        boolean isHeld = bar.slices().stream().anyMatch(slice -> slice.use().kind() == Use.Kind.HELD);
        String left = free.map(slice -> slice.text() + " free").orElse(isHeld ? "none free" : "");
        html.append("<div class=\"amount\"><span>").append(Xml.text(bar.label() + " " + bar.amount()))
                .append("</span><span>").append(Xml.text(left))
                .append("</span></div><svg class=\"bar\" aria-hidden=\"true\">");
        double begin = 0;
        for (Slice slice : bar.slices()) {
            double share = 100.0 * slice.amount() / Math.max(1, bar.total());
            html.append("<rect x=\"").append(Xml.number(begin)).append("%\" width=\"").append(Xml.number(share))
                    .append("%\" height=\"100%\" fill=\"").append(fill(slice.use())).append("\"/>");
            begin += share;
        }
        html.append("</svg>\n");
    }

    private static void devices(StringBuilder html, DeviceGroup group) {
        html.append("<div class=\"devices\"><span>").append(Xml.text(group.label())).append("</span><ul>");
        for (Chip chip : group.chips()) {
            html.append("<li title=\"").append(Xml.text(chip.hint())).append("\">").append(swatch(chip.use()))
                    .append(Xml.text(chip.text())).append("</li>");
        }
        html.append("</ul></div>\n");
    }
}
