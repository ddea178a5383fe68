package io.alidade.view.picture;

import io.alidade.live.measure.Aspect;
import io.alidade.live.measure.Figure;
import io.alidade.live.measure.Figure.Subject;
import io.alidade.live.measure.Judgement;
import io.alidade.live.measure.MeasureReport;
import io.alidade.live.measure.MemoryResult;
import io.alidade.view.MeasureWords;
import io.alidade.view.picture.Mark.Anchor;
import io.alidade.view.picture.Mark.Shape;
import io.alidade.view.picture.Mark.Subject.Decoration;
import io.alidade.view.xml.Names;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Matrices of what was measured of memory: a row for the CPUs of each NUMA node, a column for its memory, darker the
/// worse. Figures whose rounds are too far apart are hatched.
public final class MeasurePicture {
    private static final double MARGIN = 16;
    private static final double GAP = 28;
    private static final double CELL_WIDTH = 46;
    private static final double CELL_HEIGHT = 22;
    private static final double LABEL = 54;
    private static final double LEAST_WIDTH = 460;
    private static final int MOST_BESIDE = 4;
    private static final int SHADES = 5;
    private static final int LONGEST_TITLE = 80;

    private final MeasureReport report;
    private final MemoryResult memory;
    private final List<Integer> rows;
    private final List<Integer> columns;
    private final Canvas canvas = new Canvas();

    private MeasurePicture(MeasureReport report, MemoryResult memory) {
        this.report = report;
        this.memory = memory;
        rows = List.copyOf(new TreeSet<>(memory.figures().stream().map(Figure::cpuNumaNode).toList()));
        columns = List.copyOf(new TreeSet<>(memory.figures().stream().map(Figure::memoryNumaNode).toList()));
    }

    /// What a matrix is of: one core, or all of each NUMA node, however many these are.
    private record Panel(Aspect aspect, boolean isAll) {
        String title() {
            return aspect.wireName() + (aspect == Aspect.LATENCY ? "" : isAll ? ", all cores" : ", 1 core") + " ("
                    + aspect.unit() + ")";
        }
    }

    /// An SVG document, light or dark as the reader's system is; nothing if no memory was measured.
    public static Optional<String> of(MeasureReport report) {
        return report.memory().map(memory -> new MeasurePicture(report, memory).draw());
    }

    private String draw() {
        List<Panel> panels = panels();
        double panelWidth = Math.max(LABEL + columns.size() * CELL_WIDTH,
                panels.stream().mapToDouble(panel -> Font.HEADING.width(panel.title())).max().orElse(0));
        int beside = Math.clamp((long) (900 / (panelWidth + GAP)), 1, MOST_BESIDE);
        double panelHeight = Font.HEADING.lineHeight() + Font.DETAIL.lineHeight() + rows.size() * (CELL_HEIGHT + 2) + 8;
        double width = Math.max(LEAST_WIDTH,
                Math.min(beside, Math.max(1, panels.size())) * (panelWidth + GAP) - GAP + 2 * MARGIN);
        double y = head(width);
        for (int i = 0; i < panels.size(); i++) {
            int line = i / beside;
            matrix(panels.get(i), MARGIN + i % beside * (panelWidth + GAP), y + line * (panelHeight + GAP / 2));
        }
        int lines = (panels.size() + beside - 1) / beside;
        y += lines * (panelHeight + GAP / 2);
        y = foot(y, width);
        String title = title();
        String description = report.judgements().stream().map(judgement -> judgement.about() + ": " + judgement.text())
                .collect(Collectors.joining(" "));
        return SvgWriter.write(new Drawing(width, y + MARGIN, canvas.marks()), title, description, 0);
    }

    private String title() {
        return Names.shorten(report.machine(), LONGEST_TITLE);
    }

    private double head(double width) {
        canvas.text(Font.TITLE, "ink", Anchor.START, MARGIN, MARGIN, title());
        double y = MARGIN + Font.TITLE.lineHeight();
        return paragraph(
                "Memory near and far: rows are the NUMA node of the CPUs, columns that of the memory; darker is"
                        + " worse, hatched is too noisy to tell. " + MeasureWords.settings(memory) + ".",
                y, width) + 10;
    }

