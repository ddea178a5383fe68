package io.alidade.view.picture;

import io.alidade.view.picture.Piece.CpuCell;
import io.alidade.view.picture.Piece.Distance;
import io.alidade.view.picture.Piece.Patch;
import io.alidade.view.picture.Scene.Core;
import io.alidade.view.picture.Scene.CoreGroup;
import io.alidade.view.picture.Scene.CpuPart;
import io.alidade.view.picture.Scene.Distances;
import io.alidade.view.xml.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What stands below the machine: who is who, what the looks mean, distances, notes.
final class Band {
    private static final int MOST_PODS = 24;
    private static final int MOST_IDLE = 3;
    private static final int LONGEST_NAME = 44;
    private static final int LONGEST_FACTS = 160;
    private static final double FACTS = 290;
    private static final double GAP = 24;
    private static final double LEAST_LEGEND = 260;
    private static final int SHADES = 4;
    private static final char NO_BREAK = '\u00a0';

    private final Scene scene;

    Band(Scene scene) {
        this.scene = scene;
    }

    /// Everything, below a machine of this width: distances on the left, the legend beside them.
    Box below(double width) {
        List<Box> distances = distances();
        double distancesWidth = distances.stream().mapToDouble(box -> box.width() + GAP).sum();
        boolean beside = !distances.isEmpty() && width - distancesWidth > LEAST_LEGEND;
        List<Box> sections = new ArrayList<>();
        List<Box> legend = legend(beside ? width - distancesWidth : width);
        if (beside && !legend.isEmpty()) {
            sections.add(new Box.Row(GAP, List.of(distances.getFirst(), new Box.Stack(10, legend))));
        } else {
            sections.addAll(legend);
            sections.addAll(distances);
        }
        sections.addAll(notes(width));
        return new Box.Stack(10, sections);
    }

    /// Everything in one column, for the right of a machine.
    Box beside() {
        List<Box> sections = new ArrayList<>(legend(LEAST_LEGEND));
        sections.addAll(distances());
        sections.addAll(notes(LEAST_LEGEND));
        return new Box.Stack(14, sections);
    }

    private List<Box> notes(double width) {
        return scene.notes().stream().map(note -> Box.paragraph(Font.DETAIL, "faint", note, width)).toList();
    }

    private List<Box> distances() {
        return scene.distances().ids().isEmpty() ? List.of() : List.of(new Box.Stack(4,
                List.of(new Box.Text(Font.HEADING, "ink", "Distances"), new Box.Fixed(matrix(scene.distances())))));
    }

    private List<Box> legend(double width) {
        List<Box> sections = new ArrayList<>();
        List<ShownPod> holders = scene.pods().stream().filter(ShownPod::holdsSomething).toList();
        if (!holders.isEmpty()) {
            List<Box> entries = holders.stream().limit(MOST_PODS).map(Band::entry).toList();
            sections.add(new Box.Stack(4, List.of(new Box.Text(Font.HEADING, "ink", "Pods"), columns(entries, width))));
        }
        int unnamed = Math.max(0, holders.size() - MOST_PODS);
        List<String> idle = scene.pods().stream().filter(pod -> !pod.holdsSomething())
                .map(pod -> Names.shorten(pod.name(), LONGEST_NAME)).toList();
        if (unnamed > 0) {
            sections.add(new Box.Text(Font.DETAIL, "faint", "and " + Counts.of(unnamed, "more pod")));
        }
        if (!idle.isEmpty()) {
            int others = Math.max(0, idle.size() - MOST_IDLE);
            sections.add(Box.paragraph(Font.DETAIL, "faint", "with nothing of their own: "
                    + idle.stream().limit(MOST_IDLE).collect(Collectors.joining(", "))
                    + (others == 0 ? "" : " and " + others + " more"), width));
        }
        List<Box> key = key();
        if (!key.isEmpty()) {
            sections.add(columns(key, width));
        }
        return sections;
    }

    private static Box columns(List<Box> entries, double width) {
        double widest = entries.stream().mapToDouble(Box::width).max().orElse(1);
        int columns = Math.max(1, (int) ((width + GAP) / (widest + GAP)));
        return new Box.Fixed(new Box.Grid(columns, 6, true, entries.stream()
                .map(entry -> columns > 1 ? (Box) new Padded(entry, GAP - 6) : entry).toList()));
    }

