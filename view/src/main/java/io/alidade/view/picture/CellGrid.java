package io.alidade.view.picture;

import io.alidade.engine.mask.CpuSet;
import io.alidade.view.picture.Scene.Cell;
import io.alidade.view.picture.Scene.Core;
import io.alidade.view.picture.Scene.CoreGroup;
import io.alidade.view.picture.Scene.CpuPart;
import io.alidade.view.picture.Scene.NumaPart;
import io.alidade.view.xml.Xml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The CPUs of a NUMA node as small squares, the CPUs of a core above each other, a gap between groups of cores. All squares that
/// are used alike are one shape, so that thousands of them stay small.
final class CellGrid {
    /// With more cores side by side squares are too small for numbers.
    static final int MOST_NUMBERED = 16;

    private static final int CELL = 12;
    private static final int STEP = CELL + 1;
    private static final int CORE_GAP = 2;
    private static final int LINE_GAP = 4;
    private static final int GROUP_GAP = 4;
    /// Cores side by side for up to so many cores: in few lines, and nearly square.
    private static final int[][] COLUMNS = {{8, 8}, {48, 16}, {96, 24}};
    private static final int MOST_COLUMNS = 32;
    private static final String STRANDED = "url(#stranded)";

    private final int columns;
    private final boolean isNumbered;
    private final CpuSet stranded;
    /// Squares by how they are filled.
    private final Map<String, List<Square>> squares = new LinkedHashMap<>();
    private int width;
    private int height;

    private record Square(int x, int y, Cell cell) {}

    /// @param columns  cores side by side
    /// @param stranded free CPUs that are marked
    CellGrid(int columns, boolean isNumbered, CpuSet stranded) {
        this.columns = columns;
        this.isNumbered = isNumbered;
        this.stranded = stranded;
    }

    /// How many cores stand side by side, the same for all NUMA nodes.
    static int columns(Scene scene) {
        int most = scene.groups().stream().flatMap(group -> group.parts().stream()).map(NumaPart::cpus)
                .filter(CpuPart.Cells.class::isInstance).map(CpuPart.Cells.class::cast)
                .mapToInt(cells -> cells.groups().stream().mapToInt(group -> group.cores().size()).sum()).max()
                .orElse(1);
        for (int[] step : COLUMNS) {
            if (most <= step[0]) {
                return step[1];
            }
        }
        return MOST_COLUMNS;
    }

    /// @param label of the NUMA node
    String svg(String label, CpuPart.Cells cells) {
        place(cells);
        // As wide as a full line of all NUMA nodes, so that squares are of one size.
        width = Math.max(width, columns * (STEP + CORE_GAP));
        StringBuilder svg = new StringBuilder("<svg class=\"cpus\" viewBox=\"-1 -1 " + (width + 2) + " " + (height + 2)
                + "\" role=\"img\" aria-label=\"" + Xml.text(label + ": " + counts()) + "\">");
        squares.forEach((fill, same) -> {
            Use use = same.getFirst().cell().use();
            svg.append("<path class=\"")
                    .append(fill.equals(STRANDED) ? "stranded" : use.kind() == Use.Kind.FREE ? "free"
                            : "cell")
                    .append("\" fill=\"").append(fill).append("\" d=\"");
            same.forEach(square -> svg.append('M').append(square.x()).append(' ').append(square.y()).append('h')
                    .append(CELL).append('v').append(CELL).append("h-").append(CELL).append('z'));
            svg.append("\"/>");
            if (isNumbered) {
                numbers(svg, use, same);
            }
        });
        return svg.append("</svg>\n").toString();
    }

    private void place(CpuPart.Cells cells) {
        int column = 0;
        int x = 0;
        int y = 0;
        int deepest = 0;
        for (CoreGroup group : cells.groups()) {
            for (Core core : group.cores()) {
                if (column == columns) {
                    column = 0;
                    x = 0;
                    y += deepest * STEP + LINE_GAP;
                    deepest = 0;
                }
                for (int thread = 0; thread < core.cells().size(); thread++) {
                    Cell cell = core.cells().get(thread);
                    squares.computeIfAbsent(fill(cell), _ -> new ArrayList<>())
                            .add(new Square(x, y + thread * STEP, cell));
                }
                deepest = Math.max(deepest, core.cells().size());
                width = Math.max(width, x + STEP);
                height = Math.max(height, y + deepest * STEP);
                x += STEP + CORE_GAP;
                column++;
            }
            x += cells.groups().size() > 1 ? GROUP_GAP : 0;
        }
    }

    private String fill(Cell cell) {
        return cell.use().kind() == Use.Kind.FREE && stranded.contains(cell.cpu()) ? STRANDED
                : MachineCards.fill(cell.use());
    }

    private static void numbers(StringBuilder svg, Use use, List<Square> same) {
        svg.append("<g").append(use.kind() == Use.Kind.HELD
                ? " class=\"n\" fill=\"" + Palette.look(use.pod()).ink() + "\" stroke=\""
                        + Palette.look(use.pod()).fill()
                        + "\""
                : " class=\"n ink\"").append('>');
        same.forEach(square -> svg.append("<text x=\"").append(square.x() + CELL / 2).append("\" y=\"")
                .append(square.y() + 9).append("\">").append(square.cell().cpu()).append("</text>"));
        svg.append("</g>");
    }

    private String counts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        squares.forEach((fill, same) -> {
            String what = fill.equals(STRANDED) ? "free but stranded" : switch (same.getFirst().cell().use().kind()) {
                case HELD -> "held by pods";
                case FREE, RESERVED, SHARED, OTHER, PRESENT -> same.getFirst().cell().use().kind().meaning();
            };
            counts.merge(what, same.size(), Integer::sum);
        });
        List<String> words = new ArrayList<>();
        counts.forEach((what, count) -> words.add(Counts.of(count, "CPU") + " " + what));
        return String.join(", ", words);
    }
}
