package io.alidade.view.picture;

import io.alidade.view.picture.Piece.CpuCell;
import io.alidade.view.picture.Scene.CoreGroup;
import io.alidade.view.picture.Scene.CpuPart;
import io.alidade.view.picture.Scene.Group;
import io.alidade.view.picture.Scene.NumaPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Gives everything in a [Scene] its place.
///
/// How many cores, caches, NUMA nodes and sockets stand beside each other is tried out: taken is what can be shown
/// largest on a slide, of equals the one with less paper.
final class Layout {
    private static final double MARGIN = 16;
    private static final double GAP = 10;
    /// Width by height of what is left of a slide when its title is off.
    private static final double SLIDE = 1.6;
    /// By how much a slide would have to be fuller before a last row is left uneven, or cores form a tower.
    private static final double UNEVEN = 1.25;
    private static final double TALL = 1.25;
    private static final double LEAST_WIDTH = 300;
    private static final double LEAST_TEXT = 460;
    private static final double HEADING = 50;
    private static final int MOST_BESIDE = 8;
    private static final List<Integer> CORE_COLUMNS = List.of(1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32);

    private final Scene scene;
    private final double cellWidth;
    private final Band band;
    private final Box legend;

    private Layout(Scene scene) {
        this.scene = scene;
        int highest = cells().flatMap(Scene::cells).mapToInt(Scene.Cell::cpu).max().orElse(0);
        this.cellWidth = CpuCell.width(highest);
        this.band = new Band(scene);
        this.legend = band.beside();
    }

    /// @param heading whether title and summary are part of the drawing
    static Drawing of(Scene scene, boolean heading) {
        return new Layout(scene).drawing(heading);
    }

    private Stream<CpuPart.Cells> cells() {
        return scene.groups().stream().flatMap(group -> group.parts().stream()).map(NumaPart::cpus)
                .filter(CpuPart.Cells.class::isInstance).map(CpuPart.Cells.class::cast);
    }

    private Drawing drawing(boolean heading) {
        Box machine = machine();
        Box beside = new Box.Row(2 * GAP, List.of(new Box.Fixed(machine), new Box.Fixed(band.beside())));
        double width = Math.max(machine.width(), LEAST_WIDTH);
        Box below = new Box.Stack(12, List.of(machine, band.below(width)));
        Box body = side(beside) < side(below) ? beside : below;
        List<Box> sections = new ArrayList<>();
        if (heading) {
            double text = Math.max(body.width(), LEAST_TEXT);
            List<Box> lines = new ArrayList<>(List.of(new Box.Text(Font.TITLE, "ink", scene.title()),
                    Box.paragraph(Font.SUBTITLE, "faint", scene.summary(), text)));
            scene.kubelet().ifPresent(kubelet -> lines.add(Box.paragraph(Font.SUBTITLE, "faint", kubelet, text)));
            sections.add(new Box.Stack(0, lines));
        }
        sections.add(body);
        Box whole = new Box.Stack(12, sections);
        Canvas canvas = new Canvas();
        whole.place(canvas, MARGIN, MARGIN, whole.width(), whole.height());
        return new Drawing(whole.width() + 2 * MARGIN, whole.height() + 2 * MARGIN, canvas.marks());
    }

    /// How much of a slide a box takes: less can be shown larger.
    private static double side(Box box) {
        return side(box.width(), box.height());
    }

    private static double side(double width, double height) {
        return Math.max(width / SLIDE, height + HEADING);
    }

    /// The devices that are on no NUMA node or on several, below the machine.
    private Box withElsewhere(Box machine) {
        if (scene.elsewhere().isEmpty()) {
            return machine;
        }
        double width = machine.width() - 2 * GAP;
        List<Box> groups = scene.elsewhere().stream().map(group -> PartBoxes.devices(group, width)).toList();
        Box row = new Box.Row(2 * GAP, groups);
        Box devices = row.width() <= width ? row : new Box.Stack(6, groups);
        return new Box.Stack(GAP, List.of(machine, new Box.Frame("socket", GAP, 8, new Box.Stack(4,
                List.of(new Box.Text(Font.HEADING, "faint", "not on one NUMA node"), devices)))));
    }