    private static Box entry(ShownPod pod) {
        return new Box.Row(6, List.of(Patch.of(Use.heldBy(pod.index()), pod.letter()),
                new Box.Stack(0, List.of(new Box.Text(Font.NAME, "ink", Names.shorten(pod.name(), LONGEST_NAME)),
                        Box.paragraph(Font.DETAIL, "faint", facts(pod), FACTS)))));
    }

    /// Lines are broken between facts only.
    private static String facts(ShownPod pod) {
        return Names.shorten(Counts.of(pod), LONGEST_FACTS).replace(' ', NO_BREAK)
                .replace(NO_BREAK + "·" + NO_BREAK, NO_BREAK + "· ");
    }

    private List<Box> key() {
        Set<Use.Kind> kinds = scene.kinds();
        List<Box> entries = new ArrayList<>();
        kinds.stream().filter(kind -> kind != Use.Kind.HELD && !kinds.equals(Set.of(Use.Kind.PRESENT)))
                .forEach(kind -> entries.add(keyEntry(Patch.of(new Use(kind, -1), ""), kind.meaning())));
        List<CoreGroup> groups = scene.groups().stream().flatMap(group -> group.parts().stream())
                .map(Scene.NumaPart::cpus).filter(CpuPart.Cells.class::isInstance)
                .flatMap(cells -> ((CpuPart.Cells) cells).groups().stream()).toList();
        List<Core> cores = groups.stream().flatMap(group -> group.cores().stream()).toList();
        if (cores.stream().flatMap(core -> core.cells().stream()).anyMatch(Scene.Cell::isolated)) {
            entries.add(keyEntry(new Patch("cell present", "ink", "", true), "isolated by the kernel"));
        }
        if (cores.stream().anyMatch(core -> core.cells().size() > 1)) {
            entries.add(keyEntry(new Patch("core", "ink", "", false), "core with its CPUs"));
        }
        if (groups.stream().anyMatch(group -> group.boxed() && group.label().isEmpty())) {
            entries.add(keyEntry(new Patch("group", "ink", "", false), "cores with a cache in common"));
        }
        return entries;
    }

    private static Box keyEntry(Box patch, String text) {
        return new Box.Row(6, List.of(patch, new Box.Text(Font.DETAIL, "ink", text)));
    }

    private static Box matrix(Distances distances) {
        SortedSet<Integer> values = new TreeSet<>();
        distances.rows().forEach(values::addAll);
        List<Integer> steps = List.copyOf(values);
        double width = CpuCell.width(Math.max(values.last(), distances.ids().getLast())) + 2;
        List<Box> cells = new ArrayList<>();
        cells.add(new Heading("", width));
        distances.ids().forEach(id -> cells.add(new Heading(Integer.toString(id), width)));
        for (int i = 0; i < distances.ids().size(); i++) {
            cells.add(new Heading(Integer.toString(distances.ids().get(i)), width));
            for (int value : distances.rows().get(i)) {
                int shade = steps.size() == 1 ? 0 : SHADES * steps.indexOf(value) / (steps.size() - 1);
                cells.add(new Distance(Integer.toString(value), shade, width));
            }
        }
        return new Box.Grid(distances.ids().size() + 1, 1, false, cells);
    }

    /// The id of a row or column.
    private record Heading(String text, double width) implements Box {
        @Override
        public double height() {
            return 13;
        }

        @Override
        public void place(Canvas canvas, double x, double y, double ignoredWidth, double ignoredHeight) {
            canvas.text(Font.CELL, "faint", Mark.Anchor.MIDDLE, x + width / 2, y + 2, text);
        }
    }

    /// A box with room on its right.
    private record Padded(Box inner, double right) implements Box {
        @Override
        public double width() {
            return inner.width() + right;
        }

        @Override
        public double height() {
            return inner.height();
        }

        @Override
        public void place(Canvas canvas, double x, double y, double width, double height) {
            inner.place(canvas, x, y, width - right, height);
        }
    }
}