    private double paragraph(String text, double y, double width) {
        Box box = Box.paragraph(Font.SUBTITLE, "faint", Names.clean(text), width - 2 * MARGIN);
        box.place(canvas, MARGIN, y, box.width(), box.height());
        return y + box.height();
    }

    private double foot(double y, double width) {
        double at = y;
        for (Judgement judgement : report.judgements()) {
            at = paragraph(judgement.about() + ": " + judgement.text(), at, width) + 3;
        }
        return at;
    }

    private List<Panel> panels() {
        return memory.figures().stream()
                .flatMap(figure -> Stream.of(
                        figure.threads() == 1 ? Optional.of(new Panel(figure.aspect(), false))
                                : Optional.<Panel>empty(),
                        figure.threads() == most(figure) && figure.threads() > 1
                                ? Optional.of(new Panel(figure.aspect(), true)) : Optional.<Panel>empty()))
                .flatMap(Optional::stream).distinct().toList();
    }

    private int most(Figure figure) {
        return most(figure.aspect(), figure.cpuNumaNode());
    }

    private int most(Aspect aspect, int row) {
        return memory.figures().stream().filter(figure -> figure.aspect() == aspect && figure.cpuNumaNode() == row)
                .mapToInt(Figure::threads).max().orElse(1);
    }

    private Optional<Figure> figure(Panel panel, int row, int column) {
        return memory.find(new Subject(panel.aspect, panel.isAll ? most(panel.aspect, row) : 1, row, column));
    }

    private void matrix(Panel panel, double x, double y) {
        canvas.text(Font.HEADING, "ink", Anchor.START, x, y, panel.title());
        double top = y + Font.HEADING.lineHeight();
        for (int column = 0; column < columns.size(); column++) {
            canvas.text(Font.DETAIL, "faint", Anchor.MIDDLE, x + LABEL + (column + 0.5) * CELL_WIDTH, top,
                    (column == 0 ? "mem " : "") + columns.get(column));
        }
        List<Double> medians = rows.stream().flatMap(row -> columns.stream().flatMap(
                column -> figure(panel, row, column).stream().map(figure -> figure.spread().median()))).toList();
        double least = medians.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double most = medians.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double line = top + Font.DETAIL.lineHeight();
        for (int row : rows) {
            canvas.text(Font.DETAIL, "faint", Anchor.END, x + LABEL - 6, line + 5, "CPUs of " + row);
            for (int column = 0; column < columns.size(); column++) {
                double left = x + LABEL + column * CELL_WIDTH;
                double down = line;
                figure(panel, row, columns.get(column))
                        .ifPresent(figure -> cell(figure, left, down, shade(panel.aspect, figure, least, most)));
            }
            line += CELL_HEIGHT + 2;
        }
    }

    private void cell(Figure figure, double x, double y, int shade) {
        boolean isNoisy = figure.spread().isNoisy();
        Shape shape = new Shape(isNoisy ? "cell other" : "distance d" + shade, new Decoration(), x + 1, y,
                CELL_WIDTH - 2, CELL_HEIGHT, 2,
                "CPUs of NUMA node " + figure.cpuNumaNode() + ", memory of " + figure.memoryNumaNode() + ": "
                        + MeasureWords.figure(figure.spread()) + " " + figure.aspect().unit()
                        + (isNoisy ? ", too noisy to tell" : ""));
        canvas.shape(shape);
        canvas.centred(Font.DETAIL, "ink", shape, MeasureWords.number(figure.spread().median()));
    }

    /// From 0 for the best figure of a matrix to 4 for the worst, unless all are nearly the same.
    private static int shade(Aspect aspect, Figure figure, double least, double most) {
        if (most <= least * 1.05) {
            return 0;
        }
        double share = (figure.spread().median() - least) / (most - least);
        return (int) Math.round((aspect.isMoreBetter() ? 1 - share : share) * (SHADES - 1));
    }
}