    /// A way to arrange the machine, and how much of a slide it takes.
    private record Candidate(Box box, double cost) {}

    private Box machine() {
        Candidate best = new Candidate(new Box.Stack(0, List.of()), Double.MAX_VALUE);
        int mostGroups = cells().mapToInt(cells -> cells.groups().size()).max().orElse(1);
        int mostCores = cells().flatMap(cells -> cells.groups().stream()).map(CoreGroup::cores).mapToInt(List::size)
                .max().orElse(1);
        int mostParts = scene.groups().stream().mapToInt(group -> group.parts().size()).max().orElse(1);
        for (int groupColumns : IntStream.rangeClosed(1, Math.min(mostGroups, MOST_BESIDE)).toArray()) {
            for (int coreColumns : CORE_COLUMNS) {
                if (coreColumns > mostCores) {
                    break;
                }
                PartBoxes boxes = new PartBoxes(groupColumns, coreColumns, cellWidth);
                List<List<Box>> parts = parts(boxes);
                double uneven = uneven(mostGroups, groupColumns) * uneven(mostCores, coreColumns)
                        * (mostCores > coreColumns * coreColumns ? TALL : 1);
                for (int partColumns = 1; partColumns <= Math.min(mostParts, MOST_BESIDE); partColumns++) {
                    Candidate candidate = arrange(parts, partColumns, uneven * uneven(mostParts, partColumns));
                    best = candidate.cost() < best.cost() ? candidate : best;
                }
            }
        }
        return withElsewhere(best.box());
    }

    /// NUMA nodes with CPUs are all of one width, and so are those without.
    private List<List<Box>> parts(PartBoxes boxes) {
        Map<Boolean, Double> widths = new HashMap<>();
        scene.groups().stream().flatMap(group -> group.parts().stream())
                .forEach(part -> widths.merge(isBare(part), boxes.leastWidth(part), Math::max));
        return scene.groups().stream().map(group -> group.parts().stream()
                .map(part -> boxes.part(part, widths.getOrDefault(isBare(part), 0.0))).toList()).toList();
    }

    private static boolean isBare(NumaPart part) {
        return part.cpus() instanceof CpuPart.None;
    }

    private static double uneven(int count, int columns) {
        return count % columns == 0 ? 1 : UNEVEN;
    }

    /// The best number of sockets beside each other, given everything inside.
    private Candidate arrange(List<List<Box>> parts, int partColumns, double uneven) {
        List<Box> groups = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            groups.add(group(scene.groups().get(i), parts.get(i), partColumns));
        }
        Candidate best = new Candidate(new Box.Stack(0, List.of()), Double.MAX_VALUE);
        for (int columns = 1; columns <= Math.min(groups.size(), MOST_BESIDE); columns++) {
            Box box = new Box.Grid(columns, GAP, true, groups);
            double cost = Math.min(
                    side(box.width() + 2 * GAP + legend.width(), Math.max(box.height(), legend.height())),
                    side(box.width(), box.height() + legend.height() * legend.width() / Math.max(box.width(), 1)));
            cost = cost * uneven * uneven(groups.size(), columns) + (box.width() + box.height()) / 1000;
            best = cost < best.cost() ? new Candidate(box, cost) : best;
        }
        return best;
    }

    private static Box group(Group group, List<Box> parts, int partColumns) {
        Box grid = new Box.Grid(partColumns, 8, true, parts);
        return group.label().isEmpty() ? grid
                : new Box.Frame("socket", 10, 8,
                        new Heading(new Box.Text(Font.HEADING, "faint", group.label()), grid));
    }

    /// A line, and below it a box that takes all the room that is left.
    private record Heading(Box line, Box below) implements Box {
        private static final double GAP = 4;

        @Override
        public double width() {
            return Math.max(line.width(), below.width());
        }

        @Override
        public double height() {
            return line.height() + GAP + below.height();
        }

        @Override
        public void place(Canvas canvas, double x, double y, double width, double height) {
            line.place(canvas, x, y, width, line.height());
            below.place(canvas, x, y + line.height() + GAP, width, height - line.height() - GAP);
        }
    }
}
