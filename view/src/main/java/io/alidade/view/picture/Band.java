package io.alidade.view.picture;

import io.alidade.view.picture.Piece.CpuCell;
import io.alidade.view.picture.Piece.Distance;
import io.alidade.view.picture.Piece.Patch;
import io.alidade.view.picture.Scene.CpuPart;
import io.alidade.view.picture.Scene.Distances;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What stands below the machine: who is who, what the looks mean, distances, notes.
final class Band {
    private static final int MOST_PODS = 24;
    private static final int LONGEST_NAME = 44;
    private static final int LONGEST_FACTS = 60;
    private static final double GAP = 24;
    private static final int SHADES = 4;

    private final Scene scene;

    Band(Scene scene) {
        this.scene = scene;
    }

    /// A box about `width` wide.
    Box box(double width) {
        List<Box> side = new ArrayList<>();
        if (!scene.distances().ids().isEmpty()) {
            side.add(new Box.Stack(4, List.of(new Box.Text(Font.HEADING, "ink", "Distances"),
                    new Box.Fixed(distances(scene.distances())))));
        }
        double sideWidth = side.isEmpty() ? 0 : side.getFirst().width() + GAP;
        boolean beside = width - sideWidth > 260;
        List<Box> sections = new ArrayList<>();
        double legendWidth = beside ? width - sideWidth : width;
        Box legend = legend(legendWidth);
        if (beside && !side.isEmpty()) {
            sections.add(new Box.Row(GAP, List.of(side.getFirst(), legend)));
        } else {
            sections.add(legend);
            sections.addAll(side);
        }
        for (String note : scene.notes()) {
            sections.add(Box.paragraph(Font.DETAIL, "faint", note, width));
        }
        return new Box.Stack(10, sections);
    }

    private Box legend(double width) {
        List<Box> sections = new ArrayList<>();
        List<ShownPod> holders = scene.pods().stream().filter(ShownPod::holdsSomething).toList();
        if (!holders.isEmpty()) {
            List<Box> entries = holders.stream().limit(MOST_PODS).map(Band::entry).toList();
            sections.add(new Box.Stack(4, List.of(new Box.Text(Font.HEADING, "ink", "Pods"), columns(entries, width))));
        }
        long unnamed = holders.stream().skip(MOST_PODS).count();
        long idle = scene.pods().size() - holders.size();
        if (unnamed > 0) {
            sections.add(new Box.Text(Font.DETAIL, "faint", "and " + Counts.of((int) unnamed, "more pod")));
        }
        if (idle > 0) {
            sections.add(Box.paragraph(Font.DETAIL, "faint",
                    Counts.of((int) idle, "pod") + " with nothing of " + (idle == 1 ? "its" : "their") + " own", width));
        }
        sections.add(columns(key(), width));
        return new Box.Stack(8, sections);
    }

    private static Box columns(List<Box> entries, double width) {
        double widest = entries.stream().mapToDouble(Box::width).max().orElse(1);
        int columns = Math.max(1, (int) ((width + GAP) / (widest + GAP)));
        return new Box.Fixed(new Box.Grid(columns, 6, true, entries.stream()
                .map(entry -> columns > 1 ? (Box) new Padded(entry, GAP - 6) : entry).toList()));
    }

    private static Box entry(ShownPod pod) {
        return new Box.Row(6, List.of(new Patch(Use.heldBy(pod.index()), pod.letter(), false),
                new Box.Stack(0, List.of(new Box.Text(Font.NAME, "ink", Names.shorten(pod.name(), LONGEST_NAME)),
                        new Box.Text(Font.DETAIL, "faint", Names.shorten(Counts.of(pod), LONGEST_FACTS))))));
    }

    private List<Box> key() {
        Set<Use.Kind> kinds = scene.kinds();
        List<Box> entries = new ArrayList<>();
        kinds.stream().filter(kind -> kind != Use.Kind.HELD)
                .forEach(kind -> entries.add(keyEntry(new Patch(new Use(kind, -1), "", false), meaning(kind))));
        boolean isolated = scene.groups().stream().flatMap(group -> group.parts().stream())
                .filter(part -> part.cpus() instanceof CpuPart.Cells)
                .flatMap(part -> Scene.cells((CpuPart.Cells) part.cpus())).anyMatch(Scene.Cell::isolated);
        if (isolated) {
            entries.add(keyEntry(new Patch(Use.PRESENT, "", true), "isolated by the kernel"));
        }
        return entries;
    }

    private static Box keyEntry(Box patch, String text) {
        return new Box.Row(6, List.of(patch, new Box.Text(Font.DETAIL, "ink", text)));
    }

    private String meaning(Use.Kind kind) {
        boolean allocations = scene.kinds().stream().anyMatch(other -> other != Use.Kind.PRESENT);
        return switch (kind) {
            case RESERVED -> "reserved for the system";
            case FREE -> "free";
            case SHARED -> "shared by all pods";
            case OTHER -> "not to be had";
            case PRESENT -> allocations ? "not given to pods" : "CPU, memory, device";
            case HELD -> "";
        };
    }

    private static Box distances(Distances distances) {
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
